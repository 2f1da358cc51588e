"""The policies that AWS manages which somebody has read."""

from collections.abc import Iterator

from policy.checks.properties import check
from policy.values import Values

AWS = "arn:aws:iam::aws:policy/"
# Each is for the role of one service, or for the agent on a server. Tests evaluate what they allow.
READ = (
    "AmazonSSMManagedInstanceCore",
    "service-role/AWSApplicationMigrationAgentPolicy_v2",
    "service-role/AWSApplicationMigrationConversionServerPolicy",
    "service-role/AWSApplicationMigrationMGHAccess",
    "service-role/AWSApplicationMigrationReplicationServerPolicy",
    "service-role/AWSElasticDisasterRecoveryEc2InstancePolicy",
    "service-role/AmazonDMSCloudWatchLogsRole",
    "service-role/AmazonDMSVPCManagementRole",
    "service-role/AmazonECSInfrastructureRoleforExpressGatewayServices",
    "service-role/AmazonRDSEnhancedMonitoringRole",
)


@check("a policy of the stack, or one of AWS's in policy/checks/managed.py")
def read_by_somebody(values: Values) -> Iterator[str]:
    """No policy of AWS is attached that nobody has read: most are for people, and some make administrators."""
    for arn in [values.at("policyArn"), *(values.at("managedPolicyArns") or ())]:
        text = str(arn or "")
        if ":iam::aws:" in text and text.removeprefix(AWS) not in READ:
            yield f"it attaches {text.rpartition('/')[2]}, which nobody has read"
