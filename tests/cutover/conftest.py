"""A day on two real servers, by the mode of the migration."""

import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal

import pytest
from moto.sqs import models

from lambda_src.outcomes import logger as processor_logger
from lambdas.shared.credential import Credential
from ops.lib.steps import Outcome, Step, Steps
from tests.cutover.day import TABLES, Day, login
from tests.dms.copying import Copying
from tests.dms.machine import Machine
from tests.dms.old_platform import OldPlatform
from tests.dms.scripts import script
from tests.dms.sides import RELAXED, make_tables, old_server
from tests.lambda_src.desk import Desk
from tests.lambda_src.queues import PaymentQueue
from tests.lambda_src.test_faults import is_kept
from tests.rotation_lambda.conftest import bare, environment, server, world
from tests.rotation_lambda.copies import begin
from tests.rotation_lambda.server import Server
from tests.rotation_lambda.world import World
from tests.support.aws import REGION, client

__all__ = ["bare", "environment", "old_server", "server", "world"]

Mode = Literal["provisioned", "serverless"]
ARN = "arn:aws:dms:eu-west-2:123456789012"
PASSWORD = "of a test"  # noqa: S105 (of a server that lives as long as the tests)


@pytest.fixture
def day(
    world: World,
    old_server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> Iterator[Callable[[Mode], Day]]:
    """Makes a day of a mode."""
    # What boto and the processor say about thousands of calls would take longer than the calls.
    caplog.set_level(logging.ERROR)
    caplog.set_level(logging.ERROR, processor_logger.name)
    migration = world.credential(begin(world, monkeypatch))
    make_tables(old_server, world.database.name)
    old_server.run(
        f"USE {world.database.name}",
        RELAXED,
        f"CREATE OR REPLACE USER comparer@'%' IDENTIFIED BY '{PASSWORD}'",
        f"GRANT SELECT ON {world.database.name}.* TO comparer@'%'",
        f"GRANT INSERT ON {world.database.name}.replication_marks TO comparer@'%'",
        # What the guide asks of the way back's user.
        f"CREATE OR REPLACE USER writer@'%' IDENTIFIED BY '{PASSWORD}' REQUIRE SSL",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {world.database.name}.* TO writer@'%'",
        "GRANT ALL PRIVILEGES ON awsdms_control.* TO writer@'%'",
    )
    queue = PaymentQueue()
    outputs, made = _outputs(queue), list[Day]()

    def make(mode: Mode) -> Day:
        for one in made:
            one.end()
        day = _day(mode, world, old_server, Desk(world=world, queue=queue), migration, outputs, tmp_path)
        queue.clock = lambda: day.time  # pyright: ignore[reportAttributeAccessIssue] (a time like a clock's)
        monkeypatch.setattr(models, "unix_time", lambda: day.time)
        monkeypatch.setattr(models, "unix_time_millis", lambda: day.time * 1000)
        made.append(day)
        return day

    monkeypatch.setattr(models.SQSBackend, "is_message_valid_based_on_retention_period", is_kept)
    _note_steps(monkeypatch, made)
    yield make
    for one in made:
        one.end()


def _outputs(queue: PaymentQueue) -> dict[str, object]:
    """The queue's reader, which moto would run in a container, and what the stack exports of the rest."""
    client("s3").create_bucket(Bucket="reports", CreateBucketConfiguration={"LocationConstraint": REGION})
    role = client("iam").create_role(RoleName="payments", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    functions = client("lambda")
    functions.create_function(
        FunctionName="processor", Role=role, Runtime="python3.13", Handler="a.b", Code={"ZipFile": b"code"}
    )
    source = functions.create_event_source_mapping(EventSourceArn=queue.arn, FunctionName="processor")
    models.sqs_backends["123456789012"][REGION].queues["payments"].lambda_event_source_mappings.clear()
    return {
        "rdsArn": "arn:aws:rds:eu-west-2:123456789012:db:payments-test",
        "eventSourceId": source["UUID"],
        "queueUrl": queue.url,
        "bootstrapFunctionName": "bootstrap",
        "comparisonFunctionName": "comparison",
        "migrationReportsBucket": "reports",
    }


def _day(
    mode: Mode,
    world: World,
    old: Server,
    desk: Desk,
    migration: Credential,
    outputs: dict[str, object],
    folder: Path,
) -> Day:
    kind, name = ("task" if mode == "provisioned" else "replication-config"), world.database.name
    arns = [f"{ARN}:{kind}:dms-{one}-test" for one in ("task", "reverse")]
    writer = Credential(username="writer", password=PASSWORD)
    over, back = (
        Copying(
            source=source, target=target, database=name, names=TABLES, login=login(target, user), script=script(end)
        )
        for source, target, user, end in (
            (old, world.server, migration, "target"),
            (world.server, old, writer, "reverse-target"),
        )
    )
    made: list[Day] = []
    machines = [
        Machine(arn=arn, copying=copying, loads=copying is over, clock=lambda: made[0].time)
        for arn, copying in zip(arns, (over, back), strict=True)
    ]
    made.append(
        Day(
            old=old,
            desk=desk,
            platform=OldPlatform(server=old, database=name),
            over=machines[0],
            back=machines[1],
            comparer=(Credential(username="comparer", password=PASSWORD), migration),
            outputs=outputs | {"dmsTaskArn": arns[0], "dmsReverseTaskArn": arns[1]},
            folder=folder,
        )
    )
    return made[0]


def _note_steps(monkeypatch: pytest.MonkeyPatch, days: Sequence[Day]) -> None:
    """The newest day knows which step is being taken."""
    take = Steps.take

    def noting(steps: Steps, listed: Sequence[Step]) -> bool:
        def noted(step: Step) -> Step:
            def run() -> Outcome:
                days[-1].step = step.name
                return step.run()

            return Step(step.name, run)

        return take(steps, [noted(step) for step in listed])

    monkeypatch.setattr(Steps, "take", noting)
