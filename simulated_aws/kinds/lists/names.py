"""Lists of names that AWS has, by the input that names one; each with its source."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass

from catalog import appconfig, codedeploy, dms, fis, networkfirewall, ram, rds, transfer
from catalog.resource_type import ResourceType


@dataclass(frozen=True)
class Listed:
    """The names that the values at a path may have: all that match a pattern.

    `only` is the pattern of the values that the list is about; others are the account's own.
    """

    path: str
    pattern: str
    said: str
    _: KW_ONLY
    error: str
    source: str
    only: str = ".*"

    def has(self, value: str) -> bool:
        """Whether AWS has the name, or it is none of AWS's."""
        return re.fullmatch(self.only, value) is None or re.fullmatch(self.pattern, value) is not None


def _any(*choices: str) -> str:
    return "|".join(map(re.escape, choices))


# The logs of each engine (botocore: rds.CreateDBInstance.EnableCloudwatchLogsExports).
LOGS_OF_ENGINE: Mapping[str, tuple[str, ...]] = {
    "mysql": ("audit", "error", "general", "slowquery", "iam-db-auth-error"),
    "mariadb": ("audit", "error", "general", "slowquery", "iam-db-auth-error"),
    "postgres": ("postgresql", "upgrade", "iam-db-auth-error"),
}
# The categories of events (docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html).
EVENT_CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "db-instance": (
        "availability", "backup", "configuration change", "creation", "deletion", "failover", "failure", "low storage",
        "maintenance", "notification", "read replica", "recovery", "restoration", "security", "security patching",
    ),
    "db-parameter-group": ("configuration change",),
    "db-security-group": ("configuration change", "failure"),
    "db-snapshot": ("creation", "deletion", "notification", "restoration"),
}  # fmt: skip
_SERVER = ("OneAtATime", "HalfAtATime", "AllAtOnce")
_LAMBDA = (
    "LambdaAllAtOnce", "LambdaCanary10Percent5Minutes", "LambdaCanary10Percent10Minutes",
    "LambdaCanary10Percent15Minutes", "LambdaCanary10Percent30Minutes", "LambdaLinear10PercentEvery1Minute",
    "LambdaLinear10PercentEvery2Minutes", "LambdaLinear10PercentEvery3Minutes", "LambdaLinear10PercentEvery10Minutes",
)  # fmt: skip
_ECS = (
    "ECSAllAtOnce", "ECSCanary10Percent5Minutes", "ECSCanary10Percent15Minutes", "ECSLinear10PercentEvery1Minutes",
    "ECSLinear10PercentEvery3Minutes",
)  # fmt: skip
_CONFIGURATIONS = tuple(f"CodeDeployDefault.{name}" for name in (*_SERVER, *_LAMBDA, *_ECS))
_POLICIES = (
    "2018-11", "2020-06", "2022-03", "2023-05", "2024-01", "2025-03", "AS2Restricted-2025-07", "FIPS-2020-06",
    "FIPS-2023-05", "FIPS-2024-01", "FIPS-2024-05", "FIPS-2025-03", "PQ-SSH-Experimental-2023-04",
    "PQ-SSH-FIPS-Experimental-2023-04", "Restricted-2018-11", "Restricted-2020-06", "Restricted-2024-06",
    "SshAuditCompliant-2025-02",
)  # fmt: skip
_STRATEGIES = (
    "AppConfig.AllAtOnce", "AppConfig.Canary10Percent20Minutes", "AppConfig.Linear20PercentEvery6Minutes",
    "AppConfig.Linear50PercentEvery30Seconds",
)  # fmt: skip
_AUTHORITIES = ("rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1")
# The names of the managed groups of domains and of threat signatures, without the suffix of their order.
_DOMAINS = (
    "AbusedLegitMalwareDomains", "AbusedLegitBotNetCommandAndControlDomains", "BotNetCommandAndControlDomains",
    "MalwareDomains", "AttackInfrastructure",
)  # fmt: skip
_THREATS = (
    "Botnet", "BotnetWeb", "BotnetWindows", "DoS", "EmergingEvents", "Exploits", "FUP", "IOC", "Malware",
    "MalwareCoinmining", "MalwareMobile", "MalwareWeb", "Phishing", "Scanners", "Suspect", "WebAttacks",
)  # fmt: skip
_ORDERS = r"(ActionOrder|StrictOrder)"
_GROUPS = rf"({_any(*_DOMAINS)}|ThreatSignatures({_any(*_THREATS)})){_ORDERS}"
_ACTIONS = (
    "aws:arc:start-zonal-autoshift", "aws:cloudwatch:assert-alarm-state",
    "aws:directconnect:virtual-interface-disconnect",
    "aws:dsql:cluster-connection-failure", "aws:dynamodb:global-table-pause-replication", "aws:ebs:pause-volume-io",
    "aws:ebs:volume-io-latency", "aws:ec2:api-insufficient-instance-capacity-error",
    "aws:ec2:asg-insufficient-instance-capacity-error", "aws:ec2:reboot-instances",
    "aws:ec2:send-spot-instance-interruptions", "aws:ec2:stop-instances", "aws:ec2:terminate-instances",
    "aws:ecs:drain-container-instances", "aws:ecs:stop-task", "aws:ecs:task-cpu-stress", "aws:ecs:task-io-stress",
    "aws:ecs:task-kill-process", "aws:ecs:task-network-blackhole-port", "aws:ecs:task-network-latency",
    "aws:ecs:task-network-packet-loss", "aws:eks:inject-kubernetes-custom-resource", "aws:eks:pod-cpu-stress",
    "aws:eks:pod-delete", "aws:eks:pod-io-stress", "aws:eks:pod-memory-stress", "aws:eks:pod-network-blackhole-port",
    "aws:eks:pod-network-latency", "aws:eks:pod-network-packet-loss", "aws:eks:terminate-nodegroup-instances",
    "aws:elasticache:replicationgroup-interrupt-az-power", "aws:fis:inject-api-internal-error",
    "aws:fis:inject-api-throttle-error", "aws:fis:inject-api-unavailable-error", "aws:fis:wait",
    "aws:kinesis:stream-expired-iterator-exception", "aws:kinesis:stream-provisioned-throughput-exception",
    "aws:lambda:invocation-add-delay", "aws:lambda:invocation-error", "aws:lambda:invocation-http-integration-response",
    "aws:memorydb:multi-region-cluster-pause-replication", "aws:network:disrupt-connectivity",
    "aws:network:disrupt-vpc-endpoint", "aws:network:route-table-disrupt-cross-region-connectivity",
    "aws:network:transit-gateway-disrupt-cross-region-connectivity", "aws:rds:failover-db-cluster",
    "aws:rds:reboot-db-instances", "aws:s3:bucket-pause-replication", "aws:ssm:send-command",
    "aws:ssm:start-automation-execution",
)  # fmt: skip


# botocore: dms.CreateEndpoint.EngineName.
_ENGINES = (
    "mysql", "oracle", "postgres", "mariadb", "aurora", "aurora-postgresql", "opensearch", "redshift", "s3", "db2",
    "db2-zos", "azuredb", "sybase", "dynamodb", "mongodb", "kinesis", "kafka", "elasticsearch", "docdb", "sqlserver",
    "neptune", "babelfish", "redshift-serverless", "aurora-serverless", "aurora-postgresql-serverless", "gcp-mysql",
    "azure-sql-managed-instance", "redis", "dms-transfer",
)  # fmt: skip


def _by_token(*rows: tuple[ResourceType, Listed]) -> Mapping[str, tuple[Listed, ...]]:
    found: defaultdict[str, tuple[Listed, ...]] = defaultdict(tuple)
    for kind, listed in rows:
        found[kind.token] += (listed,)
    return found


LISTS: Mapping[str, tuple[Listed, ...]] = _by_token(
    (appconfig.DEPLOYMENT, Listed(
        "deploymentStrategyId", _any(*_STRATEGIES), ", ".join(_STRATEGIES), error="ResourceNotFoundException",
        source="docs.aws.amazon.com/appconfig/latest/userguide/appconfig-creating-deployment-strategy-predefined.html",
        only=r"AppConfig\..*",
    )),
    (appconfig.EXTENSION_ASSOCIATION, Listed(
        "extensionArn", r".*DeploymentNotificationsTo(EventBridge|Sns|Sqs|SNS|SQS)/\d+",
        "deployment events to EventBridge, SNS and SQS", error="ResourceNotFoundException",
        source="docs.aws.amazon.com/appconfig/latest/userguide/working-with-appconfig-extensions-about-predefined.html",
        only=r".*:extension/AWS\.AppConfig\.DeploymentNotifications.*",
    )),
    (appconfig.CONFIGURATION_PROFILE, Listed(
        "type", _any("AWS.AppConfig.FeatureFlags", "AWS.Freeform"), "AWS.AppConfig.FeatureFlags and AWS.Freeform",
        error="BadRequestException", source="botocore: appconfig.CreateConfigurationProfile.Type",
    )),
    (dms.ENDPOINT, Listed(
        "engineName", _any(*_ENGINES), ", ".join(_ENGINES),
        error="InvalidParameterValueException", source="botocore: dms.CreateEndpoint.EngineName",
    )),
    (networkfirewall.RULE_GROUP, Listed(
        "ruleGroup.rulesSource.rulesSourceList.targets[]", r"\.?([A-Za-z0-9_-]+\.)*[A-Za-z0-9_-]+",
        "domains, with a dot first for all below one",
        error="InvalidRequestException", source="botocore: network-firewall.RulesSourceList.Targets",
    )),
    (ram.PRINCIPAL_ASSOCIATION, Listed(
        "principal",
        r"\d{12}|arn:aws[a-z-]*:(organizations::\d{12}:(organization|ou)/.+|iam::\d{12}:(role|user)/.+)"
        r"|[a-z0-9.-]+\.amazonaws\.com",
        "accounts by number; organizations, their units, roles and users by ARN; and services",
        error="InvalidParameterException", source="botocore: ram.AssociateResourceShare.principals",
    )),
    (codedeploy.DEPLOYMENT_GROUP, Listed(
        "deploymentConfigName", _any(*_CONFIGURATIONS), ", ".join(_CONFIGURATIONS),
        error="DeploymentConfigDoesNotExistException",
        source="docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html",
        only=r"CodeDeployDefault\..*",
    )),
    (dms.REPLICATION_INSTANCE, Listed(
        "replicationInstanceClass",
        r"dms\.(t3\.(micro|small|medium|large)|c5\.(large|(2|4|9|12|18|24|)xlarge)|r5\.(large|(2|4|8|12|16|24|)xlarge)"
        r"|(c6i|r6i)\.(large|(2|4|8|12|16|24|32|)xlarge)|(c7i|r7i)\.(large|(2|4|8|12|16|24|48|)xlarge))",
        "sizes of dms.t3, dms.c5, dms.c6i, dms.c7i, dms.r5, dms.r6i and dms.r7i",
        error="InvalidParameterValueException",
        source="docs.aws.amazon.com/dms/latest/userguide/CHAP_ReplicationInstance.Types.html",
    )),
    (fis.EXPERIMENT_TEMPLATE, Listed(
        "actions[].actionId", _any(*_ACTIONS), "the actions of FIS",
        error="ValidationException", source="docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html",
        only=r"aws:.*",
    )),
    (networkfirewall.FIREWALL_POLICY, Listed(
        "firewallPolicy.statefulRuleGroupReferences[].resourceArn", rf".*:stateful-rulegroup/{_GROUPS}",
        f"{', '.join(_DOMAINS)} and ThreatSignatures… with ActionOrder or StrictOrder",
        error="ResourceNotFoundException",
        source="docs.aws.amazon.com/network-firewall/latest/developerguide/nwfw-managed-rule-groups.html",
        only=r"arn:aws:network-firewall:[^:]*:aws-managed:stateful-rulegroup/"
        r"(Abused|BotNet|Malware|AttackInfra|ThreatSignatures).*",
    )),
    (rds.INSTANCE, Listed(
        "caCertIdentifier", _any(*_AUTHORITIES), ", ".join(_AUTHORITIES),
        error="CertificateNotFound", source="docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html",
    )),
    (rds.PARAMETER_GROUP, Listed(
        "family", r"mysql(5\.[1567]|8\.0|8\.4)", "mysql5.1 to mysql8.4",
        error="InvalidParameterValue",
        source="docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.MySQL.Parameters.html", only=r"mysql.*",
    )),
    (rds.EVENT_SUBSCRIPTION, Listed(
        "sourceType", _any(
            "db-instance", "db-cluster", "db-parameter-group", "db-security-group", "db-snapshot",
            "db-cluster-snapshot", "db-proxy", "zero-etl", "custom-engine-version", "blue-green-deployment",
        ), "db-instance, db-cluster, db-parameter-group, db-security-group, db-snapshot and others",
        error="InvalidParameterValue", source="botocore: rds.CreateEventSubscription.SourceType",
    )),
    (transfer.SERVER, Listed(
        "securityPolicyName", rf"TransferSecurityPolicy-({_any(*_POLICIES)})", ", ".join(_POLICIES),
        error="InvalidRequestException", source="pulumi_aws.transfer.Server.security_policy_name",
    )),
)  # fmt: skip
