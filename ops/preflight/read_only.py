"""Clients that can't change anything: each call is on a list, or is a dry run, before it leaves the machine."""

from collections.abc import Callable, Mapping
from typing import Any

from ops.lib.clients import Client, Clients, connect

# By service. None of these changes anything, and none reads a secret's value or what customers store.
CALLS: Mapping[str, frozenset[str]] = {
    "accessanalyzer": frozenset({"ValidatePolicy"}),
    "apprunner": frozenset({"ListServices"}),
    "appconfig": frozenset({"ListApplications"}),
    "arc-region-switch": frozenset({"ListPlans"}),
    "ce": frozenset({"ListCostAllocationTags"}),
    "codedeploy": frozenset({"ListApplications"}),
    "dms": frozenset(
        {"DescribeAccountAttributes", "DescribeOrderableReplicationInstances", "DescribeReplicationInstances"}
    ),
    "ec2": frozenset({"DescribeAddresses", "DescribeRegions", "DescribeVpcEndpointServices", "DescribeVpcs"}),
    "ecr": frozenset({"DescribeImages"}),
    "ecs": frozenset({"ListClusters"}),
    "fis": frozenset({"ListExperimentTemplates"}),
    "iam": frozenset({"GetAccountSummary", "GetPolicy", "GetPolicyVersion", "GetRole"}),
    "kms": frozenset({"DescribeKey"}),
    "lambda": frozenset({"GetAccountSettings", "GetFunctionConfiguration", "GetLayerVersionByArn"}),
    "logs": frozenset({"DescribeLogGroups"}),
    "network-firewall": frozenset({"ListFirewalls", "ListRuleGroups"}),
    "organizations": frozenset({"DescribeOrganization", "ListAWSServiceAccessForOrganization"}),
    "rds": frozenset(
        {
            "DescribeAccountAttributes",
            "DescribeCertificates",
            "DescribeDBEngineVersions",
            "DescribeDBInstances",
            "DescribeEngineDefaultParameters",
            "DescribeOrderableDBInstanceOptions",
        }
    ),
    "s3": frozenset({"ListBuckets"}),
    "secretsmanager": frozenset({"DescribeSecret", "ListSecrets"}),
    "service-quotas": frozenset({"GetAWSDefaultServiceQuota", "GetServiceQuota"}),
    "sqs": frozenset({"GetQueueUrl"}),
    "sts": frozenset({"GetCallerIdentity"}),
    "transfer": frozenset({"ListServers"}),
}
# What EC2 tries without doing it.
DRY_RUNS: Mapping[str, frozenset[str]] = {"ec2": frozenset({"AllocateAddress", "CreateManagedPrefixList", "CreateVpc"})}


class NotReadOnlyError(Exception):
    """A call that is not on the list; it never left the machine."""


def read_only(make: Callable[[str, str], Client] = connect) -> Clients:
    """Clients whose calls are checked; the name of the service is that of its client."""

    def guarded(service: str, region: str) -> Client:
        client = make(service, region)

        def check(params: Mapping[str, Any], model: Any, **rest: Any) -> None:
            if model.name in CALLS.get(service, ()):
                return
            if model.name in DRY_RUNS.get(service, ()) and params.get("DryRun") is True:
                return
            raise NotReadOnlyError(f"{service}.{model.name} is not among the calls of a preflight")

        # Before any other handler, the ones that answer for a test included.
        client.meta.events.register_first("before-parameter-build", check, unique_id="read-only")
        return client

    return Clients(guarded)
