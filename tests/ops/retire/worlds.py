"""What may be left of a migration in the account of the stack dev, and what is not."""

from datetime import UTC, datetime
from typing import Any

from tests.ops.canned import Answers, Canned
from tests.ops.retire.account import database
from tests.support.aws import refused

GROUPS, SOURCES = "logs.DescribeLogGroups", "mgn.DescribeSourceServers"
REPLICATION = "mgn.DescribeReplicationConfigurationTemplates"
LAUNCH = "mgn.DescribeLaunchConfigurationTemplates"
DIGITS = "1" * 17
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def tagged(resource: str, name: str) -> Answers:
    """A resource that bears a name."""
    tags = [{"Key": "Name", "Value": name}, {"Key": "Environment", "Value": "development"}]
    found = [{"ResourceARN": f"arn:aws:{resource}", "Tags": tags}]
    return {"resourcegroupstaggingapi.GetResources": {"ResourceTagMappingList": found}}


def key(state: str) -> Answers:
    """The key of the landing bucket."""
    found = {"KeyMetadata": {"KeyId": "a", "KeyState": state}}
    return {**tagged("kms:r:1:key/a", "landing-key-dev"), "kms.DescribeKey": found}


def secret(answer: Canned) -> Answers:
    """The secret of the host keys."""
    found = tagged("secretsmanager:r:1:secret:a", "host-keys-secret-dev")
    return {**found, "secretsmanager.DescribeSecret": answer}


def log_group(name: str) -> Answers:
    """A log group, for who asks for a prefix of its name."""

    def answer(asked: Any) -> dict[str, Any]:
        return {"logGroups": [{"logGroupName": name}] if name.startswith(asked["logGroupNamePrefix"]) else []}

    return {GROUPS: answer}


def source(state: str, instance: str = "") -> Answers:
    """A source server, and what was launched of it."""
    launched = {"launchedInstance": {"ec2InstanceID": instance}} if instance else {}
    return {SOURCES: {"items": [{"sourceServerID": f"s-{DIGITS}", "lifeCycle": {"state": state}, **launched}]}}


def role(name: str, called: str, **tags: str) -> Answers:
    """A role of an account, whose tags are told by another call than its name."""
    tags = {"ManagedBy": "Pulumi", "Environment": "development", "Name": called, **tags}
    found = {
        "Path": "/",
        "RoleName": name,
        "RoleId": "AROA" + DIGITS,
        "Arn": f"arn:aws:iam::111122223333:role/{name}",
        "CreateDate": NOW,
    }

    def listed(asked: Any) -> dict[str, Any]:
        assert asked["RoleName"] == name
        return {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}

    return {"iam.ListRoles": {"Roles": [found]}, "iam.ListRoleTags": listed}


def note(name: str) -> Answers:
    """The note of a cutover, for who asks for its name."""

    def answer(asked: Any) -> dict[str, Any]:
        if asked["Name"] != name:
            raise refused("GetParameter", "ParameterNotFound")
        return {"Parameter": {"Name": name, "Value": '{"began": 1.0}'}}

    return {"ssm.GetParameter": answer}


def template(kind: str, **tags: str) -> Answers:
    """A template of MGN."""
    operation, prefix = (REPLICATION, "rct") if kind == "replication" else (LAUNCH, "lct")
    return {operation: {"items": [{f"{kind}ConfigurationTemplateID": f"{prefix}-{DIGITS}", "tags": tags}]}}


def of_mgn(operation: str, found: dict[str, Any]) -> Answers:
    """What MGN has made, for who asks for what bears its tag alone."""

    def answer(asked: Any) -> dict[str, Any]:
        assert {"Name": "tag:AWSApplicationMigrationServiceManaged", "Values": ["*"]} in asked["Filters"]
        return found

    return {operation: answer}


LEFT: list[tuple[str, Answers]] = [
    ("dms:r:1:endpoint:A", tagged("dms:r:1:endpoint:A", "dms-source-dev")),
    ("dms:r:1:cert:A", tagged("dms:r:1:cert:A", "dms-source-authority-dev")),
    ("transfer:r:1:server/s-1", tagged("transfer:r:1:server/s-1", "transfer-dev")),
    ("s3:::files", tagged("s3:::files", "dr-landing-dev")),
    ("sqs:r:1:files", tagged("sqs:r:1:files", "files-dev")),
    ("sgr-1", tagged("ec2:r:1:security-group-rule/sgr-1", "network-192-0-2-0-24-to-transfer-22-dev")),
    ("vpce-1", tagged("ec2:r:1:vpc-endpoint/vpce-1", "mgn-endpoint-dev")),
    ("key/a", key("Enabled")),
    ("secret:a", secret({"Name": "a"})),
    ("log group dms-tasks-dms-dev", log_group("dms-tasks-dms-dev")),
    ("log group /payments/transfer-dev", log_group("/payments/transfer-dev")),
    ("is TESTING: finalise its cutover", source("TESTING")),
    (f"test instance i-{DIGITS}", source("DISCONNECTED", f"i-{DIGITS}")),
    ("the replication template", template("replication", MadeBy="dev")),
    ("the launch template", template("launch", AdoptedBy="dev")),
    (
        "replication server i-1",
        of_mgn("ec2.DescribeInstances", {"Reservations": [{"Instances": [{"InstanceId": "i-1"}]}]}),
    ),
    (
        "disk vol-1 in eu-west-2, 8 GiB",
        of_mgn("ec2.DescribeVolumes", {"Volumes": [{"VolumeId": "vol-1", "Size": 8}]}),
    ),
    (
        "snapshot snap-1 in eu-west-2, 8 GiB",
        of_mgn("ec2.DescribeSnapshots", {"Snapshots": [{"SnapshotId": "snap-1", "VolumeSize": 8}]}),
    ),
    ("role dms-vpc-role:", role("dms-vpc-role", "dms-vpc-role-dev")),
    ("role partner-dev-0a1b2c3:", role("partner-dev-0a1b2c3", "transfer-bank-role-dev")),
    (
        "role AWSApplicationMigrationAgentRole:",
        role("AWSApplicationMigrationAgentRole", "migration-agent-role-dev"),
    ),
    ("the note /payments/dev/cutover", note("/payments/dev/cutover")),
    ("user 'migration'@'%'", {"lambda.Invoke": database(users=["'migration'@'%'"])}),
    ("schema awsdms_control", {"lambda.Invoke": database(schemas=["awsdms_control"])}),
    ("table migration_copy", {"lambda.Invoke": database(tables=["migration_copy"])}),
]
NOT_LEFT: dict[str, Answers] = {
    "another stack's bucket": tagged("s3:::files", "landing-prod"),
    "a bucket of another part": tagged("s3:::files", "state-dev"),
    "a key that is being deleted": key("PendingDeletion"),
    "a secret that is being deleted": secret({"DeletedDate": 1}),
    "a secret that is gone": secret(refused("DescribeSecret", "ResourceNotFoundException")),
    "a log group of another part": log_group("/payments/payment-processor-dev"),
    "a server that was cut over": source("CUTOVER", f"i-{DIGITS}"),
    "a service that was never used": {SOURCES: refused("DescribeSourceServers", "UninitializedAccountException")},
    "another stack's template": template("launch", MadeBy="prod"),
    "another stack's role": role("dms-vpc-role", "dms-vpc-role-prod", Environment="production"),
    "a role of another part": role("bootstrap-dev-0a1b2c3", "bootstrap-role-dev"),
    "a role that somebody else calls so": role("dms-vpc-role", "dms-vpc-role-dev", ManagedBy="Terraform"),
    "a role of no stack, which nobody asks for its tags": {
        "iam.ListRoles": role("transfer-bank", "transfer-bank-role-dev")["iam.ListRoles"]
    },
    "a role that is gone": role("dms-vpc-role", "") | {"iam.ListRoleTags": refused("ListRoleTags", "NoSuchEntity")},
    "another stack's note": note("/payments/prod/cutover"),
}
