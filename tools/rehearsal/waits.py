"""The waits that this program adds to what AWS forces, each for a reason of ours."""

from collections.abc import Mapping

# By the type of what comes first and of what waits for it.
REASONS: Mapping[tuple[str, str], str] = {
    (
        "aws:cloudwatch/logGroup:LogGroup",
        "aws:iam/rolePolicy:RolePolicy",
    ): "a right names the log group that exists, and no pattern",
    (
        "aws:cloudwatch/logGroup:LogGroup",
        "aws:lambda/function:Function",
    ): "nothing runs before its logs have a key and an end",
    (
        "aws:cloudwatch/logGroup:LogGroup",
        "aws:rds/instance:Instance",
    ): "RDS would make the groups itself, without a key and for ever",
    (
        "aws:ec2/networkAcl:NetworkAcl",
        "aws:lambda/function:Function",
    ): "nothing stands in a subnet before the rules of its traffic",
    (
        "aws:ec2/networkAcl:NetworkAcl",
        "aws:rds/subnetGroup:SubnetGroup",
    ): "nothing stands in a subnet before the rules of its traffic",
    (
        "aws:lambda/function:Function",
        "aws:iam/rolePolicy:RolePolicy",
    ): "a right names the function that exists, and no pattern",
    (
        "aws:secretsmanager/secretPolicy:SecretPolicy",
        "aws:lambda/invocation:Invocation",
    ): "a secret gets its first value only once nobody else can read it",
    (
        "aws:lambda/invocation:Invocation",
        "aws:secretsmanager/secretRotation:SecretRotation",
    ): "a rotation starts only once there is a credential to rotate",
    (
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
        "aws:lambda/function:Function",
    ): "nothing runs before it can reach what it needs",
    (
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        "aws:rds/instance:Instance",
    ): "nothing stands in a group before the rules of its traffic",
    (
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        "aws:ec2/vpcEndpoint:VpcEndpoint",
    ): "nothing stands in a group before the rules of its traffic",
    (
        "aws:sns/topicPolicy:TopicPolicy",
        "aws:cloudwatch/metricAlarm:MetricAlarm",
    ): "an alarm that rings is heard: the topic admits it first",
}


def reason(first: str, then: str) -> str:
    """Why the program lets something wait, by the types."""
    return REASONS.get((first, then), "no reason stands in tools/rehearsal/waits.py")
