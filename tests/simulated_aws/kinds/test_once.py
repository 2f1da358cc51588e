"""What may be there once."""

from typing import Any

import pytest

from catalog import apprunner, cloudwatch, ec2, guardduty, iam, kms, lambda_, ram, route53resolver, s3, sqs, transfer
from simulated_aws.kinds.once import ONCE
from simulated_aws.live import Live
from simulated_aws.modelling import AwsError
from tests.simulated_aws.kinds.conftest import HOME, Networks


def interface(networks: Networks, service: str = "sqs", **changes: Any) -> dict[str, Any]:
    return {
        "vpcId": networks.vpcs["own"],
        "serviceName": f"com.amazonaws.{HOME}.{service}",
        "vpcEndpointType": "Interface",
        "privateDnsEnabled": True,
        **changes,
    }


def test_an_address_serves_one_nat_gateway(networks: Networks) -> None:
    networks.within(ec2.INTERNET_GATEWAY.token, "own")
    first, second = (networks.make(ec2.EIP.token, {"domain": "vpc"}) for _ in "ab")
    token, places = ec2.NAT_GATEWAY.token, [networks.subnet("own", zone) for zone in "ab"]
    networks.make(token, {"subnetId": places[0], "allocationId": first})
    with pytest.raises(AwsError, match=r"allocationId: Resource\.AlreadyAssociated"):
        networks.make(token, {"subnetId": places[1], "allocationId": first})
    networks.make(token, {"subnetId": places[1], "allocationId": second})


def test_a_network_has_one_internet_gateway(networks: Networks) -> None:
    networks.within(ec2.INTERNET_GATEWAY.token, "own")
    with pytest.raises(AwsError, match="has an internet gateway already"):
        networks.within(ec2.INTERNET_GATEWAY.token, "own")
    networks.within(ec2.INTERNET_GATEWAY.token, "other")


def test_a_priority_serves_one_rule_group_of_a_network(networks: Networks) -> None:
    token, group = route53resolver.RULE_GROUP_ASSOCIATION.token, {"firewallRuleGroupId": "rslvr-frg-1", "priority": 200}
    networks.make(token, {**group, "vpcId": networks.vpcs["own"]})
    with pytest.raises(AwsError, match="unique among the rule groups of the VPC"):
        networks.make(token, {**group, "vpcId": networks.vpcs["own"]})
    networks.make(token, {**group, "vpcId": networks.vpcs["other"]})
    networks.make(token, {**group, "vpcId": networks.vpcs["own"], "priority": 300})


def test_a_service_has_one_private_name_in_a_network(networks: Networks) -> None:
    token = ec2.VPC_ENDPOINT.token
    networks.make(token, interface(networks))
    with pytest.raises(AwsError, match="already a conflicting DNS domain"):
        networks.make(token, interface(networks))
    networks.make(token, interface(networks, privateDnsEnabled=False))
    networks.make(token, interface(networks, "kms"))
    networks.make(token, interface(networks) | {"vpcId": networks.vpcs["other"]})


def test_an_endpoint_is_once_in_a_zone(networks: Networks) -> None:
    a, again, b = (networks.subnet("own", zone) for zone in "aab")
    with pytest.raises(AwsError, match="DuplicateSubnetsInSameZone: more than one subnet is in eu-west-2a"):
        networks.make(ec2.VPC_ENDPOINT.token, interface(networks, subnetIds=[a, again]))
    networks.make(ec2.VPC_ENDPOINT.token, interface(networks, subnetIds=[a, b]))


def test_a_table_has_one_route_to_a_service(networks: Networks) -> None:
    first, second = (networks.within(ec2.ROUTE_TABLE.token, "own") for _ in "ab")
    gateway = {"vpcEndpointType": "Gateway", "privateDnsEnabled": None}
    networks.make(ec2.VPC_ENDPOINT.token, interface(networks, "s3", routeTableIds=[first], **gateway))
    with pytest.raises(AwsError, match="RouteAlreadyExists"):
        networks.make(ec2.VPC_ENDPOINT.token, interface(networks, "s3", routeTableIds=[second, first], **gateway))
    networks.make(ec2.VPC_ENDPOINT.token, interface(networks, "s3", routeTableIds=[second], **gateway))


def test_a_function_reads_a_queue_once(networks: Networks) -> None:
    queue = networks.arn(networks.make(sqs.QUEUE.token, {"name": "q"}))
    function = networks.arn(networks.make(lambda_.FUNCTION.token, {"name": "f", "role": networks.role()}))
    source = {"eventSourceArn": queue, "functionName": function}
    networks.make(lambda_.EVENT_SOURCE_MAPPING.token, source)
    for named in (function, "f"):
        with pytest.raises(AwsError, match="ResourceConflictException: an event source mapping"):
            networks.make(lambda_.EVENT_SOURCE_MAPPING.token, source | {"functionName": named})


def test_alarms_of_both_types_have_names_of_their_own(networks: Networks) -> None:
    metric = {
        "name": "late",
        "comparisonOperator": "GreaterThanThreshold",
        "evaluationPeriods": 1,
        "namespace": "Payments",
        "metricName": "Age",
        "period": 60,
    }
    networks.make(cloudwatch.METRIC_ALARM.token, metric)
    composite = {"alarmName": "late", "alarmRule": 'ALARM("late")'}
    with pytest.raises(AwsError, match="an alarm of another type has the name late"):
        networks.make(cloudwatch.COMPOSITE_ALARM.token, composite)
    networks.make(cloudwatch.COMPOSITE_ALARM.token, composite | {"alarmName": "later"})


# Pairs of which the second is refused, by the type and what both have.
SECONDS: list[tuple[str, dict[str, Any], str]] = [
    (s3.BUCKET_NOTIFICATION.token, {"bucket": "b"}, "the second replaces the first"),
    (s3.BUCKET_LIFECYCLE_CONFIGURATION.token, {"bucket": "b"}, "the second replaces the first"),
    (lambda_.PERMISSION.token, {"function": "f", "statementId": "s"}, "the statement id provided already exists"),
    (lambda_.FUNCTION_EVENT_INVOKE_CONFIG.token, {"functionName": "f", "qualifier": "live"}, "replaces the first"),
    (cloudwatch.LOG_METRIC_FILTER.token, {"name": "n", "logGroupName": "g"}, "exists already"),
    (iam.ROLE_POLICY_ATTACHMENT.token, {"role": "r", "policyArn": "arn:aws:iam::aws:policy/x"}, "replaces the first"),
    (iam.OPEN_ID_CONNECT_PROVIDER.token, {"url": "https://token.example.com"}, "EntityAlreadyExists"),
    (kms.ALIAS.token, {"name": "alias/x"}, "exists already"),
    (
        apprunner.VPC_CONNECTOR.token,
        {"vpcConnectorName": "container", "subnets": [], "securityGroups": []},
        "a VPC connector of this name exists",
    ),
    (
        guardduty.MALWARE_PROTECTION_PLAN.token,
        {"protectedResource": {"s3Bucket": {"bucketName": "b"}}},
        "the bucket has a malware protection plan",
    ),
    (ram.PRINCIPAL_ASSOCIATION.token, {"principal": "p", "resourceShareArn": "s"}, "replaces the first"),
    (transfer.USER.token, {"serverId": "s-1", "userName": "bank"}, "ResourceExistsException"),
]


@pytest.mark.parametrize(("token", "inputs", "error"), SECONDS)
def test_the_second_of_its_kind_is_refused(networks: Networks, token: str, inputs: dict[str, Any], error: str) -> None:
    for kind, name in ((lambda_.FUNCTION, "f"), (cloudwatch.LOG_GROUP, "g"), (iam.ROLE, "r")):
        networks.account.resources[name] = Live(kind.token, name, HOME, {"name": name}, {})
    alias = {"functionName": "f", "name": "live"}
    networks.account.resources["f:live"] = Live(lambda_.ALIAS.token, "f-live", HOME, alias, {})
    networks.account.create(token, "first", {"region": HOME, **inputs})
    with pytest.raises(AwsError, match=error):
        networks.account.create(token, "second", {"region": HOME, **inputs})


def test_a_flow_log_is_made_once(networks: Networks) -> None:
    group = networks.arn(networks.make(cloudwatch.LOG_GROUP.token, {"name": "/flow"}))
    role = networks.role()
    inputs = {"vpcId": networks.vpcs["own"], "trafficType": "ALL", "logDestination": group, "iamRoleArn": role}
    networks.make(ec2.FLOW_LOG.token, inputs)
    with pytest.raises(AwsError, match="FlowLogAlreadyExists"):
        networks.make(ec2.FLOW_LOG.token, inputs)
    networks.make(ec2.FLOW_LOG.token, inputs | {"vpcId": networks.vpcs["other"]})


def test_every_rule_says_what_happens() -> None:
    assert [rule.keys for rule in ONCE if not rule.error or not rule.keys] == []
