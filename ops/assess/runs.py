"""Assessment runs of a task, and of a serverless replication: started, awaited and read."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from botocore.exceptions import ClientError

from ops.lib.clients import Client, code
from ops.lib.steps import StepError

# A run that has not ended.
RUNNING = frozenset({"starting", "provisioning", "running", "cancelling"})
REASONS = {
    "AccessDeniedFault": "these credentials may not start it: it takes dms:StartReplicationTaskAssessmentRun, and "
    "iam:PassRole of the role in the output dmsAssessmentRoleArn",
    "InvalidResourceStateFault": "the task runs or is changed: stop it, or wait until it is ready",
    "KMSAccessDeniedFault": "DMS may not use the key in the output migrationKeyArn: see who changed its policy",
    "S3AccessDeniedFault": "DMS may not write to the reports' bucket: see who changed its policy or the role's",
    "S3ResourceNotFoundFault": "the reports' bucket does not exist: run `pulumi up`",
}


@dataclass(frozen=True, kw_only=True)
class Run:
    """A run by its ARN, how it stands, and where DMS writes its results."""

    arn: str
    status: str
    message: str = ""
    where: str = ""
    counts: Mapping[str, int] = field(default_factory=dict[str, int])


class Runs(Protocol):
    """How one kind of replication is assessed."""

    def latest(self) -> Run | None:
        """The newest run, where there is any."""
        ...

    def start(self, name: str) -> None:
        """Starts one; raises StepError with what to do where DMS refuses."""
        ...


@dataclass(frozen=True, kw_only=True)
class TaskRuns:
    """The runs of a task, whose results are encrypted with the migration's key in the reports' bucket."""

    client: Client
    task_arn: str
    role_arn: str
    bucket: str
    key_arn: str

    def latest(self) -> Run | None:
        """The newest run, where there is any."""
        asked = [{"Name": "replication-task-arn", "Values": [self.task_arn]}]
        found = _pages(self.client.describe_replication_task_assessment_runs, "ReplicationTaskAssessmentRuns", asked)
        if not found:
            return None
        newest = max(found, key=lambda run: run["ReplicationTaskAssessmentRunCreationDate"])
        return _run(newest, newest["ReplicationTaskAssessmentRunArn"])

    def start(self, name: str) -> None:
        """Starts one of all assessments that apply to the task."""
        _refused(
            lambda: self.client.start_replication_task_assessment_run(
                ReplicationTaskArn=self.task_arn,
                ServiceAccessRoleArn=self.role_arn,
                ResultLocationBucket=self.bucket,
                ResultLocationFolder=f"assessments/{name}",
                ResultEncryptionMode="SSE_KMS",
                ResultKmsKeyArn=self.key_arn,
                AssessmentRunName=name,
            )
        )


@dataclass(frozen=True, kw_only=True)
class ServerlessRuns:
    """The runs of a serverless replication, which are a part of its first start; DMS keeps their results itself."""

    client: Client
    config_arn: str

    def latest(self) -> Run | None:
        """The newest run, where there is any."""
        asked = [{"Name": "replication-config-arn", "Values": [self.config_arn]}]
        found = self.client.describe_replications(Filters=asked)["Replications"]
        runs: Sequence[Mapping[str, Any]] = found[0].get("PremigrationAssessmentStatuses", []) if found else []
        if not runs:
            return None
        newest = max(runs, key=lambda run: run["PremigrationAssessmentRunCreationDate"])
        return _run(newest, newest["PremigrationAssessmentRunArn"])

    def start(self, name: str) -> None:
        """Starts the replication, which DMS assesses first; where an assessment fails it does not begin."""
        settings = {"ResultLocationFolder": name, "ResultEncryptionMode": "SSE_S3", "FailOnAssessmentFailure": True}
        _refused(
            lambda: self.client.start_replication(
                ReplicationConfigArn=self.config_arn,
                StartReplicationType="start-replication",
                PremigrationAssessmentSettings=json.dumps(settings),
            )
        )


def individual(client: Client, run: Run) -> list[Mapping[str, Any]]:
    """The individual assessments of a run."""
    asked = [{"Name": "replication-task-assessment-run-arn", "Values": [run.arn]}]
    name = "ReplicationTaskIndividualAssessments"
    return _pages(client.describe_replication_task_individual_assessments, name, asked)


def _run(found: Mapping[str, Any], arn: str) -> Run:
    bucket, folder = found.get("ResultLocationBucket", ""), found.get("ResultLocationFolder", "")
    return Run(
        arn=arn,
        status=found["Status"],
        message=found.get("LastFailureMessage", ""),
        where=f"s3://{bucket}/{folder}" if bucket else "",
        counts=found.get("ResultStatistic", {}),
    )


def _pages(describe: Any, name: str, asked: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    page: dict[str, str] = {}
    while True:
        answer = describe(Filters=asked, **page)
        found += answer.get(name, [])
        if not answer.get("Marker"):
            return found
        page = {"Marker": answer["Marker"]}


def _refused(call: Any) -> None:
    try:
        call()
    except ClientError as error:
        reason = REASONS.get(code(error))
        if reason is None:
            raise
        raise StepError(f"{reason}; DMS says: {error}") from None
