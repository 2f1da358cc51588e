"""Checks of each region's network: zones, routes out and back, who is let in, endpoints, flow logs, names."""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any

from ops.lib.checks import Answer, judged
from ops.lib.live import Place
from ops.verify.domain_names import names

DEVELOPMENT = ip_network("10.0.0.0/16")
ANYWHERE = ("0.0.0.0/0", "::/0")
# Interface endpoints that lead to a container or an SFTP server of the stack.
WAYS_IN = (".apprunner.requests", ".transfer.server")


def zones(place: Place) -> Answer:
    """Whether the network spans its zones and does not overlap development's."""
    ec2 = place.client("ec2")
    [vpc] = ec2.describe_vpcs(VpcIds=[place.text("vpcId")])["Vpcs"]
    overlaps = (
        [f"{vpc['CidrBlock']} overlaps {DEVELOPMENT}"] if DEVELOPMENT.overlaps(ip_network(vpc["CidrBlock"])) else []
    )
    faults: list[str] = []
    for tier in ("private", "isolated"):
        ids = list(place.mapping(f"{tier}SubnetIds").values())
        found = {subnet["AvailabilityZone"] for subnet in ec2.describe_subnets(SubnetIds=ids)["Subnets"]}
        if len(found) < max(2, len(place.config.network.zones)):
            faults.append(f"the {tier} subnets are in {', '.join(sorted(found))}")
    return judged(
        [*overlaps, *faults], f"{vpc['CidrBlock']} over {len(place.config.network.zones)} zones", "run `pulumi up`"
    )


def egress(place: Place) -> Answer:
    """Whether packets of every zone pass their own zone's firewall endpoint, on the way out and back."""
    way_out = place.is_first or place.config.recovery_way_out
    if absent := place.absent("firewallArn", asked=place.config.network.firewall.enabled and way_out):
        return absent
    firewall = place.client("network-firewall").describe_firewall(FirewallArn=place.text("firewallArn"))
    status = firewall["FirewallStatus"]
    states: dict[str, Any] = status.get("SyncStates", {})
    endpoints = {zone: state.get("Attachment", {}).get("EndpointId") for zone, state in states.items()}
    faults = [] if status["Status"] == "READY" else [f"the firewall is {status['Status']}"]
    faults += _routes(place, endpoints)
    return judged(
        faults,
        f"{len(endpoints)} zones go out and back through their endpoints",
        "see `make drift`; run `pulumi up`",
    )


def _routes(place: Place, endpoints: dict[str, str | None]) -> Iterator[str]:
    ec2, vpc = place.client("ec2"), [{"Name": "vpc-id", "Values": [place.text("vpcId")]}]
    tables = place.all("ec2", "describe_route_tables", "RouteTables", Filters=vpc)
    gateways = place.all("ec2", "describe_nat_gateways", "NatGateways", Filter=vpc)
    answering = [_table(tables, gateway["SubnetId"]) for gateway in gateways if gateway["State"] == "available"]
    subnets = ec2.describe_subnets(SubnetIds=list(place.mapping("privateSubnetIds").values()))["Subnets"]
    for subnet in subnets:
        zone, block = subnet["AvailabilityZone"], subnet["CidrBlock"]
        # One endpoint is every zone's.
        endpoint = endpoints.get(zone) or (next(iter(endpoints.values())) if len(endpoints) == 1 else None)
        out = _target(_table(tables, subnet["SubnetId"]), "0.0.0.0/0")
        if endpoint is None or out != endpoint:
            yield f"{zone} goes out by {out or 'nothing'} and not by {endpoint or 'an endpoint of its own'}"
        if not any(_target(table, block) == endpoint for table in answering):
            yield f"answers to {block} do not come back by {endpoint}"


def _table(tables: list[dict[str, Any]], subnet: str) -> dict[str, Any]:
    for table in tables:
        if any(one.get("SubnetId") == subnet for one in table["Associations"]):
            return table
    return {"Routes": []}


def _target(table: dict[str, Any], destination: str) -> str | None:
    for route in table["Routes"]:
        if route.get("DestinationCidrBlock") == destination and route.get("State") == "active":
            return route.get("GatewayId") or route.get("VpcEndpointId") or route.get("NatGatewayId")
    return None


def let_in(place: Place) -> Answer:
    """Whether a security group lets the internet in."""
    ids = list(place.mapping("securityGroupIds").values())
    groups = place.client("ec2").describe_security_groups(GroupIds=ids)["SecurityGroups"]
    faults = [
        f"{group['GroupId']} lets {source} in"
        for group in groups
        for rule in group.get("IpPermissions", [])
        for source in _sources(rule)
        if source in ANYWHERE
    ]
    return judged(
        faults, f"{len(groups)} security groups let nobody in from outside", "see `make drift`; run `pulumi up`"
    )


def _sources(rule: dict[str, Any]) -> Iterator[str]:
    for source in rule.get("IpRanges", []):
        yield source["CidrIp"]
    for source in rule.get("Ipv6Ranges", []):
        yield source["CidrIpv6"]


def endpoints(place: Place) -> Answer:
    """Whether every service that is called inside the network is reached there, and no endpoint is paid for in vain."""
    found = place.all(
        "ec2", "describe_vpc_endpoints", "VpcEndpoints", Filters=[{"Name": "vpc-id", "Values": [place.text("vpcId")]}]
    )
    prefix = f"com.amazonaws.{place.region}."
    usable = {
        one["ServiceName"].removeprefix(prefix)
        for one in found
        if one["State"] == "available" and (one["VpcEndpointType"] != "Interface" or one.get("PrivateDnsEnabled"))
    }
    wanted = {*place.mapping("interfaceEndpointIds"), *place.config.gateway_endpoints}
    paid = {one["ServiceName"].removeprefix(prefix) for one in found if _is_paid(one)}
    faults = [
        *(f"there is no usable endpoint for {service}" for service in sorted(wanted - usable)),
        *(f"nobody asked for the endpoint of {service}" for service in sorted(paid - wanted)),
    ]
    return judged(faults, f"{len(wanted)} services are reached inside the network", "see `make drift`; run `pulumi up`")


def _is_paid(endpoint: dict[str, Any]) -> bool:
    """Whether it is an interface endpoint that leads to AWS, and not to a server of the stack's."""
    leads_in = any(part in endpoint["ServiceName"] for part in WAYS_IN)
    return endpoint["VpcEndpointType"] == "Interface" and not leads_in


def flow_logs(place: Place) -> Answer:
    """Whether all traffic is recorded."""
    found = place.client("ec2").describe_flow_logs(Filters=[{"Name": "resource-id", "Values": [place.text("vpcId")]}])
    well = [
        log
        for log in found["FlowLogs"]
        if log["FlowLogStatus"] == "ACTIVE" and log["TrafficType"] == "ALL" and log.get("DeliverLogsStatus") != "FAILED"
    ]
    faults = [] if well else ["no flow log records all traffic of the network"]
    return judged(faults, "all traffic is recorded", "run `pulumi up`; check that the logs' role may write")


EVERYWHERE = {
    "N1 zones": zones,
    "N2 way out and back": egress,
    "N3 nobody from outside": let_in,
    "N4 endpoints": endpoints,
    "N5 flow logs": flow_logs,
    "N6 names": names,
}
