"""Names that AWS does not have are refused, and the names that it has are not."""

from typing import Any

import pytest

from catalog import appconfig, cloudwatch, codedeploy, dms, fis, lambda_, networkfirewall, rds, transfer
from catalog.resource_type import ResourceType
from simulated_aws.declarations import UNKNOWN
from simulated_aws.kinds.listed import listed_faults
from simulated_aws.kinds.lists import mysql

Fields = dict[str, Any]
SERVER: Fields = {"engine": "mysql", "engineVersion": "8.4", "instanceClass": "db.t3.medium"}
ALARM: Fields = {
    "namespace": "AWS/RDS",
    "metricName": "FreeStorageSpace",
    "dimensions": {"DBInstanceIdentifier": "database"},
}
GROUP = "arn:aws:network-firewall:eu-west-2:aws-managed:stateful-rulegroup/"


def parameters(name: str, value: str = "1", method: str = "immediate") -> Fields:
    return {"family": "mysql8.4", "parameters": [{"name": name, "value": value, "applyMethod": method}]}


def policy(group: str) -> Fields:
    return {"firewallPolicy": {"statefulRuleGroupReferences": [{"resourceArn": group}]}}


def alarm(namespace: str, metric: str, *dimensions: str) -> Fields:
    return {"namespace": namespace, "metricName": metric, "dimensions": dict.fromkeys(dimensions, "one")}


def action(name: str) -> Fields:
    return {"actions": [{"actionId": name}]}


CASES: list[tuple[ResourceType, Fields, Fields, str]] = [
    (rds.PARAMETER_GROUP, parameters("sync_binlog"), parameters("sync_binlogs"),
     "Could not find parameter with name: sync_binlogs"),
    (rds.PARAMETER_GROUP, parameters("performance_schema", method="pending-reboot"), parameters("performance_schema"),
     "cannot use immediate apply method for static parameter performance_schema"),
    (rds.PARAMETER_GROUP, parameters("binlog_format", "ROW"), parameters("binlog_format", "ROWS"),
     "ROWS for: binlog_format allowed values are: MIXED,ROW,STATEMENT"),
    (rds.PARAMETER_GROUP, parameters("sync_binlog"), parameters("auto_generate_certs", method="pending-reboot"),
     "The parameter auto_generate_certs cannot be modified"),
    (rds.PARAMETER_GROUP, parameters("innodb_use_fdatasync"), parameters("caching_sha2_password_digest_rounds"),
     "static parameter caching_sha2_password_digest_rounds"),
    (rds.PARAMETER_GROUP, parameters("local_infile", "0"), {"family": "mysql9"}, "mysql9 does not exist"),
    (rds.INSTANCE, SERVER, {"engineVersion": "8.4.99"}, "Cannot find version 8.4.99 for mysql"),
    (rds.INSTANCE, SERVER, {"instanceClass": "db.t2.micro"}, "DBInstanceClass=db.t2.micro, Engine=mysql"),
    (rds.INSTANCE, SERVER, {"instanceClass": "db.t3.mediums"}, "EngineVersion=8.4"),
    (rds.INSTANCE, SERVER, {"enabledCloudwatchLogsExports": ["slow"]}, "You cannot use the log types 'slow'"),
    (rds.INSTANCE, {"caCertIdentifier": "rds-ca-rsa2048-g1"}, {"caCertIdentifier": "rds-ca-2019"}, "Certificate"),
    (rds.EVENT_SUBSCRIPTION, {"sourceType": "db-instance", "eventCategories": ["failover"]},
     {"eventCategories": ["fail over"]}, "Event category fail over is not one of db-instance"),
    (codedeploy.DEPLOYMENT_GROUP, {"deploymentConfigName": "CodeDeployDefault.LambdaLinear10PercentEvery1Minute"},
     {"deploymentConfigName": "CodeDeployDefault.LambdaLinear10PercentEveryMinute"},
     "DeploymentConfigDoesNotExistException: CodeDeployDefault.LambdaLinear10PercentEveryMinute"),
    (cloudwatch.METRIC_ALARM, ALARM, {"dimensions": {"DBInstance": "database"}}, "RDS has no dimensions DBInstance"),
    (cloudwatch.METRIC_ALARM, ALARM, {"metricName": "FreeStorage"}, "AWS/RDS has no metric FreeStorage"),
    (cloudwatch.METRIC_ALARM, ALARM,
     {"metricQueries": [{"metric": {"namespace": "AWS/SQS", "metricName": "Age", "dimensions": {"QueueName": "q"}}}]},
     "AWS/SQS has no metric Age"),
    (cloudwatch.METRIC_ALARM, alarm("AWS/NetworkFirewall", "ReceivedBytes", "Engine", "FirewallName"),
     {"metricName": "ReceivedPacketCount"}, "AWS/NetworkFirewall has no metric ReceivedPacketCount"),
    (cloudwatch.METRIC_ALARM, alarm("AWS/Transfer", "FilesIn", "ServerId"),
     alarm("AWS/Transfer", "FilesIn", "ServerId", "WorkflowId"), "has no dimensions ServerId and WorkflowId"),
    (appconfig.DEPLOYMENT, {"deploymentStrategyId": "AppConfig.AllAtOnce"},
     {"deploymentStrategyId": "AppConfig.Linear20PercentEvery5Minutes"}, "Every5Minutes does not exist"),
    (lambda_.FUNCTION, {"runtime": "python3.13"}, {"runtime": "nodejs12.x"}, "The runtime parameter of nodejs12.x"),
    (dms.REPLICATION_INSTANCE, {"replicationInstanceClass": "dms.r7i.48xlarge"},
     {"replicationInstanceClass": "dms.c4.large"}, "dms.c4.large does not exist"),
    (dms.REPLICATION_INSTANCE, {"replicationInstanceClass": "dms.t3.medium"},
     {"replicationInstanceClass": "dms.t3.huge"}, "dms.t3.huge does not exist"),
    (fis.EXPERIMENT_TEMPLATE, action("aws:lambda:invocation-error"), action("aws:lambda:invocation-errors"),
     "aws:lambda:invocation-errors does not exist"),
    (networkfirewall.FIREWALL_POLICY, policy(f"{GROUP}ThreatSignaturesMalwareCoinminingStrictOrder"),
     policy(f"{GROUP}ThreatSignaturesMalwareCoinMiningStrictOrder"), "MalwareCoinMiningStrictOrder does not exist"),
    (networkfirewall.FIREWALL_POLICY, policy(f"{GROUP}MalwareDomainsStrictOrder"), policy(f"{GROUP}MalwareDomains"),
     "MalwareDomains does not exist"),
    (transfer.SERVER, {"securityPolicyName": "TransferSecurityPolicy-2025-03"},
     {"securityPolicyName": "TransferSecurityPolicy-2025-04"}, "TransferSecurityPolicy-2025-04 does not exist"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "right", "change", "reason"), CASES)
def test_what_aws_does_not_have_is_refused(kind: ResourceType, right: Fields, change: Fields, reason: str) -> None:
    found = [fault.reason for fault in listed_faults(kind.token, right | change)]
    assert [text for text in found if reason in text], found
    assert list(listed_faults(kind.token, right)) == []
    assert list(listed_faults(kind.token, right | dict.fromkeys(change, UNKNOWN))) == []


def test_what_is_the_accounts_own_is_none_of_the_lists() -> None:
    assert list(listed_faults(codedeploy.DEPLOYMENT_GROUP.token, {"deploymentConfigName": "own"})) == []
    own = "arn:aws:network-firewall:eu-west-2:123456789012:stateful-rulegroup/own"
    assert list(listed_faults(networkfirewall.FIREWALL_POLICY.token, policy(own))) == []
    assert list(listed_faults(cloudwatch.METRIC_ALARM.token, {"namespace": "Payments", "metricName": "Own"})) == []


def test_a_parameter_is_static_or_dynamic() -> None:
    assert frozenset[str]() == mysql.STATIC & mysql.DYNAMIC
