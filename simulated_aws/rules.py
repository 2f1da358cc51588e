"""What AWS refuses beyond its schemas: values that its services check themselves, and clashes inside an account."""

import re
from collections.abc import Callable, Iterator, Mapping
from ipaddress import IPv4Network
from typing import Any, cast

from simulated_aws import costs, experiments, identity, migration_rules, monitoring
from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.endpoints import has_endpoint
from simulated_aws.modelling import NAMED_BY

Inputs = Mapping[str, Any]
# The inputs of every other live resource of a type in the same region, by id.
Others = Callable[[str], Mapping[str, Inputs]]

# The types whose name is unique only below what they belong to.
FREE_NAMES = {"aws:iam/rolePolicy:RolePolicy", "aws:lambda/alias:Alias"}
PROTOCOLS = {"tcp", "udp", "icmp", "icmpv6", "-1"}


def value_faults(token: str, inputs: Inputs) -> Iterator[Fault]:
    """What is wrong with a resource whatever else exists; unknown values are let through."""
    yield from _network_faults(inputs, "")
    if token in VALUE_RULES:
        yield from VALUE_RULES[token](inputs)


def clashes(token: str, inputs: Inputs, others: Others) -> Iterator[Fault]:
    """What is wrong with a resource beside those that exist already."""
    key = NAMED_BY.get(token, "name")
    if key in inputs and token not in FREE_NAMES:
        for other in others(token).values():
            if other.get(key) == inputs[key]:
                yield Fault(key, f"{inputs[key]} exists already")
    if token in CLASH_RULES:
        yield from CLASH_RULES[token](inputs, others)


def _network_faults(value: object, path: str) -> Iterator[Fault]:
    """AWS takes no network whose host bits are set, wherever one is asked for."""
    if isinstance(value, Mapping):
        for key, item in cast(Mapping[str, object], value).items():
            yield from _network_faults(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for place, item in enumerate(cast(list[object], value)):
            yield from _network_faults(item, f"{path}[{place}]")
    elif "cidr" in path.rpartition(".")[2].lower() and isinstance(value, str) and value != UNKNOWN:
        try:
            IPv4Network(value)
        except ValueError as error:
            yield Fault(path, str(error))


def _security_group_rule(inputs: Inputs) -> Iterator[Fault]:
    protocol = str(inputs.get("ipProtocol"))
    if protocol not in PROTOCOLS and not (protocol.isdigit() and int(protocol) < 256):
        yield Fault("ipProtocol", f"{protocol!r} is no protocol: {', '.join(sorted(PROTOCOLS))} or a number")
    sources = ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")
    if sum(inputs.get(source) is not None for source in sources) != 1:
        yield Fault("cidrIpv4", f"exactly one of {', '.join(sources)} is expected")
    yield from _port_order(inputs, "fromPort", "toPort", "")


def _network_acl(inputs: Inputs) -> Iterator[Fault]:
    for direction in ("ingress", "egress"):
        entries = cast(list[Inputs], inputs.get(direction) or [])
        yield from _repeated([entry["ruleNo"] for entry in entries], f"{direction}.ruleNo")
        if len(entries) > 20:
            yield Fault(direction, f"{len(entries)} entries are more than the quota of 20")
        for place, entry in enumerate(entries):
            path = f"{direction}[{place}]."
            if not 1 <= entry["ruleNo"] <= 32766:
                yield Fault(f"{path}ruleNo", f"{entry['ruleNo']} is not between 1 and 32766")
            if entry["action"] not in ("allow", "deny"):
                yield Fault(f"{path}action", f"{entry['action']!r} is neither allow nor deny")
            if str(entry["protocol"]) not in PROTOCOLS and not str(entry["protocol"]).isdigit():
                yield Fault(f"{path}protocol", f"{entry['protocol']!r} is no protocol")
            yield from _port_order(entry, "fromPort", "toPort", path)


def _firewall_policy(inputs: Inputs) -> Iterator[Fault]:
    policy: Inputs = inputs.get("firewallPolicy") or {}
    references: list[Inputs] = policy.get("statefulRuleGroupReferences") or []
    options: Inputs = policy.get("statefulEngineOptions") or {}
    path = "firewallPolicy.statefulRuleGroupReferences"
    strict = options.get("ruleOrder") == "STRICT_ORDER"
    if strict and any(reference.get("priority") is None for reference in references):
        yield Fault(path, "each reference needs a priority in strict order")
    yield from _repeated([item["priority"] for item in references if item.get("priority")], f"{path}.priority")


def _rule_group(inputs: Inputs) -> Iterator[Fault]:
    capacity = inputs.get("capacity")
    if isinstance(capacity, int | float) and not 1 <= capacity <= 30000:
        yield Fault("capacity", f"{capacity:g} is not between 1 and 30000")


def _endpoint(inputs: Inputs) -> Iterator[Fault]:
    name = inputs.get("serviceName")
    if not isinstance(name, str) or name == UNKNOWN:
        return
    service = name.removeprefix(f"com.amazonaws.{inputs.get('region', '')}.")
    if service == name or not has_endpoint(service):
        yield Fault("serviceName", f"the service {name!r} does not exist in {inputs.get('region')}")


def _flow_log(inputs: Inputs) -> Iterator[Fault]:
    if inputs.get("maxAggregationInterval") not in (None, 60, 600):
        yield Fault("maxAggregationInterval", f"{inputs['maxAggregationInterval']} is neither 60 nor 600 seconds")


def _key(inputs: Inputs) -> Iterator[Fault]:
    if not 7 <= inputs.get("deletionWindowInDays", 30) <= 30:
        yield Fault("deletionWindowInDays", f"{inputs['deletionWindowInDays']} is not between 7 and 30")


def _subnet_place(inputs: Inputs, others: Others) -> Iterator[Fault]:
    block = IPv4Network(inputs["cidrBlock"])
    vpc = others("aws:ec2/vpc:Vpc").get(inputs["vpcId"])
    if vpc and not block.subnet_of(IPv4Network(vpc["cidrBlock"])):
        yield Fault("cidrBlock", f"InvalidSubnet.Range: {block} is not inside the VPC's {vpc['cidrBlock']}")
    zone = str(inputs.get("availabilityZone"))
    if zone[:-1] != inputs["region"] or zone[-1] not in "abc":
        yield Fault("availabilityZone", f"{zone!r} is no zone of {inputs['region']}")
    for other in others("aws:ec2/subnet:Subnet").values():
        if other["vpcId"] == inputs["vpcId"] and block.overlaps(IPv4Network(other["cidrBlock"])):
            yield Fault("cidrBlock", f"InvalidSubnet.Conflict: {block} overlaps {other['cidrBlock']}")


def _one_route(inputs: Inputs, others: Others) -> Iterator[Fault]:
    for other in others("aws:ec2/route:Route").values():
        if all(other.get(key) == inputs.get(key) for key in ("routeTableId", "destinationCidrBlock")):
            yield Fault("destinationCidrBlock", f"RouteAlreadyExists: {inputs['destinationCidrBlock']}")


def _one_table(inputs: Inputs, others: Others) -> Iterator[Fault]:
    for other in others("aws:ec2/routeTableAssociation:RouteTableAssociation").values():
        if other.get("subnetId") == inputs.get("subnetId"):
            yield Fault("subnetId", f"Resource.AlreadyAssociated: {inputs['subnetId']} has a route table")


def _same_rule(token: str) -> Callable[[Inputs, Others], Iterator[Fault]]:
    compared = (
        "securityGroupId", "ipProtocol", "fromPort", "toPort",
        "cidrIpv4", "prefixListId", "referencedSecurityGroupId",
    )  # fmt: skip

    def rule(inputs: Inputs, others: Others) -> Iterator[Fault]:
        for other in others(token).values():
            if all(other.get(key) == inputs.get(key) for key in compared):
                yield Fault("securityGroupId", "InvalidPermission.Duplicate: the same rule exists")

    return rule


def _nat_gateway(inputs: Inputs, others: Others) -> Iterator[Fault]:
    subnet = others("aws:ec2/subnet:Subnet").get(inputs["subnetId"], {})
    gateways = others("aws:ec2/internetGateway:InternetGateway").values()
    if all(gateway.get("vpcId") != subnet.get("vpcId") for gateway in gateways):
        yield Fault("subnetId", "Gateway.NotAttached: the network has no internet gateway")


def _firewall_zones(inputs: Inputs, others: Others) -> Iterator[Fault]:
    subnets = others("aws:ec2/subnet:Subnet")
    mapped = [subnets[mapping["subnetId"]] for mapping in inputs["subnetMappings"]]
    yield from _repeated([subnet["availabilityZone"] for subnet in mapped], "subnetMappings")
    if any(subnet["vpcId"] != inputs["vpcId"] for subnet in mapped):
        yield Fault("subnetMappings", "a subnet of another network than the firewall's")


def _server(inputs: Inputs) -> Iterator[Fault]:
    if not inputs.get("skipFinalSnapshot") and not inputs.get("finalSnapshotIdentifier"):
        yield Fault("finalSnapshotIdentifier", "a final snapshot needs an identifier")
    if inputs.get("monitoringInterval") and not inputs.get("monitoringRoleArn"):
        yield Fault("monitoringRoleArn", "enhanced monitoring needs a role")
    small = ("db.t3.micro", "db.t3.small", "db.t4g.micro", "db.t4g.small")
    if inputs.get("performanceInsightsEnabled") and inputs.get("instanceClass") in small:
        yield Fault("performanceInsightsEnabled", f"not offered for {inputs['instanceClass']}")
    password = inputs.get("password")
    if isinstance(password, str) and password != UNKNOWN and not re.fullmatch(r"[!-~]{8,41}", password):
        yield Fault("password", "8 to 41 printable ASCII characters are expected")
    if isinstance(password, str) and set(password) & set("/@\"'"):
        yield Fault("password", "slashes, at signs and quotes are refused")


def _subnet_group_zones(inputs: Inputs, others: Others) -> Iterator[Fault]:
    subnets = others("aws:ec2/subnet:Subnet")
    zones = {subnets[subnet_id]["availabilityZone"] for subnet_id in inputs["subnetIds"]}
    if len(zones) < 2:
        yield Fault("subnetIds", f"DBSubnetGroupDoesNotCoverEnoughAZs: {', '.join(zones)}")


def _taken_identifier(inputs: Inputs, others: Others) -> Iterator[Fault]:
    for other in others("aws:rds/instance:Instance").values():
        if other.get("identifier") == inputs.get("identifier"):
            yield Fault("identifier", f"DBInstanceAlreadyExists: {inputs['identifier']}")


def _unreserved_concurrency(inputs: Inputs, others: Others) -> Iterator[Fault]:
    functions = [inputs, *others("aws:lambda/function:Function").values()]
    reserved = sum(function.get("reservedConcurrentExecutions") or 0 for function in functions)
    if reserved > 900:
        yield Fault("reservedConcurrentExecutions", f"{reserved} reserved leave less than 100 of the account's 1000")


def _existing_function(inputs: Inputs, others: Others) -> Iterator[Fault]:
    if inputs["functionName"] not in others("aws:lambda/function:Function"):
        yield Fault("functionName", f"ResourceNotFoundException: {inputs['functionName']}")


def _event_source(inputs: Inputs, others: Others) -> Iterator[Fault]:
    """What Lambda checks of a queue when it is to be read."""
    queues = others("aws:sqs/queue:Queue").items()
    name = inputs["eventSourceArn"].rpartition(":")[2]
    queue = next((queue for key, queue in queues if key.endswith(f"/{name}")), None)
    function = others("aws:lambda/function:Function").get(inputs["functionName"].split(":")[6])
    if queue is None or function is None:
        return
    timeout, visible = function.get("timeout", 3), queue.get("visibilityTimeoutSeconds", 30)
    if visible < timeout:
        yield Fault("eventSourceArn", f"InvalidParameterValueException: {visible} s of visibility for {timeout} s")
    scaling: Inputs = inputs.get("scalingConfig") or {}
    concurrency = scaling.get("maximumConcurrency")
    if concurrency is not None and not 2 <= concurrency <= 1000:
        yield Fault("scalingConfig.maximumConcurrency", f"{concurrency} is not between 2 and 1000")


def _permitted_rotation(inputs: Inputs, others: Others) -> Iterator[Fault]:
    function = inputs["rotationLambdaArn"].rpartition(":")[2]
    for permission in others("aws:lambda/permission:Permission").values():
        is_for_it = permission.get("sourceArn") in (None, inputs["secretId"])
        if permission["function"] == function and permission["principal"].startswith("secretsmanager") and is_for_it:
            return
    yield Fault("rotationLambdaArn", "AccessDeniedException: Secrets Manager may not invoke the function")


def _port_order(inputs: Inputs, first: str, last: str, path: str) -> Iterator[Fault]:
    start, end = inputs.get(first), inputs.get(last)
    if isinstance(start, int | float) and isinstance(end, int | float) and not -1 <= start <= end <= 65535:
        yield Fault(f"{path}{first}", f"{start:g} to {end:g} is no range of ports")


def _appconfig_ids(inputs: Inputs) -> Iterator[Fault]:
    """AppConfig takes an id as it gave it, and not as Pulumi joins it to the application's."""
    for key in ("applicationId", "environmentId", "configurationProfileId"):
        value = inputs.get(key, UNKNOWN)
        if value != UNKNOWN and not re.fullmatch(r"[a-z0-9]{4,7}", str(value)):
            yield Fault(key, f"{value!r} is no id of 4 to 7 lower-case letters and digits")


def _repeated(values: list[Any], path: str) -> Iterator[Fault]:
    for value in {value for value in values if values.count(value) > 1}:
        yield Fault(path, f"{value} stands there more than once")


INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
VALUE_RULES: Mapping[str, Callable[[Inputs], Iterator[Fault]]] = {
    **monitoring.VALUE_RULES,
    **costs.VALUE_RULES,
    **experiments.VALUE_RULES,
    **identity.VALUE_RULES,
    **migration_rules.VALUE_RULES,
    INGRESS: _security_group_rule,
    EGRESS: _security_group_rule,
    "aws:appconfig/configurationProfile:ConfigurationProfile": _appconfig_ids,
    "aws:appconfig/deployment:Deployment": _appconfig_ids,
    "aws:appconfig/environment:Environment": _appconfig_ids,
    "aws:appconfig/hostedConfigurationVersion:HostedConfigurationVersion": _appconfig_ids,
    "aws:ec2/flowLog:FlowLog": _flow_log,
    "aws:ec2/networkAcl:NetworkAcl": _network_acl,
    "aws:ec2/vpcEndpoint:VpcEndpoint": _endpoint,
    "aws:kms/key:Key": _key,
    "aws:rds/instance:Instance": _server,
    "aws:networkfirewall/firewallPolicy:FirewallPolicy": _firewall_policy,
    "aws:networkfirewall/ruleGroup:RuleGroup": _rule_group,
}
CLASH_RULES: Mapping[str, Callable[[Inputs, Others], Iterator[Fault]]] = {
    **monitoring.CLASH_RULES,
    **costs.CLASH_RULES,
    **migration_rules.CLASH_RULES,
    INGRESS: _same_rule(INGRESS),
    EGRESS: _same_rule(EGRESS),
    "aws:ec2/natGateway:NatGateway": _nat_gateway,
    "aws:ec2/route:Route": _one_route,
    "aws:ec2/routeTableAssociation:RouteTableAssociation": _one_table,
    "aws:ec2/subnet:Subnet": _subnet_place,
    "aws:lambda/eventSourceMapping:EventSourceMapping": _event_source,
    "aws:lambda/function:Function": _unreserved_concurrency,
    "aws:lambda/invocation:Invocation": _existing_function,
    "aws:networkfirewall/firewall:Firewall": _firewall_zones,
    "aws:rds/instance:Instance": _taken_identifier,
    "aws:rds/subnetGroup:SubnetGroup": _subnet_group_zones,
    "aws:secretsmanager/secretRotation:SecretRotation": _permitted_rotation,
}
