"""Two regions with a server, a queue and a processor each, the lease between them, and a record of who booked what."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pymysql

from config.recovery_objectives import LEASE_WAIT_SECONDS
from lambda_src.connections import IDLE_SECONDS
from lambda_src.lease import Lease
from lambda_src.settings import LeaseSource
from lambdas.recovery.lease import Settings, take
from tests.lambda_src.desk import Desk
from tests.lambda_src.queues import Clock, Handle, PaymentQueue
from tests.lambda_src.samples import bodies
from tests.lambda_src.statements import before_each
from tests.lambda_src.strong_table import StrongTable
from tests.rotation_lambda.server import OTHER_HOST, Server
from tests.rotation_lambda.world import World

OLD, NEW, WITNESS = "eu-west-2", "eu-west-1", "eu-west-3"
TABLES = ("payments", "ledger_entries")


@dataclass(kw_only=True)
class Site:
    """One region: its server with the queue and the function in front of it."""

    region: str
    desk: Desk
    function: Handle

    def booked(self) -> set[str]:
        return {payment_id for (payment_id,) in self.desk.rows("SELECT payment_id FROM payments")}

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        return {table: self.desk.rows(f"SELECT * FROM {table}") for table in TABLES}  # noqa: S608 (a name of ours)


@dataclass(kw_only=True)
class TwoRegions:
    """The old region serves until the new one has taken the lease, has waited, and has promoted its copy.

    The old region's function reads its queue all the time.
    """

    old: Site
    new: Site
    table: StrongTable
    clock: Clock
    promoted: bool = False
    # By region, since when the other one can book safely, as the function that took the lease has said.
    safe: dict[str, float] = field(default_factory=dict[str, float])
    # What the old region had booked when its copy was promoted, and so has the new one.
    copied: frozenset[str] = frozenset()
    sent: list[str] = field(default_factory=list[str])
    booked_late: set[str] = field(default_factory=set[str])

    def site(self, region: str) -> Site:
        return self.old if region == self.old.region else self.new

    def send(self, region: str, count: int) -> None:
        texts = bodies(count)
        self.sent += texts
        self.site(region).desk.queue.send(texts)

    def send_again(self, region: str, number: int) -> None:
        """What was already sent, to either region: a client that repeats, or SQS that delivers twice."""
        if self.sent:
            self.site(region).desk.queue.send([self.sent[number % len(self.sent)]])

    def take(self, region: str) -> bool:
        """The function that takes the lease, in a region; whether it succeeded."""
        settings = Settings(table="lease", region=region, wait_seconds=LEASE_WAIT_SECONDS)
        try:
            lease = take(self.table.client(region), settings, lambda: datetime.fromtimestamp(self.clock(), UTC))
        except Exception:
            return False
        self.safe[region] = (lease.since + timedelta(seconds=LEASE_WAIT_SECONDS)).timestamp()
        return True

    def holder(self) -> str:
        """As somebody sees it who reaches all regions."""
        cut, self.table.cut = self.table.cut, set()
        try:
            return self.table.read(OLD)["region"]["S"]
        finally:
            self.table.cut = cut

    def promote(self) -> None:
        """The failover's next step: once the lease is taken and it is safe, the copy has caught up and is promoted."""
        if self.promoted or self.holder() != NEW or self.clock() < self.safe.get(NEW, float("inf")):
            return
        copy_rows(self.old, self.new)
        self.new.desk.world.server.run("SET GLOBAL read_only = 0")
        self.copied, self.promoted = frozenset(self.old.booked()), True

    def poll(self, region: str, during: Callable[[], None] | None = None, at: int = 0) -> None:
        """One batch; before its statement with the number `at` something else happens, while the batch stands still.

        A connection that was idle for too long is closed by its server, whose time is the queue's here.
        """
        site, count, inside, late = self.site(region), 0, False, list[set[str]]()

        def hook(word: str, connection: Any) -> None:
            nonlocal count, inside
            if inside:
                return
            inside = True
            if during and count == at:
                begun = self.clock()
                during()
                if self.clock() - begun > IDLE_SECONDS:
                    site.desk.world.server.run(f"KILL {connection.thread_id()}")
            if word == "COMMIT" and not late and self._is_late(region):
                late.append(site.booked())
            count += 1
            inside = False

        with before_each(hook):
            site.desk.queue.poll(site.function)
        if late:
            self.booked_late |= site.booked() - late[0]

    def _is_late(self, region: str) -> bool:
        """Whether another region may rely on it that this one books nothing any more."""
        holder = self.holder()
        return holder != region and self.clock() >= self.safe.get(holder, float("inf"))

    def doubled(self) -> set[str]:
        """Payments that both regions booked, each by itself."""
        return (self.old.booked() & self.new.booked()) - self.copied if self.promoted else self.new.booked()

    def breaches(self) -> set[str]:
        """What a region booked after another one could, or the old one after the new one's ledger had begun."""
        return self.booked_late | (self.old.booked() - self.copied if self.promoted else set())


def copy_rows(source: Site, target: Site) -> None:
    """What a replica that has caught up has."""
    empty(target)
    socket, name = target.desk.world.server.socket, target.desk.world.database.name
    with pymysql.connect(unix_socket=socket, user="root", database=name, autocommit=True, ssl_disabled=True) as root:
        for table, rows in source.rows().items():
            if rows:
                marks = ", ".join(["%s"] * len(rows[0]))
                root.cursor().executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 (a name of ours)


def empty(site: Site) -> None:
    # In the order in which they refer to each other.
    site.desk.world.server.run(*(f"DELETE FROM {site.desk.world.database.name}.{table}" for table in reversed(TABLES)))  # noqa: S608 (names of ours)


def leased(table: StrongTable, region: str, clock: Clock) -> Lease:
    """The lease as a region's function asks for it."""
    return Lease(LeaseSource(table="lease", region=region), lambda: table.client(region), [clock])


def begin(old: Desk, new: Desk) -> TwoRegions:
    """Both ledgers are empty, the old region holds the lease, and all regions reach each other."""
    clock = old.queue.clock
    table = StrongTable((OLD, NEW), WITNESS)
    sites = [
        Site(region=region, desk=desk, function=desk.consumer(lease=leased(table, region, clock)))
        for region, desk in ((OLD, old), (NEW, new))
    ]
    for site in sites:
        empty(site)
        for url in (site.desk.queue.url, site.desk.queue.dead_url):
            site.desk.queue.client.purge_queue(QueueUrl=url)
    new.world.server.run("SET GLOBAL read_only = 1")
    made = TwoRegions(old=sites[0], new=sites[1], table=table, clock=clock)
    assert made.take(OLD)
    clock.added += LEASE_WAIT_SECONDS
    return made


def beside(desk: Desk, replica: Server) -> Desk:
    """The second region's desk: the replica as a server of its own, and another queue."""
    replica.run("STOP SLAVE", "RESET SLAVE ALL")
    database = replace(desk.world.database, host=OTHER_HOST)
    world: World = replace(desk.world, server=replica, settings=replace(desk.world.settings, database=database))
    queue = PaymentQueue("payments-there")
    queue.clock = desk.queue.clock
    return replace(desk, world=world, queue=queue)
