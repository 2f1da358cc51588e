"""A stack of an account, and what happens to it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from catalog import (
    appconfig,
    billing,
    cloudwatch,
    codedeploy,
    dms,
    dynamodb,
    fis,
    kms,
    networkfirewall,
    rds,
    route53resolver,
    s3,
    secretsmanager,
)
from catalog.resource_type import ResourceType
from ops.destroy.__main__ import main
from ops.destroy.inventory import Deployed, Inventory
from ops.lib.steps import Clock, StepError
from tests.ops.canned import Answers, CannedClients
from tests.support.aws import refused

REGION = "eu-west-2"
NOTHING: list[Any] = []
WHEN = datetime(2026, 12, 24, tzinfo=UTC)
FIREWALL_ARN = "arn:aws:network-firewall:eu-west-2:123456789012:firewall/network"
CONFIG_ARN = "arn:aws:dms:eu-west-2:123456789012:replication-config:SERVERLESS"
TASK_ARN = "arn:aws:dms:eu-west-2:123456789012:task:COPY"
FIREWALL: dict[str, Any] = {
    "FirewallName": "network", "FirewallArn": FIREWALL_ARN, "FirewallPolicyArn": FIREWALL_ARN, "VpcId": "vpc-1",
    "SubnetMappings": [], "FirewallId": "0" * 36,
}  # fmt: skip


def resource(kind: ResourceType, called: str, key: str, **outputs: Any) -> Deployed:
    retained = kind is billing.COST_ALLOCATION_TAG
    return Deployed(type=kind.token, name=called, id=key, region=REGION, outputs=outputs, retained=retained)


RESOURCES = (
    resource(appconfig.ENVIRONMENT, "flags", "e:a", applicationId="a", environmentId="e"),
    resource(billing.COST_ALLOCATION_TAG, "tag", "Owner"),
    resource(cloudwatch.LOG_GROUP, "log", "/aws/rds/error", name="/aws/rds/error"),
    resource(codedeploy.DEPLOYMENT_GROUP, "processor", "g", appName="app", deploymentGroupName="group"),
    resource(dms.REPLICATION_CONFIG, "serverless", CONFIG_ARN, arn=CONFIG_ARN),
    resource(dms.REPLICATION_TASK, "copy", "copy", replicationTaskArn=TASK_ARN),
    resource(dynamodb.TABLE, "lease", "lease-dev", name="lease-dev"),
    resource(fis.EXPERIMENT_TEMPLATE, "outage", "EXT1"),
    resource(kms.KEY, "key", "key-1"),
    resource(networkfirewall.FIREWALL, "firewall", FIREWALL_ARN, arn=FIREWALL_ARN),
    resource(rds.INSTANCE, "server", "db-1", identifier="database-dev", skipFinalSnapshot=True),
    resource(route53resolver.RULE_GROUP_ASSOCIATION, "names", "rslvr-frgassoc-1"),
    resource(s3.BUCKET, "landing", "landing-1"),
    resource(secretsmanager.SECRET, "master", "arn:secret", name="master-dev"),
)


def replications(status: str) -> Mapping[str, Any]:
    return {"Replications": [{"Status": status}]}


def tasks(status: str) -> Mapping[str, Any]:
    return {"ReplicationTasks": [{"Status": status}]}


def table(status: dict[str, str]) -> Mapping[str, Any]:
    """A protected table, whose change is over by the second time that somebody looks."""
    found = {"TableStatus": status["lease"], "DeletionProtectionEnabled": True}
    status["lease"] = "ACTIVE"
    return {"Table": found}


def association(protection: str) -> Mapping[str, Any]:
    return {"FirewallRuleGroupAssociation": {"MutationProtection": protection}}


class Groups:
    """A log group that a service makes again as often as it has last lines to write."""

    def __init__(self, name: str, times: int = 1):
        self._name, self._times = name, times

    def listed(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        names = [f"{self._name}-of-another", *([self._name] if self._times else [])]
        return {"logGroups": [{"logGroupName": name} for name in names if name.startswith(asked["logGroupNamePrefix"])]}

    def deleted(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        assert asked == {"logGroupName": self._name}
        self._times -= 1
        return {}


def busy() -> Answers:
    """An account in which everything is running, protected or filled, until it is told otherwise."""
    status = {"copy": "running", "serverless": "running", "lease": "ACTIVE"}
    groups = Groups("/aws/rds/error")
    keys = {"Key": "file", "VersionId": "1"}
    answers: Answers = {
        "sts.GetCallerIdentity": {"Account": "123456789012", "Arn": "arn:aws:iam::123456789012:user/operator"},
        "appconfig.ListDeployments": {
            "Items": [{"DeploymentNumber": 2, "State": "BAKING"}, {"DeploymentNumber": 1, "State": "COMPLETE"}]
        },
        "appconfig.StopDeployment": {},
        "codedeploy.ListDeployments": {"deployments": ["d-1"]},
        "codedeploy.StopDeployment": {"status": "Succeeded"},
        "fis.ListExperiments": {
            "experiments": [
                {"id": "EXP1", "state": {"status": "running"}},
                {"id": "EXP2", "state": {"status": "completed"}},
            ]
        },
        "fis.StopExperiment": {},
        "dms.DescribeReplicationTasks": lambda asked: tasks(status["copy"]),
        "dms.DescribeReplications": lambda asked: replications(status["serverless"]),
        "dms.StopReplication": lambda asked: status.update(serverless="stopped") or {},
        "dms.StopReplicationTask": lambda asked: status.update(copy="stopped") or {},
        "dynamodb.DescribeTable": lambda asked: table(status),
        "dynamodb.UpdateTable": lambda asked: status.update(lease="UPDATING") or {},
        "rds.DescribeDBInstances": {"DBInstances": [{"DeletionProtection": True}]},
        "rds.ModifyDBInstance": {},
        "network-firewall.DescribeFirewall": {"Firewall": FIREWALL | {"DeleteProtection": True}},
        "network-firewall.UpdateFirewallDeleteProtection": {},
        "route53resolver.GetFirewallRuleGroupAssociation": association("ENABLED"),
        "route53resolver.UpdateFirewallRuleGroupAssociation": {},
        "s3.ListObjectVersions": {"Versions": [keys], "DeleteMarkers": [keys | {"VersionId": "2"}]},
        "s3.DeleteObjects": {},
        "logs.DescribeLogGroups": groups.listed,
        "logs.DeleteLogGroup": groups.deleted,
        "rds.DescribeDBSnapshots": {"DBSnapshots": [{"DBSnapshotIdentifier": "final", "AllocatedStorage": 100}]},
        "rds.DescribeDBInstanceAutomatedBackups": {
            "DBInstanceAutomatedBackups": [{"Region": REGION, "BackupRetentionPeriod": 7}]
        },
        "kms.DescribeKey": {"KeyMetadata": {"KeyId": "key-1", "KeyState": "PendingDeletion", "DeletionDate": WHEN}},
        "secretsmanager.DescribeSecret": {"DeletedDate": WHEN},
    }
    return answers


def idle() -> Answers:
    """The same account with nothing in the way and nothing left."""
    return busy() | {
        "appconfig.ListDeployments": {"Items": NOTHING},
        "codedeploy.ListDeployments": {"deployments": NOTHING},
        "fis.ListExperiments": {"experiments": NOTHING},
        "dms.DescribeReplications": replications("stopped"),
        "dms.DescribeReplicationTasks": tasks("stopped"),
        "rds.DescribeDBInstances": refused("DescribeDBInstances", "DBInstanceNotFound"),
        "network-firewall.DescribeFirewall": {"Firewall": FIREWALL | {"DeleteProtection": False}},
        "dynamodb.DescribeTable": {"Table": {"TableStatus": "ACTIVE", "DeletionProtectionEnabled": False}},
        "route53resolver.GetFirewallRuleGroupAssociation": association("DISABLED"),
        "s3.ListObjectVersions": {},
        "logs.DescribeLogGroups": Groups("/aws/rds/error", times=0).listed,
        "rds.DescribeDBSnapshots": {"DBSnapshots": NOTHING},
        "rds.DescribeDBInstanceAutomatedBackups": {"DBInstanceAutomatedBackups": NOTHING},
        "kms.DescribeKey": refused("DescribeKey", "NotFoundException"),
        "secretsmanager.DescribeSecret": refused("DescribeSecret", "ResourceNotFoundException"),
    }


class Life:
    """A stack of an account, and what was done to it in which order."""

    def __init__(self, folder: Path, answers: Answers, resources: tuple[Deployed, ...] = RESOURCES):
        self._folder, self._resources = folder, resources
        self._canned = CannedClients(answers)
        self.calls, self.error = self._canned.calls, ""
        self.pauses: list[float] = []

    def run(self, *arguments: str, typed: str = "dev", stack: str = "dev") -> int:
        def ask(question: str) -> str:
            assert stack in question
            return typed

        return main(
            ["--stack", stack, *arguments],
            self._canned.clients(),
            Clock(now=lambda: sum(self.pauses), pause=self.pauses.append),
            ask=ask,
            state=lambda name: Inventory(name, self._resources, self._folder),
            destroy=self._destroy,
        )

    def _destroy(self, stack: str) -> None:
        self.calls.append(f"destroy {stack}")
        if self.error:
            raise StepError(self.error)
