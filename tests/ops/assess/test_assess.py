"""The assessment is started once, awaited, and read: what fails or warns is named with what to do."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.project import PROJECT
from ops.assess import __main__ as assess
from ops.assess.advice import ADVICE, EXPECTED
from ops.cutover.parts import TABLES
from ops.lib.command import CommandError
from ops.lib.steps import Clock
from tests.ops.canned import Answers, CannedClients
from tests.ops.verify import stack
from tests.ops.verify.stack import ACCOUNT
from tests.support.aws import refused

NOW = datetime(2026, 11, 28, 4, tzinfo=UTC)
RUN = stack.arn("dms", "assessment-run:one")
START, RUNS = "dms.StartReplicationTaskAssessmentRun", "dms.DescribeReplicationTaskAssessmentRuns"
INDIVIDUAL, REPLICATIONS = "dms.DescribeReplicationTaskIndividualAssessments", "dms.DescribeReplications"
START_SERVERLESS = "dms.StartReplication"

Result = tuple[int, dict[str, Any]]


class Task:
    """A task of an account whose assessment runs for some polls, and then has these results."""

    def __init__(self, *statuses: str, individual: Mapping[str, str] | None = None, runs: bool = False):
        self.statuses, self.runs, self.asked = list(statuses), runs, list[Mapping[str, Any]]()
        self.individual = {"mysql-check-binlog-format": "passed"} if individual is None else individual

    def run(self) -> dict[str, Any]:
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        return {
            "ReplicationTaskAssessmentRunArn": RUN, "Status": status, "ResultLocationBucket": "reports",
            "ReplicationTaskAssessmentRunCreationDate": NOW, "ResultLocationFolder": "assessments/one",
            "LastFailureMessage": "no capacity" if status.startswith("error") else "",
        }  # fmt: skip

    def answers(self) -> Answers:
        return {
            "sts.GetCallerIdentity": {"Account": ACCOUNT},
            RUNS: lambda asked: {"ReplicationTaskAssessmentRuns": [self.old(), self.run()] if self.runs else []},
            START: self.start,
            INDIVIDUAL: self.results,
        }

    def old(self) -> dict[str, Any]:
        """One of the day before, which is listed first and says nothing any more."""
        before = {"ReplicationTaskAssessmentRunCreationDate": NOW - timedelta(days=1), "Status": "failed"}
        return {"ReplicationTaskAssessmentRunArn": "old", **before}

    def start(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        self.asked.append(asked)
        self.runs = True
        return {}

    def results(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Page by page, as DMS lists them."""
        assert asked["Filters"] == [{"Name": "replication-task-assessment-run-arn", "Values": [RUN]}]
        names = sorted(self.individual)
        place = int(asked.get("Marker", 0))
        page = [
            {"IndividualAssessmentName": name, "Status": self.individual[name]} for name in names[place : place + 1]
        ]
        more = {"Marker": str(place + 1)} if place + 1 < len(names) else {}
        return {"ReplicationTaskIndividualAssessments": page, **more}


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Runs the command on an account; returns its exit code and its JSON."""

    def call(answers: Answers, *arguments: str, mode: str = "provisioned") -> Result:
        content = yaml.safe_load((PROJECT / "Pulumi.prod.yaml").read_text())
        content["config"]["payments:migration"]["dms"]["mode"] = mode
        config, outputs = tmp_path / "Pulumi.prod.yaml", tmp_path / "outputs.json"
        config.write_text(yaml.safe_dump(content))
        outputs.write_text(json.dumps(stack.OUTPUTS))
        times = iter(range(10_000))
        clock = Clock(now=lambda: NOW.timestamp() + 60 * next(times), pause=lambda seconds: None)
        options = ["--stack", "prod", "--config", str(config), "--outputs", str(outputs), "--json", *arguments]
        status = assess.main(options, CannedClients(answers).clients(), clock)
        captured = capsys.readouterr()
        return status, json.loads(captured.out) if captured.out else {"screen": captured.err}

    return call


def checks(result: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {check["check"]: (check["verdict"], check["remediation"]) for check in result["checks"]}


def test_a_task_is_assessed_as_the_stack_s_role_into_its_bucket(run: Callable[..., Result]) -> None:
    task = Task("starting", "provisioning", "running", "passed")
    status, result = run(task.answers())
    assert (status, checks(result)) == (0, {"mysql-check-binlog-format": ("passed", "")})
    [asked] = task.asked
    name = asked["AssessmentRunName"]
    assert asked == {
        "ReplicationTaskArn": stack.OUTPUTS["dmsTaskArn"],
        "ServiceAccessRoleArn": stack.OUTPUTS["dmsAssessmentRoleArn"],
        "ResultLocationBucket": stack.OUTPUTS["migrationReportsBucket"],
        "ResultLocationFolder": f"assessments/{name}",
        "ResultEncryptionMode": "SSE_KMS",
        "ResultKmsKeyArn": stack.OUTPUTS["migrationKeyArn"],
        "AssessmentRunName": name,
    }


def test_what_fails_and_warns_is_named_with_what_to_do(run: Callable[..., Result]) -> None:
    found = {
        "mysql-check-binlog-image": "failed",
        "mysql-check-fk-target": "warning",
        "mysql-check-server-id": "warning",
        "mysql-check-of-the-future": "error",
        "mysql-check-10k-tables": "skipped",
        "mysql-check-pk-validity": "passed",
    }
    status, result = run(Task("failed", individual=found).answers())
    assert status == 1
    assert checks(result) == {
        "mysql-check-binlog-image": ("failed", "in the old database's parameter group: binlog_row_image FULL"),
        "mysql-check-fk-target": ("passed", ""),
        "mysql-check-server-id": ("failed", "in the old database's parameter group: server_id 1 or above"),
        "mysql-check-of-the-future": (
            "failed",
            "see mysql-check-of-the-future.json in s3://reports/assessments/one, and DMS's guide, “MySQL assessments”",
        ),
        "mysql-check-10k-tables": ("skipped", ""),
        "mysql-check-pk-validity": ("passed", ""),
    }


def test_one_that_runs_already_is_awaited(run: Callable[..., Result]) -> None:
    task = Task("running", "running", "passed", runs=True)
    assert run(task.answers())[0] == 0
    assert task.asked == []


def test_the_last_one_is_shown_without_another(run: Callable[..., Result]) -> None:
    task = Task("failed", individual={"mysql-check-server-id": "failed"}, runs=True)
    status, result = run(task.answers(), "--last")
    assert (status, result["failed"], task.asked) == (1, ["mysql-check-server-id"], [])
    with pytest.raises(CommandError, match="there is no assessment yet; run it"):
        run(Task("failed").answers(), "--last")


@pytest.mark.parametrize("status", ["error-provisioning", "error-executing", "invalid state"])
def test_a_run_that_has_not_come_to_its_end_is_no_success(run: Callable[..., Result], status: str) -> None:
    code, result = run(Task(status).answers())
    assert (code, result["failed"]) == (1, ["the run"])


def test_a_run_without_results_is_no_success_where_it_failed(run: Callable[..., Result]) -> None:
    assert run(Task("failed", individual={}).answers())[1]["failed"] == ["the run"]
    assert run(Task("passed", individual={}).answers())[0] == 0


def test_one_that_does_not_end_is_said_so(run: Callable[..., Result]) -> None:
    status, result = run(Task("running").answers())
    assert status == 1
    assert "the end of the assessment was not reached within 3600 s" in result["screen"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("AccessDeniedFault", "iam:PassRole of the role in the output dmsAssessmentRoleArn"),
        ("S3AccessDeniedFault", "DMS may not write to the reports' bucket"),
        ("InvalidResourceStateFault", "stop it, or wait until it is ready"),
        ("ResourceQuotaExceededFault", "ResourceQuotaExceededFault"),
    ],
)
def test_a_refusal_says_what_to_do(run: Callable[..., Result], error: str, said: str) -> None:
    answers = Task("passed").answers() | {START: refused("StartReplicationTaskAssessmentRun", error)}
    status, result = run(answers)
    assert status == 1
    assert said in result["screen"]


class Serverless(Task):
    """The same of a serverless replication, with the note of its cutover, and whether the new database has rows."""

    def __init__(self, *statuses: str, rows: bool = False):
        super().__init__(*statuses)
        self.rows, self.notes = rows, list[dict[str, Any]]()

    def answers(self) -> Answers:
        return super().answers() | {
            REPLICATIONS: self.replications, START_SERVERLESS: self.start, "lambda.Invoke": self.highest,
            "ssm.GetParameter": self.note, "ssm.PutParameter": self.keep,
        }  # fmt: skip

    def replications(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        found = self.run() if self.runs else {}
        names = {"ReplicationTaskAssessmentRunArn": "PremigrationAssessmentRunArn",
                 "ReplicationTaskAssessmentRunCreationDate": "PremigrationAssessmentRunCreationDate"}  # fmt: skip
        runs = [{names.get(name, name): value for name, value in found.items()}] if found else []
        return {"Replications": [{"PremigrationAssessmentStatuses": runs}]}

    def highest(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        tables = {name: {"highest": {"old": "b", "new": "a" if self.rows else None}} for name in TABLES}
        return {"Payload": BytesIO(json.dumps({"tables": tables}).encode())}

    def note(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        if not self.notes:
            raise refused("GetParameter", "ParameterNotFound")
        return {"Parameter": {"Value": self.notes[-1]["Value"]}}

    def keep(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        self.notes.append(dict(asked))
        return {}


def test_a_serverless_replication_is_assessed_as_it_starts(run: Callable[..., Result]) -> None:
    task = Serverless("provisioning", "passed")
    with pytest.raises(CommandError, match="run it with --start: DMS assesses the replication as it starts it"):
        run(task.answers(), mode="serverless")
    assert task.asked == [], "it does not begin to replicate by an assessment alone"
    status, result = run(task.answers(), "--start", mode="serverless")
    assert (status, checks(result)) == (0, {"mysql-check-binlog-format": ("passed", "")})
    [asked] = task.asked
    assert asked["StartReplicationType"] == "start-replication"
    settings = json.loads(asked["PremigrationAssessmentSettings"])
    assert (settings["FailOnAssessmentFailure"], settings["ResultEncryptionMode"]) == (True, "SSE_S3")


def test_the_start_of_a_serverless_replication_is_noted_for_its_cutover(run: Callable[..., Result]) -> None:
    task = Serverless("provisioning", "passed")
    for _ in range(2):
        run(task.answers(), "--start", mode="serverless")
    [note] = task.notes
    assert note["Name"] == "/payments/prod/cutover"
    assert json.loads(note["Value"])["began"] >= NOW.timestamp()


def test_a_serverless_replication_is_not_started_into_a_database_with_payments(run: Callable[..., Result]) -> None:
    task = Serverless("passed", rows=True)
    status, result = run(task.answers(), "--start", mode="serverless")
    assert (status, task.asked, task.notes) == (1, [], [])
    assert "the new database has payments already" in result["screen"]


def test_what_is_expected_needs_no_advice() -> None:
    assert not ADVICE.keys() & EXPECTED.keys()
