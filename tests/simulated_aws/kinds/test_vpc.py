"""What one resource names is in one network and in its own zones."""

from collections.abc import Callable
from typing import Any

import pytest

from catalog import dms, ec2, lambda_, networkfirewall, rds, transfer
from simulated_aws.modelling import AwsError
from tests.simulated_aws.kinds.conftest import Networks

APART = "two resources that belong to different networks"
SERVER = {
    "identifier": "db",
    "instanceClass": "db.t3.medium",
    "engine": "mysql",
    "password": "word-of-letters-1",
    "username": "master",
    "allocatedStorage": 20,
    "skipFinalSnapshot": True,
}
Case = Callable[[Networks, str], tuple[str, dict[str, Any]]]


def group(networks: Networks, vpc: str) -> str:
    return networks.within(ec2.SECURITY_GROUP.token, vpc)


def subnets(networks: Networks, *vpcs: str) -> list[str]:
    return [networks.subnet(vpc, zone) for vpc, zone in zip(vpcs, "abc", strict=False)]


def route_to_a_gateway(networks: Networks, vpc: str) -> tuple[str, dict[str, Any]]:
    table = networks.within(ec2.ROUTE_TABLE.token, "own")
    gateway = networks.within(ec2.INTERNET_GATEWAY.token, vpc)
    return ec2.ROUTE.token, {"routeTableId": table, "destinationCidrBlock": "0.0.0.0/0", "gatewayId": gateway}


def route_to_a_nat_gateway(networks: Networks, vpc: str) -> tuple[str, dict[str, Any]]:
    networks.within(ec2.INTERNET_GATEWAY.token, vpc)
    nat = networks.make(ec2.NAT_GATEWAY.token, {"subnetId": networks.subnet(vpc)})
    table = networks.within(ec2.ROUTE_TABLE.token, "own")
    return ec2.ROUTE.token, {"routeTableId": table, "destinationCidrBlock": "0.0.0.0/0", "natGatewayId": nat}


def route_to_a_firewall(networks: Networks, vpc: str) -> tuple[str, dict[str, Any]]:
    inputs = {
        "vpcId": networks.vpcs[vpc],
        "firewallPolicyArn": "arn:aws:network-firewall:eu-west-2:aws-managed:firewall-policy/x",
        "subnetMappings": [{"subnetId": networks.subnet(vpc)}],
    }
    arn = networks.make(networkfirewall.FIREWALL.token, inputs)
    endpoint = networks.account.live()[arn].outputs["firewallStatuses"][0]["syncStates"][0]["attachments"][0][
        "endpointId"
    ]
    table = networks.within(ec2.ROUTE_TABLE.token, "own")
    return ec2.ROUTE.token, {"routeTableId": table, "destinationCidrBlock": "0.0.0.0/0", "vpcEndpointId": endpoint}


def association(networks: Networks, vpc: str) -> tuple[str, dict[str, Any]]:
    table = networks.within(ec2.ROUTE_TABLE.token, vpc)
    return ec2.ROUTE_TABLE_ASSOCIATION.token, {"subnetId": networks.subnet("own"), "routeTableId": table}


def access_list(networks: Networks, vpc: str) -> tuple[str, dict[str, Any]]:
    return ec2.NETWORK_ACL.token, {"vpcId": networks.vpcs["own"], "subnetIds": subnets(networks, "own", vpc)}


def rule_of_a_group(networks: Networks, vpc: str) -> tuple[str, dict[str, Any]]:
    port = {"ipProtocol": "tcp", "fromPort": 443, "toPort": 443}
    named = {"securityGroupId": group(networks, "own"), "referencedSecurityGroupId": group(networks, vpc)}
    return ec2.SECURITY_GROUP_INGRESS_RULE.token, {**named, **port}


def endpoint(networks: Networks, vpc: str) -> tuple[str, dict[str, Any]]:
    return ec2.VPC_ENDPOINT.token, {
        "vpcId": networks.vpcs["own"],
        "serviceName": "com.amazonaws.eu-west-2.sqs",
        "vpcEndpointType": "Interface",
        "subnetIds": subnets(networks, "own", "own"),
        "securityGroupIds": [group(networks, vpc)],
    }


def gateway_endpoint(networks: Networks, vpc: str) -> tuple[str, dict[str, Any]]:
    return ec2.VPC_ENDPOINT.token, {
        "vpcId": networks.vpcs["own"],
        "serviceName": "com.amazonaws.eu-west-2.s3",
        "vpcEndpointType": "Gateway",
        "routeTableIds": [networks.within(ec2.ROUTE_TABLE.token, vpc)],
    }


def function(networks: Networks, vpc: str) -> tuple[str, dict[str, Any]]:
    settings = {"subnetIds": subnets(networks, "own", "own"), "securityGroupIds": [group(networks, vpc)]}
    return lambda_.FUNCTION.token, {"role": networks.role(), "vpcConfig": settings}


def server(networks: Networks, vpc: str) -> tuple[str, dict[str, Any]]:
    own = networks.make(rds.SUBNET_GROUP.token, {"subnetIds": subnets(networks, "own", "own")})
    return rds.INSTANCE.token, {**SERVER, "dbSubnetGroupName": own, "vpcSecurityGroupIds": [group(networks, vpc)]}


def subnet_group(networks: Networks, vpc: str) -> tuple[str, dict[str, Any]]:
    return rds.SUBNET_GROUP.token, {"subnetIds": subnets(networks, "own", vpc)}


def replication(networks: Networks, vpc: str) -> tuple[str, dict[str, Any]]:
    described = {"replicationSubnetGroupDescription": "x", "replicationSubnetGroupId": "x"}
    inputs = {"subnetIds": subnets(networks, "own", "own"), **described}
    own = networks.make(dms.REPLICATION_SUBNET_GROUP.token, inputs)
    return dms.REPLICATION_INSTANCE.token, {
        "replicationInstanceId": "x",
        "replicationInstanceClass": "dms.t3.medium",
        "replicationSubnetGroupId": own,
        "vpcSecurityGroupIds": [group(networks, vpc)],
    }


def transfer_server(networks: Networks, vpc: str) -> tuple[str, dict[str, Any]]:
    details = {
        "vpcId": networks.vpcs["own"],
        "subnetIds": [networks.subnet("own")],
        "securityGroupIds": [group(networks, vpc)],
    }
    return transfer.SERVER.token, {"endpointType": "VPC", "endpointDetails": details}


CASES: list[Case] = [
    route_to_a_gateway, route_to_a_nat_gateway, route_to_a_firewall, association, access_list, rule_of_a_group,
    endpoint, gateway_endpoint, function, server, subnet_group, replication, transfer_server,
]  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_one_resource_joins_is_in_one_network(networks: Networks, case: Case) -> None:
    networks.make(*case(networks, "own"))


@pytest.mark.parametrize("case", CASES)
def test_what_is_in_another_network_can_not_be_joined(networks: Networks, case: Case) -> None:
    wrong = case(networks, "other")
    with pytest.raises(AwsError, match=APART):
        networks.make(*wrong)


def test_the_default_group_of_a_network_is_in_it(networks: Networks) -> None:
    default = networks.account.live()[networks.vpcs["other"]].outputs["defaultSecurityGroupId"]
    token, inputs = function(networks, "own")
    with pytest.raises(AwsError, match=APART):
        networks.make(token, inputs | {"vpcConfig": inputs["vpcConfig"] | {"securityGroupIds": [default]}})


def test_a_servers_zone_is_one_of_its_subnets(networks: Networks) -> None:
    token, inputs = server(networks, "own")
    with pytest.raises(AwsError, match="eu-west-2c is none of eu-west-2a, eu-west-2b"):
        networks.make(token, inputs | {"availabilityZone": "eu-west-2c"})
    networks.make(token, inputs | {"availabilityZone": "eu-west-2b"})


def test_a_route_leads_to_what_its_input_names(networks: Networks) -> None:
    token, inputs = route_to_a_nat_gateway(networks, "own")
    nat = inputs.pop("natGatewayId")
    with pytest.raises(AwsError, match=r"'nat-.*' is none of igw-"):
        networks.make(token, inputs | {"gatewayId": nat})
    interface = networks.make(*endpoint(networks, "own"))
    with pytest.raises(AwsError, match="is no endpoint of a gateway load balancer"):
        networks.make(token, inputs | {"vpcEndpointId": interface})
