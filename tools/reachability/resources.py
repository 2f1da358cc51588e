"""The networks of a stack, read from its resources as the engine's state lists them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any

from catalog import ec2, networkfirewall

Resource = Mapping[str, Any]
# What would change an answer and is not read; the program makes none of them.
UNREAD = (
    "NetworkAclAssociation", "NetworkAclRule", "SecurityGroupRule", "TransitGateway", "VpcPeeringConnection",
    "VpnConnection", "VpnGateway",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Subnet:
    """A subnet with its route table and its access list; `public` is whether what starts there has a public address."""

    id: str
    name: str
    block: IPv4Network
    public: bool
    table: str
    access_list: str


@dataclass(frozen=True, kw_only=True)
class Route:
    """Where packets to a block go next; the target is an id, or `local`."""

    name: str
    block: IPv4Network
    target: str


@dataclass(frozen=True, kw_only=True)
class Within:
    """Something in a subnet that passes packets on: a NAT gateway or a firewall's endpoint."""

    name: str
    subnet: str
    policy: str = ""


class Network:
    """One VPC. `linked` are blocks that a peering or a VPN is taken to lead to, which the program does not make.

    Raises ValueError where the stack has something that this does not read.
    """

    def __init__(self, own: Resource, resources: Sequence[Resource], linked: Sequence[IPv4Network] = ()):
        self._resources, self.linked = resources, tuple(linked)
        self.id, self.name = str(own["id"]), name_of(own).removesuffix("-vpc")
        self.block = IPv4Network(own["inputs"]["cidrBlock"])
        for item in resources:
            if item["type"].rpartition(":")[2] in UNREAD:
                raise ValueError(f"{name_of(item)}: reachability does not read a {item['type']}")
        self.names = {item["id"]: name_of(item) for item in resources if item.get("id")}
        default_table = str(own["outputs"]["defaultRouteTableId"])
        self.names[default_table] = f"{self.name}-default-route-table"
        self.access_lists = {item["id"]: item["inputs"] for item in self._of(ec2.NETWORK_ACL.token)}
        self.default_list = f"{self.name}-default-network-acl"
        self.names[""] = self.default_list
        self.tables = self._tables(default_table)
        self.subnets = {item["id"]: self._subnet(item, default_table) for item in self._of(ec2.SUBNET.token)}
        self.internet_gateways = {item["id"]: name_of(item) for item in self._of(ec2.INTERNET_GATEWAY.token)}
        self.nat_gateways = {
            item["id"]: Within(name=name_of(item), subnet=item["inputs"]["subnetId"])
            for item in self._all(ec2.NAT_GATEWAY.token)
            if item["inputs"]["subnetId"] in self.subnets
        }
        endpoints = self._of(ec2.VPC_ENDPOINT.token)
        self.interface_endpoints = [
            item["inputs"] for item in endpoints if item["inputs"]["vpcEndpointType"] == "Interface"
        ]
        self.gateway_endpoints = [item for item in endpoints if item["inputs"]["vpcEndpointType"] == "Gateway"]
        self.firewall_endpoints = self._firewall_endpoints()
        self.policies = {item["outputs"]["arn"]: item for item in self._all(networkfirewall.FIREWALL_POLICY.token)}
        self.rule_groups = {item["outputs"]["arn"]: item for item in self._all(networkfirewall.RULE_GROUP.token)}
        self.groups = {name_of(item): item["id"] for item in self._of(ec2.SECURITY_GROUP.token)}
        self.rules = {
            direction: [item["inputs"] for item in self._all(token)]
            for direction, token in (
                ("ingress", ec2.SECURITY_GROUP_INGRESS_RULE.token),
                ("egress", ec2.SECURITY_GROUP_EGRESS_RULE.token),
            )
        }

    def with_links(self, blocks: Sequence[IPv4Network]) -> "Network":
        """The network as it is once something leads to the blocks."""
        own = next(item for item in self._resources if item.get("id") == self.id)
        return Network(own, self._resources, blocks)

    def prefix_list(self, service: str) -> str:
        """The prefix list of a service's gateway endpoint; empty where there is none."""
        found = [item for item in self.gateway_endpoints if item["inputs"]["serviceName"].endswith(f".{service}")]
        return str(found[0]["outputs"]["prefixListId"]) if found else ""

    def _all(self, token: str) -> list[Resource]:
        return [item for item in self._resources if item["type"] == token]

    def _of(self, token: str) -> list[Resource]:
        return [item for item in self._all(token) if item["inputs"].get("vpcId") == self.id]

    def _tables(self, default: str) -> dict[str, list[Route]]:
        local = Route(name="local", block=self.block, target="local")
        tables = {item["id"]: [local] for item in self._of(ec2.ROUTE_TABLE.token)} | {default: [local]}
        for item in self._all(ec2.ROUTE.token):
            inputs = item["inputs"]
            if inputs["routeTableId"] in tables:
                target = next(inputs[key] for key in TARGETS if inputs.get(key))
                block = IPv4Network(inputs["destinationCidrBlock"])
                tables[inputs["routeTableId"]].append(Route(name=name_of(item), block=block, target=target))
        return tables

    def _subnet(self, item: Resource, default_table: str) -> Subnet:
        own, inputs = str(item["id"]), item["inputs"]
        associated = [
            each["inputs"]["routeTableId"]
            for each in self._all(ec2.ROUTE_TABLE_ASSOCIATION.token)
            if each["inputs"]["subnetId"] == own
        ]
        lists = [list_id for list_id, given in self.access_lists.items() if own in given["subnetIds"]]
        return Subnet(
            id=own,
            name=name_of(item),
            block=IPv4Network(inputs["cidrBlock"]),
            public=bool(inputs.get("mapPublicIpOnLaunch")),
            table=(associated or [default_table])[0],
            access_list=(lists or [""])[0],
        )

    def _firewall_endpoints(self) -> dict[str, Within]:
        found: dict[str, Within] = {}
        for item in self._of(networkfirewall.FIREWALL.token):
            for state in item["outputs"]["firewallStatuses"][0]["syncStates"]:
                for at in state["attachments"]:
                    name = f"{name_of(item)} in {state['availabilityZone']}"
                    found[at["endpointId"]] = Within(
                        name=name, subnet=at["subnetId"], policy=item["inputs"]["firewallPolicyArn"]
                    )
        return found


TARGETS = ("gatewayId", "natGatewayId", "vpcEndpointId")


def name_of(item: Resource) -> str:
    """The logical name."""
    return str(item["urn"]).rpartition("::")[2]


def networks(resources: Sequence[Resource]) -> list[Network]:
    """Each network of a stack, the first region's first."""
    return sorted(
        (Network(item, resources) for item in resources if item["type"] == ec2.VPC.token), key=lambda found: found.name
    )
