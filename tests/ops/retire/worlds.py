"""What may be left of a migration in the account of the stack dev, and what is not."""

from typing import Any

from tests.ops.canned import Answers, Canned
from tests.support.aws import refused

GROUPS, SOURCES = "logs.DescribeLogGroups", "mgn.DescribeSourceServers"
REPLICATION = "mgn.DescribeReplicationConfigurationTemplates"
LAUNCH = "mgn.DescribeLaunchConfigurationTemplates"
DIGITS = "1" * 17


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


def template(kind: str, **tags: str) -> Answers:
    """A template of MGN."""
    operation, prefix = (REPLICATION, "rct") if kind == "replication" else (LAUNCH, "lct")
    return {operation: {"items": [{f"{kind}ConfigurationTemplateID": f"{prefix}-{DIGITS}", "tags": tags}]}}


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
    ("replication server i-1", {"ec2.DescribeInstances": {"Reservations": [{"Instances": [{"InstanceId": "i-1"}]}]}}),
    ("disk vol-1 in eu-west-2, 8 GiB", {"ec2.DescribeVolumes": {"Volumes": [{"VolumeId": "vol-1", "Size": 8}]}}),
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
}
