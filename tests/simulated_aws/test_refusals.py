"""Values that AWS would refuse, refused on the real engine with the resource's name and the property."""

from collections.abc import Callable

import pulumi
import pulumi_aws as aws
import pytest
from pulumi.automation import CommandError

from tools.rehearsal.engine import Rehearsal

Options = pulumi.ResourceOptions
WRONG: list[tuple[str, str, Callable[[Options], object]]] = [
    (
        "ipProtocol",
        "'tpc' is no protocol",
        lambda o: aws.vpc.SecurityGroupIngressRule(
            "wrong",
            security_group_id="sg-1",
            ip_protocol="tpc",
            from_port=1,
            to_port=2,
            cidr_ipv4="172.16.0.0/16",
            opts=o,
        ),
    ),
    (
        "cidrIpv4",
        "exactly one of cidrIpv4",
        lambda o: aws.vpc.SecurityGroupEgressRule(
            "wrong", security_group_id="sg-1", ip_protocol="tcp", from_port=1, to_port=2, opts=o
        ),
    ),
    (
        "firewallPolicy.statefulRuleGroupReferences.priority",
        "100 is given more than once",
        lambda o: aws.networkfirewall.FirewallPolicy(
            "wrong",
            firewall_policy={
                "stateless_default_actions": ["aws:drop"],
                "stateless_fragment_default_actions": ["aws:drop"],
                "stateful_engine_options": {"rule_order": "STRICT_ORDER"},
                "stateful_rule_group_references": [
                    {
                        "priority": 100,
                        "resource_arn": "arn:aws:network-firewall:eu-west-2:aws-managed:stateful-rulegroup/A",
                    },
                    {
                        "priority": 100,
                        "resource_arn": "arn:aws:network-firewall:eu-west-2:aws-managed:stateful-rulegroup/B",
                    },
                ],
            },
            opts=o,
        ),
    ),
    (
        "capacity",
        "0 is not between 1 and 30000",
        lambda o: aws.networkfirewall.RuleGroup("wrong", capacity=0, type="STATEFUL", rules="x", opts=o),
    ),
    (
        "type",
        "'STATEFULL' is not one of ['STATELESS', 'STATEFUL']",
        lambda o: aws.networkfirewall.RuleGroup("wrong", capacity=1, type="STATEFULL", rules="x", opts=o),
    ),
    (
        "cidrBlock",
        "'10.0.0.1/16' is not a 'ipv4-network'",
        lambda o: aws.ec2.Vpc("wrong", cidr_block="10.0.0.1/16", opts=o),
    ),
    (
        "serviceName",
        "the service 'com.amazonaws.eu-west-2.evidently2' does not exist in eu-west-2",
        lambda o: aws.ec2.VpcEndpoint(
            "wrong", vpc_id="vpc-1", service_name="com.amazonaws.eu-west-2.evidently2", opts=o
        ),
    ),
    ("retentionInDays", "31 is not one of", lambda o: aws.cloudwatch.LogGroup("wrong", retention_in_days=31, opts=o)),
    (
        "name",
        "is longer than 64",
        lambda o: aws.iam.Role("wrong", name="x" * 65, assume_role_policy="{}", opts=o),
    ),
    (
        "policy.Statement.0.Action",
        "no such action as logs:PutLogEvent",
        lambda o: aws.iam.RolePolicy(
            "wrong",
            role="role",
            policy='{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "logs:PutLogEvent",'
            '"Resource": "*"}]}',
            opts=o,
        ),
    ),
    (
        "deletionWindowInDays",
        "5 is less than the minimum of 7",
        lambda o: aws.kms.Key("wrong", deletion_window_in_days=5, opts=o),
    ),
    (
        "maxAggregationInterval",
        "90 is neither 60 nor 600 seconds",
        lambda o: aws.ec2.FlowLog("wrong", vpc_id="vpc-1", traffic_type="ALL", max_aggregation_interval=90, opts=o),
    ),
    (
        "ingress[0].fromPort",
        "9 to 1 is no range of ports",
        lambda o: aws.ec2.NetworkAcl(
            "wrong",
            vpc_id="vpc-1",
            ingress=[{"rule_no": 1, "action": "allow", "protocol": "tcp", "from_port": 9, "to_port": 1}],
            opts=o,
        ),
    ),
    (
        "period",
        "90 is neither 10, 20, 30 nor a multiple of 60 seconds",
        lambda o: aws.cloudwatch.MetricAlarm(
            "wrong", comparison_operator="GreaterThanThreshold", evaluation_periods=1, period=90, opts=o
        ),
    ),
]


@pytest.mark.engine
def test_a_wrong_value_is_refused_with_the_resources_name_and_the_property() -> None:
    made: list[Callable[[Options], object]] = []

    def program() -> None:
        provider = aws.Provider("eu-west-2", region="eu-west-2")
        made[-1](pulumi.ResourceOptions(provider=provider))

    with Rehearsal("dev", program=program) as rehearsal:
        for path, reason, make in WRONG:
            made.append(make)
            with pytest.raises(CommandError) as refusal:
                rehearsal.stack.preview()
            text = " ".join(str(refusal.value).split())
            assert f"resource 'wrong': property {path} " in text, text
            assert reason in text, text
        assert rehearsal.account.live() == {}
