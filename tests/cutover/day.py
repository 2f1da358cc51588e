"""The day of a cutover: both platforms, the copies between them, clients that pay all the time, and the commands.

The servers, the old writer, the processor, the bootstrap and the comparison are real, and so are the rows that the
stand-in for DMS copies; AWS is moto, and the time is the day's own.
"""

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from lambdas.comparison.answers import answer
from lambdas.comparison.sides import Sides
from lambdas.shared.credential import Credential
from lambdas.shared.database import Database, connect
from ops.lib.command import UNABLE
from ops.lib.steps import Clock
from rotation_lambda.bootstrap import handle
from tests.cutover.aws import Aws
from tests.dms.api import Api
from tests.dms.machine import Machine
from tests.dms.old_platform import OldPlatform
from tests.lambda_src.desk import Desk
from tests.lambda_src.samples import bodies, body
from tests.moves.faults import Fault
from tests.ops.conftest import Command, steps_of
from tests.ops.failover.regions import Killed
from tests.rotation_lambda.server import Server
from tests.support.aws import client

# How long a call that changes something takes, in seconds, and a pause of which clients see no less.
CALL_SECONDS = 2
# Longer than any command waits.
HANGS_SECONDS = 7200
LOOKS = ("Get", "List", "Describe")
TABLES = ("ledger_entries", "payments", "replication_marks")
PARAMETER = "/payments/test/cutover"
PURGED: list[float] = []
_raw = cache(client)


@dataclass(kw_only=True)
class Day:
    """Everything that is there; `over` copies to the new side, and `back` to the old one."""

    old: Server
    desk: Desk
    platform: OldPlatform
    over: Machine
    back: Machine
    comparer: tuple[Credential, Credential]
    outputs: dict[str, Any]
    folder: Path
    time: float = 1_795_600_000.0
    # Where senders send to.
    side: str = "old"
    sent: list[str] = field(default_factory=list[str])
    # Whether payments are sent at every moment, and not at every other one, and how many at once.
    busy: bool = False
    at_once: int = 1
    # By whom each payment was booked, and when each side last did.
    booked: dict[str, set[str]] = field(default_factory=lambda: {"old": set[str](), "new": set[str]()})
    bookings: list[tuple[float, str]] = field(default_factory=list[tuple[float, str]])
    step: str = ""
    made: dict[str, int] = field(default_factory=dict[str, int])
    fault: Fault | None = None
    struck: bool = False
    # What the command said of the step that the fault came in.
    heard: str = ""
    # Payments that an invocation has taken, and has not ended with.
    taken: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    # The calls that are not known to look only.
    changes: list[str] = field(default_factory=list[str])
    _under_way: list[int] = field(default_factory=list[int])
    _ticks: int = 0
    _sides: Sides | None = None

    def __post_init__(self) -> None:
        machines = {machine.arn: machine for machine in (self.over, self.back)}
        self.clock = Clock(now=lambda: self.time, pause=self._pause)
        self.function = self.desk.consumer()
        self.clients = Aws(
            Api(machines=machines, now=lambda: self.time).answers(),
            {"bootstrap": self.bootstrap, "comparison": self._compare},
            self._meddle,
        ).clients

    @property
    def new(self) -> Server:
        return self.desk.world.server

    @property
    def name(self) -> str:
        return self.desk.world.database.name

    def begin(self) -> None:
        """The old platform makes payments, and the new one is empty, as after its first `up`."""
        for server in (self.old, self.new):
            server.run(
                f"USE {self.name}",
                "SET SESSION foreign_key_checks = 0",
                *(f"TRUNCATE TABLE {table}" for table in TABLES),
            )
        self.bootstrap({"copy": "begin"})
        # SQS takes a purge a minute only, and this may not be the first day.
        self.time = max([self.time, *(at + 120 for at in PURGED)])
        PURGED.append(self.time)
        for url in (self.desk.queue.url, self.desk.queue.dead_url):
            _raw("sqs").purge_queue(QueueUrl=url)
        _raw("ssm").delete_parameters(Names=[PARAMETER])
        self.switch(on=True)
        self.platform.waiting.clear()
        self.platform.open()
        for _ in range(4):
            self.tick()

    def note(self) -> dict[str, Any] | None:
        found = _raw("ssm").get_parameters(Names=[PARAMETER])["Parameters"]
        return json.loads(found[0]["Value"]) if found else None

    def reads(self) -> bool:
        """Whether the processor takes payments."""
        found = _raw("lambda").get_event_source_mapping(UUID=self.outputs["eventSourceId"])
        return found["State"] == "Enabled"

    def switch(self, *, on: bool) -> None:
        """Somebody switches the processor on or off."""
        _raw("lambda").update_event_source_mapping(UUID=self.outputs["eventSourceId"], Enabled=on)

    def call(self, command: Command, *options: str) -> tuple[int | None, dict[str, Any]]:
        """A command's exit code with the result of each step; None where it was killed."""
        self.made.clear()
        self._under_way.clear()
        before = self.struck
        try:
            status, steps = steps_of(command, self.folder, self.outputs, self.clients, self.clock, *options)
            said = next((step["text"] for step in steps.values() if step["status"] == "failed"), "")
        except Killed:
            status, steps, said = None, dict[str, Any](), ""
        except (BotoCoreError, ClientError) as error:
            # As the process ends where an error comes before the first step, or after the last one.
            status, steps, said = UNABLE, dict[str, Any](), str(error)
        finally:
            self.step = ""
        if self.struck and not before:
            self.heard = said
        return status, steps

    def tick(self) -> None:
        """A client sends a payment, each platform books what it has, and the copies go on."""
        self._ticks += 1
        if self._ticks % 2 or self.busy:
            for text in bodies(self.at_once):
                self.send(text)
        if self._ticks % 9 == 0:
            # A client that repeats, also what the other side has booked.
            self.send(self.sent[self._ticks % len(self.sent)])
        self.work()
        for machine in (self.over, self.back):
            machine.tick()

    def work(self) -> None:
        """Each platform books what waits there, as far as it may."""
        if self.platform.waiting:
            with self._booking("old"):
                self.platform.work()
        if self.desk.queue.bodies() and self.reads():
            # Its metrics are no part of what a command writes.
            with self._booking("new"), redirect_stdout(StringIO()):
                self.desk.queue.poll(self.function)

    def take(self) -> None:
        """An invocation takes a payment that somebody sends to the new side, and does not end."""
        text = body()
        self.sent.append(text)
        self.desk.queue.send([text])
        found = self.desk.queue.client.receive_message(QueueUrl=self.desk.queue.url, VisibilityTimeout=HANGS_SECONDS)
        self.taken += [{"receiptHandle": message["ReceiptHandle"]} for message in found["Messages"]]

    def give_back(self) -> None:
        """It ends without the payment, which waits again."""
        self.desk.queue.return_now(self.taken)
        # A message is seen after the moment at which it is returned.
        self.time += 1
        self.taken.clear()

    def finish(self) -> None:
        """It ends with the payment, also where the processor is switched off meanwhile."""
        self.give_back()
        with self._booking("new"), redirect_stdout(StringIO()):
            self.desk.queue.poll(self.function)

    def payments(self, side: str) -> set[str]:
        return {one for (one,) in self.run(side, "SELECT payment_id FROM payments")}

    def sent_payments(self) -> set[str]:
        return {json.loads(text)["payment_id"] for text in self.sent}

    def run(self, side: str, *statements: str) -> list[tuple[Any, ...]]:
        """What somebody does to a database past everything that guards it."""
        server = self.old if side == "old" else self.new
        return server.run(f"USE {self.name}", "SET SESSION foreign_key_checks = 0", *statements)

    def ask(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """A question to both databases."""
        return self._compare(event)

    def stop_writers(self) -> None:
        """What the owners of the old side do: senders are turned, what waits is booked, the permission is revoked."""
        self.side = "new"
        while self.platform.waiting:
            self.work()
        self.platform.close()

    def let_write(self) -> None:
        """What the owners of the old side do once payments are theirs again."""
        self.side = "old"
        self.platform.open()

    def send(self, text: str) -> None:
        """A client sends a payment to where it is led."""
        self.sent.append(text)
        if self.side == "old":
            self.platform.waiting.append(text)
        else:
            self.desk.queue.send([text])

    @contextmanager
    def _booking(self, side: str) -> Generator[None]:
        before = self.payments(side)
        yield
        if new := self.payments(side) - before:
            self.booked[side] |= new
            self.bookings.append((self.time, side))

    def _pause(self, seconds: float) -> None:
        self.time += seconds
        self.tick()

    def _meddle(self, moment: str, operation: str) -> None:
        """Payments go on before each call that changes something, and the fault comes at its call."""
        if moment == "before":
            number = self.made[self.step] = self.made.get(self.step, 0) + 1
            self._under_way.append(number)
            if not operation.startswith(LOOKS):
                self.changes.append(operation)
                self.time += CALL_SECONDS
                self.tick()
        else:
            number = self._under_way.pop()
        fault = self.fault
        if fault and (fault.moment, fault.step, fault.number) == (moment, self.step, number):
            self.fault, self.struck = None, True
            raise fault.error(operation)

    def bootstrap(self, event: Mapping[str, Any]) -> Mapping[str, object]:
        self.close()
        return handle(event, None)

    def _compare(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """The comparison's function; its sessions last until another function is called, for the sake of time."""
        if self._sides is None:
            new = self.desk.world.database
            old = Database(host=self.old.host, port=self.old.port, name=self.name, ca_file=self.old.ca_file)
            self._sides = Sides(old=connect(old, self.comparer[0]), new=connect(new, self.comparer[1]))
        return json.loads(json.dumps(answer(self._sides, event)))

    def end(self) -> None:
        """Nothing of the day is connected any more."""
        self.over.copying.close()
        self.back.copying.close()
        self.close()

    def close(self) -> None:
        """The sessions of the comparison end."""
        if self._sides:
            self._sides.old.close()
            self._sides.new.close()
        self._sides = None


def login(server: Server, credential: Credential) -> Mapping[str, Any]:
    """How the stand-in logs in with a credential, over TLS."""
    return {
        "host": server.host,
        "port": server.port,
        "user": credential.username,
        "password": credential.password,
        "ssl_ca": server.ca_file,
    }
