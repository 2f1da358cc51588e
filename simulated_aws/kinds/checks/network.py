"""Traffic and firewalls: each rule yields a field and what is wrong with it."""

from ipaddress import ip_network
from typing import Any

from simulated_aws.kinds.forms import Fields, Found, field, is_given, repeated
from simulated_aws.kinds.paths import is_open, values_at

PROTOCOLS_WITH_PORTS = ("tcp", "udp", "icmp", "6", "17", "1")
# botocore: network-firewall.CreateFirewallPolicy.FirewallPolicy.StatefulDefaultActions
STATEFUL_ACTIONS = tuple(
    f"aws:{verb}_{packets}"
    for packets in ("strict", "established", "established_app_layer", "established_app_layer_to_server")
    for verb in ("drop", "alert")
)
# The settings of a step, by its block (botocore: arc-region-switch.ExecutionBlockConfiguration).
BLOCKS = {
    "ARCRoutingControl": "arcRoutingControlConfigs", "CustomActionLambda": "customActionLambdaConfigs",
    "LambdaEventSourceMapping": "lambdaEventSourceMappingConfigs", "ManualApproval": "executionApprovalConfigs",
    "Parallel": "parallelConfigs", "RdsPromoteReadReplica": "rdsPromoteReadReplicaConfigs",
    "Route53HealthCheck": "route53HealthCheckConfigs",
}  # fmt: skip
STATELESS_ACTIONS = ("aws:pass", "aws:drop", "aws:forward_to_sfe")
LOG_DESTINATIONS = {"S3": "bucketName", "CloudWatchLogs": "logGroup", "KinesisDataFirehose": "deliveryStream"}


def ports_of_a_rule(rule: Fields) -> Found:
    """A rule of a protocol with ports names both."""
    protocol = str(rule.get("ipProtocol")).lower()
    is_tcp_or_udp = protocol in ("tcp", "udp", "6", "17")
    if protocol in PROTOCOLS_WITH_PORTS:
        for key in ("fromPort", "toPort"):
            if rule.get(key) is None:
                yield key, f"{rule['ipProtocol']} needs fromPort and toPort"
            elif is_tcp_or_udp and (port := field(rule, key)) is not None and not 0 <= port <= 65535:
                yield key, f"Invalid value '{port:g}' for portRange: 0 to 65535"


def ports_of_all_protocols(entry: Fields) -> Found:
    """An entry for all protocols has no ports."""
    if str(entry.get("protocol")) in ("-1", "all") and (entry.get("fromPort") or entry.get("toPort")):
        yield "fromPort", "from_port and to_port must both be 0 to use the 'all' protocol"


def public_gateway(gateway: Fields) -> Found:
    """A zonal gateway to the internet has an address."""
    is_zonal = gateway.get("availabilityMode", "zonal") == "zonal"
    if is_zonal and gateway.get("connectivityType", "public") == "public" and not is_given(gateway, "allocationId"):
        yield "allocationId", "a public NAT gateway needs the allocation of an address"


def zonal_gateway(gateway: Fields) -> Found:
    """A zonal gateway is in a subnet."""
    if gateway.get("availabilityMode", "zonal") == "zonal" and not is_given(gateway, "subnetId"):
        yield "subnetId", "a zonal NAT gateway needs a subnet"


def destination_of_flow_log(log: Fields) -> Found:
    """A flow log goes to CloudWatch Logs, with a role, where nothing else is said."""
    if not is_given(log, "logDestinationType"):
        for key in ("iamRoleArn", "logDestination"):
            if not is_given(log, key):
                yield key, f"a flow log to cloud-watch-logs, the default, needs {key}"


def prefix_list(inputs: Fields) -> Found:
    """The entries fit in, are of the list's family, and differ."""
    blocks = [block for _, block in values_at(inputs, "entries[].cidr")]
    most = field(inputs, "maxEntries")
    if isinstance(most, int | float) and len(blocks) > most:
        yield "entries", f"{len(blocks)} entries are more than maxEntries {most:g}"
    for block in blocks:
        family = inputs.get("addressFamily")
        if family in ("IPv4", "IPv6") and _family(str(block)) not in ("", family):
            yield "entries", f"{block} is no {inputs['addressFamily']} block"
    yield from repeated(blocks, "entries")


def _family(block: str) -> str:
    """A block's family; empty where it is no block, which is refused as such."""
    try:
        return f"IPv{ip_network(block, strict=False).version}"
    except ValueError:
        return ""


def group_of_its_type(group: Fields) -> Found:
    """A rule group has rules of its own type."""
    rules_source = "ruleGroup.rulesSource"
    wrong = {
        "STATEFUL": ("statelessRulesAndCustomActions",),
        "STATELESS": ("rulesSourceList", "rulesString", "statefulRules"),
    }.get(str(group.get("type")), ())
    yield from ((f"{rules_source}.{key}", f"not in a {group['type']} group") for key in wrong
                if is_given(group, f"{rules_source}.{key}"))  # fmt: skip


def default_actions(policy: Fields) -> Found:
    """Packets without a rule are handled in one way, and by strict order alone in a stateful way."""
    for key in ("statelessDefaultActions", "statelessFragmentDefaultActions"):
        actions: list[Any] = policy.get(key) or []
        if sum(action in STATELESS_ACTIONS for action in actions) != 1 and not any(map(is_open, actions)):
            yield key, f"exactly one of {', '.join(STATELESS_ACTIONS)} is expected"
    if is_given(policy, "statefulDefaultActions"):
        if field(policy, "statefulEngineOptions.ruleOrder") != "STRICT_ORDER":
            yield "statefulDefaultActions", "only valid with the rule order STRICT_ORDER"
        actions = [action for action in policy["statefulDefaultActions"] if not is_open(action)]
        unknown = [action for action in actions if action not in STATEFUL_ACTIONS]
        if unknown:
            yield "statefulDefaultActions", f"{unknown[0]} is not one of {', '.join(STATEFUL_ACTIONS)}"
        drops = [action for action in actions if action.startswith("aws:drop_")]
        # What is judged by packets and what is judged by the application's first message exclude each other.
        layers = {"app_layer" in action for action in actions if "_established" in action}
        if len(drops) > 1 or len(layers) > 1:
            yield "statefulDefaultActions", f"{', '.join(actions)} contradict each other"


def log_destinations(logging: Fields) -> Found:
    """A kind of log goes to one destination, named as its type wants it."""
    configs: list[Fields] = logging.get("logDestinationConfigs") or []
    yield from repeated([config.get("logType") for config in configs], "logDestinationConfigs")
    for config in configs:
        key = LOG_DESTINATIONS.get(str(config.get("logDestinationType")))
        if key and not is_open(config.get("logDestination")) and key not in config["logDestination"]:
            yield "logDestinationConfigs", f"{config['logDestinationType']} needs {key}"


def custom_actions(policy: Fields) -> Found:
    """A default action that is none of AWS's is defined in the policy."""
    defined = {name for _, name in values_at(policy, "statelessCustomActions[].actionName")}
    for key in ("statelessDefaultActions", "statelessFragmentDefaultActions"):
        for path, action in values_at(policy, f"{key}[]"):
            if not str(action).startswith("aws:") and action not in defined:
                yield path, f"the custom action {action} is not defined"


def primary(plan: Fields) -> Found:
    """The primary region is one of the plan's, and each step has what its block needs."""
    regions = [region for _, region in values_at(plan, "regions[]")]
    first = field(plan, "primaryRegion")
    if first and regions and first not in regions:
        yield "primaryRegion", f"{first} is none of {', '.join(regions)}"


def block(step: Fields) -> Found:
    """A step has the settings of its block."""
    wanted = BLOCKS.get(str(step.get("executionBlockType")))
    if wanted and not is_given(step, wanted):
        yield wanted, f"{step['executionBlockType']} needs {wanted}"


def private_addresses(gateway: Fields) -> Found:
    """A number of further private addresses is for private gateways; a public one's come with their allocations."""
    if field(gateway, "secondaryPrivateIpAddressCount") and gateway.get("connectivityType", "public") == "public":
        yield "secondaryPrivateIpAddressCount", "only for a private gateway"
