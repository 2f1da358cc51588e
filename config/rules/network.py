"""The rules across fields of the network, of the second region's, and of what is shared of them."""

from collections.abc import Callable, Iterator
from ipaddress import IPv4Network

from catalog.private_link import WITHOUT_ACTIONS
from config.addresses import TIERS, AddressPlan, Tier
from config.faults import Fault, repeated
from config.recovery import Recovery
from config.sections import Container, Network, Sharing
from config.types import ECR_IMAGE, Environment, Region

# What one request to DNS Firewall takes, without AWS's own names.
DOMAIN_PLACES = 996


def address_plan(network: Network) -> AddressPlan:
    """The plan that the network section describes."""
    blocks: dict[Tier, IPv4Network] = (
        {tier: getattr(network.subnets, tier) for tier in TIERS} if network.subnets else {}
    )
    return AddressPlan.of(network.cidr, network.zones, blocks)


def network_addresses(network: Network) -> Iterator[Fault]:
    """Subnets fit, stay apart, and keep away from development."""
    for part, given, allowed in address_plan(network).faults():
        yield f"network.{part}", given, allowed


def network_lists(network: Network) -> Iterator[Fault]:
    """No list repeats a value, and what the DNS Firewall is asked to hold fits."""
    yield from repeated("network.zones", network.zones)
    yield from repeated("network.extraInterfaceEndpoints", network.extra_interface_endpoints)
    yield from repeated("network.gatewayEndpoints", network.gateway_endpoints)
    yield from repeated("network.firewall.allowedDomains", network.firewall.allowed_domains)
    yield from repeated("network.firewall.threatGroups", network.firewall.threat_groups)
    yield from repeated("network.dnsFirewall.allowedDomains", network.dns_firewall.allowed_domains)
    domains = (*network.firewall.allowed_domains, *network.dns_firewall.allowed_domains)
    # A domain with a leading dot takes two of the list's places, and AWS's own names take four.
    if sum(1 + domain.startswith(".") for domain in domains) > DOMAIN_PLACES:
        allowed = f"{DOMAIN_PLACES} with the firewall's, where one with a leading dot counts twice"
        yield "network.dnsFirewall.allowedDomains", f"{len(domains)} domains", allowed
    for region, lists in network.dns_firewall.threat_lists.items():
        yield from repeated(f"network.dnsFirewall.threatLists.{region}", lists)


def endpoint_services(network: Network) -> Iterator[Fault]:
    """Each endpoint's policy can name the actions of its service."""
    for number, service in enumerate(network.extra_interface_endpoints):
        if reason := WITHOUT_ACTIONS.get(service):
            yield f"network.extraInterfaceEndpoints.{number}", service, f"a service with actions in IAM: {reason}"


def firewall_use(network: Network, environment: Environment) -> Iterator[Fault]:
    """Production is inspected, and no firewall setting is without effect."""
    firewall = network.firewall
    if environment == "production" and not firewall.enabled:
        yield "network.firewall.enabled", False, "true in production"
    if firewall.allowed_domains and not firewall.enabled:
        yield "network.firewall.allowedDomains", list(firewall.allowed_domains), "nothing while the firewall is off"
    if firewall.enabled and firewall.endpoints == "one" and network.nat_gateways != "one":
        allowed = "one where network.firewall.endpoints is one: another zone's would never be used"
        yield "network.natGateways", network.nat_gateways, allowed
    strict = "names that end in StrictOrder, as the policy evaluates rules in strict order"
    for group in firewall.threat_groups:
        if not group.endswith("StrictOrder"):
            yield "network.firewall.threatGroups", group, strict


def dns_firewall_use(network: Network, environment: Environment) -> Iterator[Fault]:
    """In production no name is answered unjudged, and no setting is without effect."""
    dns_firewall = network.dns_firewall
    if environment == "production" and not dns_firewall.enabled:
        yield "network.dnsFirewall.enabled", False, "true in production"
    if environment == "production" and dns_firewall.fail_open:
        yield "network.dnsFirewall.failOpen", True, "false in production, where no name is answered unjudged"
    if dns_firewall.advanced and not dns_firewall.enabled:
        yield "network.dnsFirewall.advanced", True, "nothing while the DNS Firewall is off"


def recovery_region(recovery: Recovery, region: Region, network: Network) -> Iterator[Fault]:
    """The second region is another one, with a network of its own."""
    if not recovery.enabled:
        return
    if recovery.region == region:
        yield "recovery.region", recovery.region, f"a region other than the first, {region}"
    if recovery.cidr.overlaps(network.cidr):
        yield "recovery.cidr", recovery.cidr, f"a network apart from the first region's {network.cidr}"
    if recovery.cidr.prefixlen != network.cidr.prefixlen:
        yield "recovery.cidr", recovery.cidr, f"a /{network.cidr.prefixlen}, as large as the first region's network"
        return
    for _, given, allowed in address_plan(network).within(recovery.cidr).faults():
        yield "recovery.cidr", given, allowed


def recovery_state(recovery: Recovery) -> Iterator[Fault]:
    """Only a region that exists can be active or returned from, and a record has a zone."""
    if recovery.active == "recovery" and not recovery.enabled:
        yield "recovery.active", "recovery", "primary while there is no second region"
    if recovery.returning and recovery.active == "primary":
        yield "recovery.returning", True, "true only while recovery.active is recovery"
    if (recovery.hosted_zone_id is None) != (recovery.record_name is None):
        given = recovery.hosted_zone_id or recovery.record_name
        yield "recovery.hostedZoneId", given, "hostedZoneId and recordName together, or neither"


def public_name(recovery: Recovery, container: Container) -> Iterator[Fault]:
    """The public name leads to a container in either region, under a certificate of its own."""
    if recovery.record_name is None:
        return
    if not recovery.enabled:
        yield "recovery.recordName", recovery.record_name, "nothing while there is no second region"
    elif not container.enabled:
        yield "recovery.recordName", recovery.record_name, "a name only where container.enabled is true: it leads there"
    elif recovery.container != "warm":
        yield "recovery.container", recovery.container, "warm where recovery.recordName turns to it"
    elif container.platform != "ecs-express":
        allowed = "ecs-express where recovery.recordName is given: App Runner proves a name by records of its own"
        yield "container.platform", container.platform, allowed


def container_endpoints(container: Container, network: Network) -> Iterator[Fault]:
    """The container reaches the layers of its image in ECR from private subnets."""
    from_ecr = container.enabled and container.image and ECR_IMAGE.match(container.image)
    if from_ecr and "s3" not in network.gateway_endpoints:
        yield "network.gatewayEndpoints", "no s3", "a list with s3, which holds the layers of ECR images"


def sharing_terms(sharing: Sharing, network: Network) -> Iterator[Fault]:
    """Sharing names what it shares, which exists, and reaches nobody outside of an organization."""
    yield from repeated("sharing.resources", sharing.resources)
    yield from repeated("sharing.principals", sharing.principals)
    if sharing.principals and not sharing.inside_organization:
        yield "sharing.principals", list(sharing.principals), "some only with sharing.insideOrganization: true"
    for resource in sharing.resources:
        if resource.startswith("firewall") and not network.firewall.enabled:
            yield "sharing.resources", resource, "the firewall's parts only where network.firewall.enabled is true"
    if sharing.enabled and not sharing.resources:
        yield "sharing.resources", [], "at least one resource where sharing is enabled"
    if "subnets" in sharing.resources and not sharing.inside_organization:
        yield "sharing.resources", "subnets", "subnets only with sharing.insideOrganization: true"


RULES: tuple[Callable[..., Iterator[Fault]], ...] = (
    network_addresses,
    network_lists,
    endpoint_services,
    firewall_use,
    dns_firewall_use,
    recovery_region,
    recovery_state,
    public_name,
    container_endpoints,
    sharing_terms,
)
