"""The controls of types that the program makes that no rule of a stack can serve, each with its reason."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policy.facts import (
    Fact,
    covered_by,
    endpoint_only_beside,
    never_set,
    no_such_setting,
    nobody_calls,
    only_called_inside,
    only_values,
    watched,
)
from policy.resources import Stack
from policy.rules.containers import SERVICE
from policy.rules.database import INSTANCE
from policy.rules.identity import ATTACHMENT
from policy.rules.keys import ROTATION
from policy.rules.migration import DMS_ENDPOINT, MGN_LAUNCH, MGN_REPLICATION
from policy.rules.storage import BUCKET, ENCRYPTION, VERSIONING


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a control has no rule, and what has to be true for that."""

    why: str
    facts: tuple[Fact, ...]

    def problems(self, stack: Stack) -> Iterator[str]:
        """What is not true of a stack."""
        for fact in self.facts:
            yield from fact.problems(stack)


def _since(why: str, *facts: Fact) -> Reason:
    return Reason(why=why, facts=facts)


# Lambda makes a function's network interfaces by the function's role, from a network of its own ("Giving Lambda
# functions access to resources in an Amazon VPC" in Lambda's developer guide).
INTERFACES = (
    "AssignPrivateIpAddresses",
    "CreateNetworkInterface",
    "DeleteNetworkInterface",
    "DescribeNetworkInterfaces",
    "DescribeSubnets",
    "UnassignPrivateIpAddresses",
)
MYSQL = only_values(INSTANCE, "engine", "mysql")
DMS_MYSQL = only_values(DMS_ENDPOINT, "engineName", "mysql")
OF_ANOTHER_ENGINE = _since("every server is one of MySQL", MYSQL)
OF_ANOTHER_SOURCE = _since("data comes from MySQL, and goes to MySQL", DMS_MYSQL)
# From which ECS makes the task definition, the service and its load balancer.
EXPRESS = ("ecs", "CreateExpressGatewayService")
NO_OWN_TASKS = never_set(SERVICE, "taskDefinitionArn")
MADE_BY_ECS = _since(
    "ECS makes the task definition of a gateway service, and offers no such setting",
    no_such_setting(*EXPRESS, "readonly", "privileged", "pidMode", "platformVersion"),
    NO_OWN_TASKS,
)
BALANCED_BY_ECS = _since(
    "ECS makes the load balancer of a gateway service, and offers no setting of it",
    no_such_setting(*EXPRESS, "balancer", "listener", "desync", "sslPolicy", "deletionProtection"),
)
ROTATES = _since(
    "whether rotations succeed is known only while they run",
    watched(ROTATION, "rotation-master-failed", "rotation-application-failed"),
)
LAUNCHED = _since(
    "Application Migration Service offers no such setting: whoever cuts a server over sets it in its launch template",
    no_such_setting("mgn", "CreateLaunchConfigurationTemplate", "metadata", "imds", "httpTokens"),
)
FOR_PEOPLE = _since(
    "people's roles are made where the account is; AWSSupportAccess is for people",
    covered_by("iam-role-no-admin-policy", ATTACHMENT),
)

LEFT_OUT: Mapping[str, Reason] = {
    "FSBP EC2.10": _since(
        "servers that are migrated alone call ec2 from the network; an unused endpoint is one more way out",
        endpoint_only_beside(MGN_REPLICATION, "ec2"),
        only_called_inside("ec2", *INTERFACES),
    ),
    "FSBP EC2.57": _since(
        "nothing in the network is managed by Systems Manager; migrated servers run no actions after their launch",
        nobody_calls("ssm", but="/service-role/AWSApplicationMigration"),
        never_set(MGN_LAUNCH, "settings.postLaunchActions"),
    ),
    "FSBP EC2.58": _since("nothing calls Incident Manager's contacts", nobody_calls("ssm-contacts")),
    "FSBP EC2.60": _since("nothing calls Incident Manager", nobody_calls("ssm-incidents")),
    "FSBP SecretsManager.3": _since(
        "whether a secret is unused is known only while it runs",
        no_such_setting("secretsmanager", "CreateSecret", "lastAccessed"),
    ),
    "FSBP SecretsManager.2": ROTATES,
    "PCI SecretsManager.2": ROTATES,
    "PCI S3.15": _since(
        "what is stored expires; an object lock would keep an environment from being destroyed",
        never_set(BUCKET, "objectLockEnabled", "objectLockConfiguration"),
        covered_by("s3-lifecycle-configured", BUCKET),
    ),
    "CIS 2.1.2": _since(
        "the root user alone can switch it, with its own device: no deployment can",
        never_set(VERSIONING, "mfa", "versioningConfiguration.mfaDelete"),
    ),
    "FSBP RDS.9 in full": _since(
        "the audit log needs an option group, and the general log would hold payments",
        only_values(INSTANCE, "enabledCloudwatchLogsExports", "error", "slowquery"),
        never_set(INSTANCE, "optionGroupName"),
    ),
    "PCI S3.17 for access logs": _since(
        "S3 writes access logs with its own key only", covered_by("s3-kms-encryption", ENCRYPTION)
    ),
    **dict.fromkeys(
        ("FSBP RDS.36", "FSBP RDS.40", "FSBP RDS.41", "FSBP RDS.42", "FSBP RDS.44", "PCI RDS.36"), OF_ANOTHER_ENGINE
    ),
    **dict.fromkeys(
        ("FSBP DMS.10", "FSBP DMS.11", "FSBP DMS.12", "PCI DMS.10", "PCI DMS.11", "PCI DMS.12"), OF_ANOTHER_SOURCE
    ),
    **dict.fromkeys(("FSBP ECS.3", "FSBP ECS.4", "FSBP ECS.5", "FSBP ECS.10", "PCI ECS.10"), MADE_BY_ECS),
    **dict.fromkeys(
        (
            *(f"FSBP ELB.{number}" for number in (1, 4, 5, 6, 12, 13, 17, 18)),
            *(f"PCI ELB.{number}" for number in (4, 12)),
        ),
        BALANCED_BY_ECS,
    ),
    **dict.fromkeys(("FSBP EC2.170", "PCI EC2.170"), LAUNCHED),
    **dict.fromkeys(("PCI IAM.18", "CIS 1.16"), FOR_PEOPLE),
}
