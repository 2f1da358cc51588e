"""The daily look at a region that does not serve: all is well, and each broken part is named; nothing is booked."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from lambda_src import look
from lambdas.recovery.canary import lines
from tests.lambda_src.desk import Desk
from tests.lambda_src.samples import body
from tests.lambda_src.standby import SERVING, TABLE, Standby, standing_by
from tests.rotation_lambda.secrets import stored
from tests.support.agent import Agent
from tests.support.aws import REGION, client, refused

PARTS = {
    "payment-processor",
    *(f"payment-processor: {part}" for part in ("network", "secret", "key", "database", "flags", "lease", "queue")),
    "rotation",
    "rotation: application",
    "rotation: master",
    "secret-promotion",
    "secret-promotion: secret",
    "take-lease",
    "take-lease: lease",
}


@pytest.fixture
def standby(desk: Desk, agent: Agent, monkeypatch: pytest.MonkeyPatch) -> Iterator[Standby]:
    made = standing_by(desk, agent, monkeypatch)
    desk.world.server.run("SET GLOBAL read_only = 1")
    yield made
    desk.world.server.run("SET GLOBAL read_only = 0")


def test_where_all_is_well_every_part_is_reached_and_nothing_is_left_behind(standby: Standby) -> None:
    before = {name: dict(stored(getattr(standby.desk.world, name)).versions) for name in ("application", "master")}
    assert standby.look() == dict.fromkeys(PARTS, "")
    standby.desk.check_books(0)
    assert (standby.desk.queue.count(), standby.desk.queue.dead_letters()) == (0, [])
    assert before == {name: dict(stored(getattr(standby.desk.world, name)).versions) for name in before}
    held = client("dynamodb").get_item(TableName=TABLE, Key={"lease": {"S": "payments"}})["Item"]
    assert (held["region"]["S"], held["term"]["N"]) == (SERVING, "1")


def breaks_network(standby: Standby, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_PORT", "1")


def breaks_secret(standby: Standby, monkeypatch: pytest.MonkeyPatch) -> None:
    stored(standby.desk.world.application).versions.clear()


def breaks_key(standby: Standby, monkeypatch: pytest.MonkeyPatch) -> None:
    class Denied:
        def get_secret_value(self, **arguments: str) -> dict[str, str]:
            raise refused("GetSecretValue", "AccessDeniedException", "Access to KMS is not allowed")

    monkeypatch.setattr(look, "secrets_manager", lambda **timeouts: Denied())  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType] (the timeouts are not used)


def breaks_login(standby: Standby, monkeypatch: pytest.MonkeyPatch) -> None:
    standby.desk.world.write(standby.desk.world.application, "AWSCURRENT", password="wrong")  # noqa: S106 (it is)


def breaks_schema(standby: Standby, monkeypatch: pytest.MonkeyPatch) -> None:
    name = standby.desk.world.database.name
    standby.desk.world.server.run(f"USE {name}", "SET FOREIGN_KEY_CHECKS = 0", "DROP TABLE payments")


def breaks_tls(standby: Standby, monkeypatch: pytest.MonkeyPatch) -> None:
    # Amazon's certificates, by which the test's server is nobody.
    monkeypatch.delenv("DATABASE_CA_FILE")


def breaks_flags(standby: Standby, monkeypatch: pytest.MonkeyPatch) -> None:
    standby.agent.status = 500


def breaks_lease(standby: Standby, monkeypatch: pytest.MonkeyPatch) -> None:
    client("dynamodb").delete_table(TableName=TABLE)


def breaks_item(standby: Standby, monkeypatch: pytest.MonkeyPatch) -> None:
    client("dynamodb").delete_item(TableName=TABLE, Key={"lease": {"S": "payments"}})


def breaks_queue(standby: Standby, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUEUE_URL", f"https://sqs.{REGION}.amazonaws.com/123456789012/absent")


def breaks_master(standby: Standby, monkeypatch: pytest.MonkeyPatch) -> None:
    standby.desk.world.write(standby.desk.world.master, "AWSCURRENT", password="wrong")  # noqa: S106 (it is)


def breaks_replica(standby: Standby, monkeypatch: pytest.MonkeyPatch) -> None:
    absent = standby.desk.world.master[:-6] + "AbSeNt"
    monkeypatch.setenv("MASTER_SECRET_ARN", absent)


def breaks_function(standby: Standby, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STACK")


DATABASE = "payment-processor: database"
ROTATION = {"rotation: application", "rotation: master"}


@pytest.mark.parametrize(
    ("breaks", "named"),
    [
        (breaks_network, {"payment-processor: network", DATABASE, *ROTATION}),
        (
            breaks_secret,
            {"payment-processor: secret", "payment-processor: key", DATABASE, "rotation: application"},
        ),
        (breaks_key, {"payment-processor: key"}),
        (breaks_login, {DATABASE, "rotation: application"}),
        (breaks_schema, {DATABASE}),
        (breaks_tls, {DATABASE, *ROTATION}),
        (breaks_flags, {"payment-processor: flags"}),
        (breaks_lease, {"payment-processor: lease", "take-lease: lease"}),
        (breaks_item, {"payment-processor: lease", "take-lease: lease"}),
        (breaks_queue, {"payment-processor: queue"}),
        (breaks_master, {"rotation: master"}),
        (breaks_replica, {"rotation: master", "secret-promotion: secret"}),
        (breaks_function, {"payment-processor"}),
    ],
)
def test_what_is_broken_is_named(
    standby: Standby,
    monkeypatch: pytest.MonkeyPatch,
    breaks: Callable[[Standby, pytest.MonkeyPatch], None],
    named: set[str],
) -> None:
    breaks(standby, monkeypatch)
    found = standby.faults()
    assert found.keys() == named
    assert len(lines("test", found, datetime.now(UTC))) == len(named) + 2


def test_payments_that_wait_where_nobody_reads_are_told_and_left_alone(standby: Standby) -> None:
    standby.desk.queue.send([body()])
    assert standby.faults() == {"payment-processor: queue": "1 messages wait where nobody reads them"}
    [record] = standby.desk.queue.receive()
    assert record["attributes"]["ApproximateReceiveCount"] == "1"


def test_a_queue_in_use_is_not_written_to(standby: Standby) -> None:
    standby.give_lease(REGION)
    standby.desk.queue.send([body()])
    assert standby.faults() == {}
    assert standby.desk.queue.count() == 1


def test_a_message_of_the_look_is_acknowledged_and_never_paid_or_kept(desk: Desk) -> None:
    assert desk.handle(look.MESSAGE, body(), look.MESSAGE) == []
    desk.check_books(1)
    assert desk.queue.dead_letters() == []
    assert desk.queue.delayed() == 0


def test_a_function_that_does_not_know_how_to_look_is_a_fault(standby: Standby) -> None:
    standby.functions.handlers["rotation"] = lambda event, context: None
    assert standby.faults() == {"rotation": "it does not say what it reaches"}
