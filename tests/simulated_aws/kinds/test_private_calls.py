"""What runs inside a network reaches each service that its roles may call, by an endpoint or by a way out."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from catalog import apprunner, dms, ec2, ecs, iam, lambda_, mgn, networkfirewall
from simulated_aws.kinds.private_calls import unmet
from simulated_aws.live import Live

HOME, ACCOUNT = "eu-west-2", "123456789012"
SECRET = "secretsmanager:GetSecretValue"  # noqa: S105 (an action)


@dataclass
class Networks:
    """What exists in an account with two networks, whether or not AWS would let it be made in this order."""

    resources: dict[str, Live] = field(default_factory=dict[str, Live])

    def make(self, token: str, inputs: dict[str, Any], prefix: str = "item") -> str:
        """Adds a resource and returns its id."""
        made = f"{prefix}-{len(self.resources)}"
        named = {"name": made} | inputs
        outputs = {**named, "arn": f"arn:aws:{token.split(':')[1]}:{HOME}:{ACCOUNT}:{made}"}
        self.resources[made] = Live(token, made, HOME, named, outputs)
        return made

    def arn(self, resource_id: str) -> str:
        """The ARN of a resource."""
        return str(self.resources[resource_id].outputs["arn"])

    def subnet(self, vpc: str, table: str = "") -> str:
        """A new subnet of a network, with a route table of its own or with this one."""
        made = self.make(ec2.SUBNET.token, {"vpcId": vpc}, "subnet")
        table = table or self.make(ec2.ROUTE_TABLE.token, {"vpcId": vpc})
        self.make(ec2.ROUTE_TABLE_ASSOCIATION.token, {"subnetId": made, "routeTableId": table})
        return made


@pytest.fixture
def networks() -> Networks:
    return Networks()


def role(networks: Networks, *actions: str) -> str:
    """The ARN of a role that may do this alone."""
    made = networks.make(iam.ROLE.token, {})
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    networks.make(iam.ROLE_POLICY.token, {"role": made, "policy": json.dumps({"Statement": [statement]})})
    return networks.arn(made)


def function(networks: Networks, subnet: str, *actions: str) -> str:
    return networks.make(
        lambda_.FUNCTION.token, {"role": role(networks, *actions), "vpcConfig": {"subnetIds": [subnet]}}
    )


def endpoint(networks: Networks, service: str, vpc: str = "own", **more: Any) -> None:
    kind = {"vpcEndpointType": "Interface", "privateDnsEnabled": True} | more
    name = f"com.amazonaws.{HOME}.{service}"
    networks.make(ec2.VPC_ENDPOINT.token, {"vpcId": vpc, "serviceName": name, **kind})


def way_out(networks: Networks, **target: str) -> str:
    """A subnet whose default route leads to a target."""
    table = networks.make(ec2.ROUTE_TABLE.token, {"vpcId": "own"})
    networks.make(ec2.ROUTE.token, {"routeTableId": table, "destinationCidrBlock": "0.0.0.0/0", **target})
    return networks.subnet("own", table)


def inspected(networks: Networks) -> str:
    """A subnet whose way out leads through a firewall."""
    return way_out(networks, vpcEndpointId="vpce-0123456789abcdef0")


def domain_list(networks: Networks, *domains: str, **kind: Any) -> None:
    """A rule group of the firewall that lets TLS out to some domains, or does what `kind` says."""
    of_tls = {"generatedRulesType": "ALLOWLIST", "targetTypes": ["TLS_SNI"], "targets": list(domains)}
    group = {"rulesSource": {"rulesSourceList": of_tls | kind}}
    networks.make(networkfirewall.RULE_GROUP.token, {"ruleGroup": group})


def unreached(networks: Networks) -> list[str]:
    """The services that something does not reach."""
    found = unmet(networks.resources, ACCOUNT)
    return [reason.partition("leads to ")[2].partition(",")[0] for _, reason in found]


def test_a_call_needs_an_endpoint_of_its_service_in_its_own_network(networks: Networks) -> None:
    made = function(networks, networks.subnet("own"), SECRET)
    endpoint(networks, "sqs")
    endpoint(networks, "secretsmanager", vpc="other")
    ((path, reason),) = unmet(networks.resources, ACCOUNT)
    assert path == f"{made}.role"
    assert reason.startswith("ConnectTimeoutError: no endpoint and no way out of subnet-")
    endpoint(networks, "secretsmanager")
    assert unreached(networks) == []


def test_an_endpoint_without_the_services_name_is_not_found(networks: Networks) -> None:
    function(networks, networks.subnet("own"), SECRET)
    endpoint(networks, "secretsmanager", privateDnsEnabled=False)
    assert unreached(networks) == ["secretsmanager"]


@pytest.mark.parametrize(
    ("service", "action"), [("appconfigdata", "appconfig:GetLatestConfiguration"), ("monitoring", "cloudwatch:Put*")]
)
def test_a_service_is_known_by_its_prefix_in_iam(networks: Networks, service: str, action: str) -> None:
    function(networks, networks.subnet("own"), action)
    assert unreached(networks) == [action.partition(":")[0]]
    endpoint(networks, service)
    assert unreached(networks) == []


def test_a_gateway_leads_from_the_subnets_of_its_tables_alone(networks: Networks) -> None:
    tables = [networks.make(ec2.ROUTE_TABLE.token, {"vpcId": "own"}) for _ in "ab"]
    for table in tables:
        function(networks, networks.subnet("own", table), "s3:GetObject")
    endpoint(networks, "s3", vpcEndpointType="Gateway", privateDnsEnabled=None, routeTableIds=tables[:1])
    assert unreached(networks) == ["s3"]


@pytest.mark.parametrize(
    ("domains", "reached"),
    [
        ([], False),
        (["secretsmanager.eu-west-2.amazonaws.com"], True),
        ([".amazonaws.com"], True),
        (["amazonaws.com", ".example.com", "sqs.eu-west-2.amazonaws.com"], False),
    ],
)
def test_a_firewall_lets_out_to_the_names_on_its_lists(networks: Networks, domains: list[str], reached: bool) -> None:
    function(networks, inspected(networks), SECRET)
    domain_list(networks, *domains)
    assert unreached(networks) == ([] if reached else ["secretsmanager"])


@pytest.mark.parametrize(
    ("action", "host", "another"),
    [
        ("cloudwatch:PutMetricData", "monitoring", "cloudwatch"),
        ("appconfig:GetLatestConfiguration", "appconfigdata", "appconfig"),
        ("appconfig:StartDeployment", "appconfig", "appconfigdata"),
        ("ses:Send*", "email", "ses"),
        ("states:StartExecution", "states", "stepfunctions"),
        ("elasticloadbalancing:Describe*", "elasticloadbalancing", "elbv2"),
        ("tag:GetResources", "tagging", "resourcegroupstaggingapi"),
    ],
)
def test_a_firewall_is_asked_for_the_name_that_the_call_has(
    networks: Networks, action: str, host: str, another: str
) -> None:
    function(networks, inspected(networks), action)
    domain_list(networks, f"{another}.{HOME}.amazonaws.com")
    assert unreached(networks) == [action.partition(":")[0]]
    domain_list(networks, f"{host}.{HOME}.amazonaws.com")
    assert unreached(networks) == []


@pytest.mark.parametrize("kind", [{"generatedRulesType": "DENYLIST"}, {"targetTypes": ["HTTP_HOST"]}])
def test_a_list_lets_nothing_out_that_denies_or_is_about_plain_requests(
    networks: Networks, kind: dict[str, Any]
) -> None:
    function(networks, inspected(networks), SECRET)
    domain_list(networks, ".amazonaws.com", **kind)
    assert unreached(networks) == ["secretsmanager"]


@pytest.mark.parametrize(("target", "reached"), [("natGatewayId", True), ("gatewayId", False)])
def test_an_address_of_its_own_network_gets_out_by_a_nat_gateway(
    networks: Networks, target: str, reached: bool
) -> None:
    """What Lambda puts into a subnet has no public address, which an internet gateway asks for."""
    function(networks, way_out(networks, **{target: f"{'nat' if reached else 'igw'}-0123456789abcdef0"}), SECRET)
    assert unreached(networks) == ([] if reached else ["secretsmanager"])


def test_what_aws_calls_from_its_own_networks_needs_no_endpoint(networks: Networks) -> None:
    function(networks, networks.subnet("own"), "ec2:CreateNetworkInterface", "kms:Decrypt", "logs:*", "xray:Put*")
    networks.make(lambda_.FUNCTION.token, {"role": role(networks, SECRET)})
    assert unreached(networks) == []


@pytest.mark.parametrize("missing", ["ecr.api", "ecr.dkr", "s3", "logs"])
def test_a_task_needs_every_part_of_the_registry_and_the_layers_bucket(networks: Networks, missing: str) -> None:
    subnet = networks.subnet("own")
    inputs = {
        "executionRoleArn": role(networks, "ecr:BatchGetImage", "logs:PutLogEvents"),
        "networkConfigurations": [{"subnets": [subnet]}],
    }
    networks.make(ecs.EXPRESS_GATEWAY_SERVICE.token, inputs)
    for service in {"ecr.api", "ecr.dkr", "s3", "logs"} - {missing}:
        endpoint(networks, service)
    assert unreached(networks) == ["logs" if missing == "logs" else "ecr"]
    endpoint(networks, missing)
    assert unreached(networks) == []


@pytest.mark.parametrize(
    ("missing", "name"),
    [
        ("ecr.api", f"api.ecr.{HOME}.amazonaws.com"),
        ("ecr.dkr", f"{ACCOUNT}.dkr.ecr.{HOME}.amazonaws.com"),
        ("s3", f"prod-{HOME}-starport-layer-bucket.s3.{HOME}.amazonaws.com"),
    ],
)
def test_each_part_of_the_registry_may_be_reached_through_the_firewall(
    networks: Networks, missing: str, name: str
) -> None:
    inputs = {
        "executionRoleArn": role(networks, "ecr:BatchGetImage"),
        "networkConfigurations": [{"subnets": [inspected(networks)]}],
    }
    networks.make(ecs.EXPRESS_GATEWAY_SERVICE.token, inputs)
    for service in {"ecr.api", "ecr.dkr", "s3"} - {missing}:
        endpoint(networks, service)
    domain_list(networks, f"ecr.{HOME}.amazonaws.com")
    assert unreached(networks) == ["ecr"]
    domain_list(networks, name)
    assert unreached(networks) == []


def test_an_app_runner_service_calls_from_the_subnets_of_its_connector(networks: Networks) -> None:
    service = {"instanceConfiguration": {"instanceRoleArn": role(networks, "sqs:SendMessage", SECRET)}}
    networks.make(apprunner.SERVICE.token, service)
    assert unreached(networks) == []
    connector = networks.make(apprunner.VPC_CONNECTOR.token, {"subnets": [networks.subnet("own")]})
    leads = {"egressConfiguration": {"egressType": "VPC", "vpcConnectorArn": networks.arn(connector)}}
    networks.make(apprunner.SERVICE.token, service | {"networkConfiguration": leads})
    # App Runner itself reads the secrets.
    assert unreached(networks) == ["sqs"]
    endpoint(networks, "sqs")
    assert unreached(networks) == []


@pytest.mark.parametrize("missing", ["ec2", "mgn", "s3"])
def test_replication_servers_call_by_a_role_of_their_own(networks: Networks, missing: str) -> None:
    networks.make(mgn.REPLICATION_TEMPLATE.token, {"stagingAreaSubnetId": networks.subnet("own")})
    for service in {"ec2", "mgn", "s3"} - {missing}:
        endpoint(networks, service)
    assert unreached(networks) == [missing]
    endpoint(networks, missing)
    assert unreached(networks) == []


def test_a_replication_reads_the_secret_of_its_endpoint(networks: Networks) -> None:
    networks.make(dms.ENDPOINT.token, {"secretsManagerAccessRoleArn": role(networks, SECRET)})
    assert unreached(networks) == []
    networks.make(dms.REPLICATION_SUBNET_GROUP.token, {"subnetIds": [networks.subnet("own")]})
    assert unreached(networks) == ["secretsmanager"]
    endpoint(networks, "secretsmanager")
    assert unreached(networks) == []
