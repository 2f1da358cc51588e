"""What may be there once within one resource: ids, names and priorities that its parts may not share."""

from collections.abc import Iterator
from typing import NamedTuple

from catalog import cloudwatch, networkfirewall, rds, s3, secretsmanager, transfer
from catalog.resource_type import ResourceType
from simulated_aws.declarations import Fault
from simulated_aws.kinds.paths import values_at
from simulated_aws.modelling import Inputs


class Unique(NamedTuple):
    """The values at a path of a type differ within each list that the path goes through.

    `source` is where AWS says so: a page below docs.aws.amazon.com, or a member of a model of botocore.
    """

    of: ResourceType
    path: str
    error: str
    source: str


_POLICY, _GROUP = networkfirewall.FIREWALL_POLICY, networkfirewall.RULE_GROUP
_STATELESS = "ruleGroup.rulesSource.statelessRulesAndCustomActions.statelessRules[].priority"
_PRIORITY = "InvalidRequestException: the priorities have to be unique: {value}"
UNIQUE = (
    Unique(
        s3.BUCKET_LIFECYCLE_CONFIGURATION,
        "rules[].id",
        "InvalidArgument: Rule ID must be unique. Found same ID for more than one rule: {value}",
        "AmazonS3/latest/userguide/intro-lifecycle-rules.html; botocore: s3.LifecycleRule.ID",
    ),
    Unique(
        s3.BUCKET_REPLICATION_CONFIG,
        "rules[].id",
        "InvalidArgument: Rule ID must be unique: {value}",
        "botocore: s3.ReplicationRule.ID",
    ),
    Unique(
        _POLICY,
        "firewallPolicy.statelessRuleGroupReferences[].priority",
        _PRIORITY,
        "botocore: network-firewall.StatelessRuleGroupReference.Priority",
    ),
    Unique(_GROUP, _STATELESS, _PRIORITY, "botocore: network-firewall.StatelessRule.Priority"),
    Unique(
        cloudwatch.METRIC_ALARM,
        "metricQueries[].id",
        "ValidationError: The value {value} for parameter MetricDataQuery.Id is not unique",
        "botocore: cloudwatch.MetricDataQuery.Id",
    ),
    Unique(
        rds.PARAMETER_GROUP,
        "parameters[].name",
        "InvalidParameterValue: the parameter {value} is given more than once",
        "UNVERIFIED: one ModifyDBParameterGroup with a name twice would prove it",
    ),
    Unique(
        secretsmanager.SECRET,
        "replicas[].region",
        "InvalidParameterException: the secret is replicated to {value} more than once",
        "UNVERIFIED: one ReplicateSecretToRegions with a region twice would prove it",
    ),
    Unique(
        transfer.USER,
        "homeDirectoryMappings[].entry",
        "InvalidRequestException: HomeDirectoryMappings has the entry {value} more than once",
        "UNVERIFIED: one CreateUser with an entry twice would prove it",
    ),
)


def faults(token: str, inputs: Inputs) -> Iterator[Fault]:
    """Each value that a resource has twice and may have once."""
    for rule in UNIQUE:
        if rule.of.token != token:
            continue
        seen = set[str]()
        for path, value in values_at(inputs, rule.path):
            if str(value) in seen:
                yield Fault(path, rule.error.format(value=value))
            seen.add(str(value))
