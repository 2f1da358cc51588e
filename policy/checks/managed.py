"""The policies that AWS manages which somebody has read."""

from collections.abc import Iterator, Mapping

from policy.checks.properties import check
from policy.values import Values

AWS = "arn:aws:iam::aws:policy/"
# Each is for the role of one service, or for the agent on a server, with the services that it calls. Tests evaluate
# what they allow.
READ: Mapping[str, frozenset[str]] = {
    name: frozenset(services.split())
    for name, services in {
        "AmazonSSMManagedInstanceCore": "ec2messages ssm ssmmessages",
        "service-role/AWSApplicationMigrationAgentPolicy_v2": "mgn",
        "service-role/AWSApplicationMigrationConversionServerPolicy": "mgn",
        "service-role/AWSApplicationMigrationMGHAccess": "mgh",
        "service-role/AWSApplicationMigrationReplicationServerPolicy": "ec2 mgn",
        "service-role/AWSElasticDisasterRecoveryEc2InstancePolicy": "drs sts",
        "service-role/AmazonDMSCloudWatchLogsRole": "logs",
        "service-role/AmazonDMSVPCManagementRole": "ec2",
        "service-role/AmazonECSInfrastructureRoleforExpressGatewayServices": (
            "acm application-autoscaling cloudwatch ec2 elasticloadbalancing iam logs"
        ),
        "service-role/AmazonRDSEnhancedMonitoringRole": "logs",
    }.items()
}


def attached(values: Values) -> Iterator[str]:
    """The ARNs of the policies that an attachment, or a role itself, attaches."""
    yield from (str(arn) for arn in [values.at("policyArn"), *(values.at("managedPolicyArns") or ())] if arn)


@check("a policy of the stack, or one of AWS's in policy/checks/managed.py")
def read_by_somebody(values: Values) -> Iterator[str]:
    """No policy of AWS is attached that nobody has read: most are for people, and some make administrators."""
    for text in attached(values):
        if ":iam::aws:" in text and text.removeprefix(AWS) not in READ:
            yield f"it attaches {text.rpartition('/')[2]}, which nobody has read"
