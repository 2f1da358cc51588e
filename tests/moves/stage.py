"""Two regions in which payments are made all the time, and the commands that move them, with faults at any call.

The servers, the replication, the processor and the functions that a move calls are the real ones; AWS is moto, the
lease's table a stand-in with a quorum.
"""

import json
from contextlib import redirect_stdout
from dataclasses import dataclass, field, replace
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

from moto.sqs.models import sqs_backends

from lambdas.recovery.lease import KEY
from ops.lib.clients import code
from tests.lambda_src.desk import Desk
from tests.lambda_src.queues import Clock, PaymentQueue
from tests.lambda_src.strong_table import StrongTable
from tests.lambda_src.two_regions import WITNESS, Site, TwoRegions, empty, leased
from tests.moves.faults import Fault
from tests.moves.servers import Servers
from tests.ops.conftest import Command, steps_of
from tests.ops.failover import resources
from tests.ops.failover.answers import answered, refusal
from tests.ops.failover.regions import Killed, Regions
from tests.ops.failover.resources import FIRST, REPLICA, SECOND, SERVER
from tests.rotation_lambda.world import World

# How long a call that changes something takes, in seconds.
CALL_SECONDS = 2
WAITING = 3
LOOKS = ("Get", "List", "Describe", "Receive", "Simulate", "Start")
NAMES = {FIRST: SERVER, SECOND: REPLICA}


class StageClock(Clock):
    """The stage's time is everybody's."""

    def __init__(self, stage: "Stage"):
        super().__init__()
        self._stage = stage

    def __call__(self) -> float:
        return self._stage.time


@dataclass
class Stage(Regions):
    """The regions, what was sent, and the fault that is to come."""

    servers: Servers = field(kw_only=True)
    worlds: dict[str, World] = field(kw_only=True)
    # What the processor logs in with, as the first region's secret has it.
    credential: str = field(kw_only=True)
    folder: Path = field(kw_only=True)
    # Regions whose functions stand still; one that is merely out of reach goes on with what it has.
    dead: set[str] = field(default_factory=set[str])
    step: str = ""
    # How many calls each step has made, and the one at which something happens.
    made: dict[str, int] = field(default_factory=dict[str, int])
    fault: Fault | None = None
    struck: bool = False
    # The numbers of the calls that are under way: a function that is called calls others.
    _under_way: list[int] = field(default_factory=list[int])
    # What the region that was left had booked and the other one had not received.
    unreplicated: set[str] = field(default_factory=set[str])
    _ticks: int = 0
    _inside: bool = False

    def begin(self) -> None:
        """The first region makes payments and the second one follows, with empty ledgers."""
        self.down, self.dead, self.failure = set(), set(), None
        self.table = StrongTable((FIRST, SECOND), WITNESS)
        self.meddle = lambda moment, region, operation: None
        super().begin()
        self.meddle, self.fault, self.step = self._meddle, None, ""
        self._raw("secretsmanager", FIRST).put_secret_value(SecretId="application", SecretString=self.credential)
        first, second = (self._site(region) for region in (FIRST, SECOND))
        for site in (first, second):
            self.servers.stand_alone(site.region)
            empty(site)
        self.servers.follow(second, first)
        self.moving(first, second)
        self._inside = False
        self._ticks, self.sent_texts = 0, self.pair.sent
        self.report_lag()

    def moving(self, source: Site, target: Site, *, carry: bool = False) -> None:
        """From now on payments are to move from one region to the other."""
        sent = self.pair.sent if carry else []
        self.pair = TwoRegions(old=source, new=target, table=self.table, clock=StageClock(self), sent=sent)
        self.pair.safe[source.region] = 0.0
        self.unreplicated = set()

    def turn_round(self) -> None:
        """The region that was left follows the other one, as the program makes it, and payments are to return."""
        source, target = self.pair.new, self.pair.old
        self.make_replica(target.region)
        self.servers.follow(target, source)
        self.moving(source, target, carry=True)
        self.report_lag()

    def lose(self, region: str, *, dead: bool) -> None:
        """Nothing reaches a region any more; its functions stand still too, or go on with what is in reach.

        Some payments have just arrived in its queue.
        """
        self.pair.send(region, WAITING)
        self.down.add(region)
        self.dead |= {region} if dead else set()
        self.table.cut |= {one for one in self.table.links() if region in one}
        self.servers.cut(SECOND if region == FIRST else FIRST)

    def restore(self) -> None:
        """Every region answers, as it was when it was lost."""
        self.down, self.dead = set(), set()
        self.table.cut.clear()

    def call(self, command: Command, *options: str) -> tuple[int | None, dict[str, Any]]:
        """A command's exit code with how each step ended; None where it was killed."""
        self.made.clear()
        self._under_way.clear()
        try:
            status, steps = steps_of(command, self.folder, self.outputs, self.clients, self.clock, *options)
        except Killed:
            return None, {}
        finally:
            self.step = ""
        return status, {name: step["status"] for name, step in steps.items()}

    def sent_payments(self) -> set[str]:
        """The payments that clients have sent, each once."""
        return {json.loads(text)["payment_id"] for text in self.sent_texts}

    def tick(self) -> None:
        """A client sends a payment to where it is led, and each event source that is on delivers a batch."""
        if self._inside:
            return
        self._inside = True
        self._ticks += 1
        site = self.pair.site(self.plan.healthy)
        if site.region not in self.down and self._ticks % 2:
            self.pair.send(site.region, 1)
            if self._ticks % 9 == 0:
                self.pair.send_again(site.region, self._ticks)
        for one in (self.pair.old, self.pair.new):
            if one.region not in self.dead and one.desk.queue.bodies() and self._reads(one.region):
                # Its metrics are no part of what a command writes.
                with redirect_stdout(StringIO()):
                    self.pair.poll(one.region)
        self._inside = False

    def rest(self) -> None:
        """What is parked or in flight becomes visible, and is delivered where an event source is on."""
        self.time += 900
        for _ in range(3):
            self.tick()

    def report_lag(self) -> None:
        """What RDS measures each minute at the server that replicates."""
        if not hasattr(self, "pair"):
            return
        for region in self.servers.source:
            self.lag = self.servers.behind(region)
            if region not in self.down:
                self.put_lag(region, NAMES[region], self.lag)

    def _reads(self, region: str) -> bool:
        return self.state("first" if region == FIRST else "second") == "Enabled"

    def _pause(self, seconds: float) -> None:
        self.time += seconds
        self.tick()
        self.report_lag()

    def _meddle(self, moment: str, region: str, operation: str) -> None:
        """Payments go on before each call that changes something, and the fault comes at its call."""
        if moment == "before":
            number = self.made[self.step] = self.made.get(self.step, 0) + 1
            self._under_way.append(number)
            if not operation.startswith(LOOKS):
                self.time += CALL_SECONDS
                self.tick()
        else:
            number = self._under_way.pop()
        fault = self.fault
        if fault and (fault.moment, fault.step, fault.number) == (moment, self.step, number):
            self.fault, self.struck = None, True
            raise fault.error(operation)

    def _site(self, region: str) -> Site:
        queue = PaymentQueue("payments", region)
        queue.clock = StageClock(self)
        # Moto would call the function itself, in a container.
        sqs_backends[resources.ACCOUNT][region].queues["payments"].lambda_event_source_mappings.clear()
        secret = self.outputs["dbSecretArn" if region == FIRST else "recoveryDbSecretArn"]
        world = self.worlds[region]
        settings = replace(world.settings, application_secret=secret)
        world = replace(world, client=self._raw("secretsmanager", region), settings=settings)
        desk = Desk(world=world, queue=queue)
        return Site(region=region, desk=desk, function=desk.consumer(lease=leased(self.table, region, queue.clock)))

    # The lease's table has a quorum here, and the other item beside it is moto's.

    def _share(self, region: str, body: Any) -> Any:
        asked = json.loads(body)
        item = asked.get("Item", {})
        if (asked.get("Key") or {"lease": item["lease"]}) != KEY:
            return super()._share(region, body)
        replica = self.table.client(region)
        try:
            if item and "ConditionExpression" not in asked:
                # As `pulumi up` makes it.
                self.table.write(region, item, lambda known: True)
                return answered({})
            return answered(replica.get_item(**asked) if "Key" in asked else replica.put_item(**asked))
        except Exception as error:
            return refusal(code(error), str(error))  # pyright: ignore[reportArgumentType] (the table raises no other)

    def _take_lease(self, region: str) -> Any:
        answer = super()._take_lease(region)
        said = json.loads(answer[1]["Payload"].getvalue())
        self.pair.safe[region] = datetime.fromisoformat(said["booksSafelyFrom"]).timestamp()
        return answer

    def holder(self) -> str:
        return self.pair.holder()

    def _promote_server(self, region: str, body: Any) -> Any:
        answer = super()._promote_server(region, body)
        if region in self.servers.source:
            self.servers.promote(region)
            old, new = self.pair.old.booked(), self.pair.new.booked()
            self.pair.copied, self.pair.promoted, self.unreplicated = frozenset(old), True, old - new
        return answer
