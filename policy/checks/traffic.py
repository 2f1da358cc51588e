"""What security group rules and network ACLs let through."""

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network

from policy.checks.properties import check
from policy.values import Values

Network = IPv4Network | IPv6Network
SSH_AND_RDP = (22, 3389)
ALL_PROTOCOLS = ("-1", "all")
LAST_PORT = 65535
# What is wider is everybody, or half of them: no single network of the internet is announced so wide.
WIDEST = {4: 16, 6: 32}


def is_anywhere(cidr: object) -> bool:
    """Whether a network is a large part of the internet, in whichever way it is written."""
    if cidr is None:
        return False
    try:
        network = ip_network(str(cidr), strict=False)
    except ValueError:
        # Some write zeros that nobody reads the same way, such as 0.0.0.0/00.
        return True
    own = any(network.version == private.version and _is_within(network, private) for private in PRIVATE)
    return network.prefixlen < WIDEST[network.version] and not own


PRIVATE = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")))


def _is_within(network: Network, other: Network) -> bool:
    return other.prefixlen <= network.prefixlen and network.network_address in other


def _is_anywhere(values: Values) -> bool:
    return is_anywhere(values.at("cidrIpv4")) or is_anywhere(values.at("cidrIpv6"))


def _opens(port: int, protocol: object, values: Values) -> bool:
    if str(protocol) in ALL_PROTOCOLS:
        return True
    return values.at("fromPort") is not None and values["fromPort"] <= port <= values["toPort"]


@check("referenced_security_group_id or the source's own CIDR, never 0.0.0.0/0 or ::/0")
def no_open_ingress(values: Values) -> Iterator[str]:
    """The rule does not admit everybody."""
    if _is_anywhere(values):
        yield "it admits everybody"


@check("ports 22 and 3389 closed to 0.0.0.0/0 and ::/0: servers are reached through Session Manager")
def no_open_ssh_or_rdp(values: Values) -> Iterator[str]:
    """The rule opens neither SSH nor RDP to everybody."""
    for port in SSH_AND_RDP:
        if _is_anywhere(values) and _opens(port, values.at("ipProtocol"), values):
            yield f"port {port} is open to everybody"


@check('ip_protocol="tcp" with its ports, or a destination other than 0.0.0.0/0 and ::/0')
def no_unrestricted_egress(values: Values) -> Iterator[str]:
    """The rule does not allow every protocol to every destination."""
    if _is_anywhere(values) and str(values.at("ipProtocol")) in ALL_PROTOCOLS:
        yield "every protocol may go everywhere"


def _open_entries(values: Values) -> list[Values]:
    """The entries of a network ACL that admit everybody."""
    return [
        item
        for item in values.each("ingress")
        if item.at("action") == "allow" and (is_anywhere(item.at("cidrBlock")) or is_anywhere(item.at("ipv6CidrBlock")))
    ]


@check("no entry by which 0.0.0.0/0 or ::/0 reaches port 22 or 3389")
def no_entry_for_ssh_or_rdp(values: Values) -> Iterator[str]:
    """No entry of the network ACL opens SSH or RDP to everybody."""
    for item in _open_entries(values):
        for port in SSH_AND_RDP:
            if _opens(port, item["protocol"], item):
                yield f"rule {item['ruleNo']} lets everybody reach port {port}"


@check("from_port and to_port: 0.0.0.0/0 and ::/0 may reach some ports at most")
def no_entry_for_all_ports(values: Values) -> Iterator[str]:
    """No entry of the network ACL opens every port to everybody, and all of a protocol together do not either."""
    for item in _open_entries(values):
        if str(item["protocol"]) in ALL_PROTOCOLS:
            yield f"rule {item['ruleNo']} lets everybody reach every port"
    protocols = {str(item["protocol"]) for item in _open_entries(values)}
    for protocol in protocols.difference(ALL_PROTOCOLS):
        entries = [item for item in _open_entries(values) if str(item["protocol"]) == protocol]
        if all(any(_opens(port, protocol, item) for item in entries) for port in range(1, LAST_PORT + 1)):
            yield f"everybody may reach every port by {protocol}"


@check("entries of the networks that are meant, never 0.0.0.0/0 or ::/0")
def no_open_list(values: Values) -> Iterator[str]:
    """A prefix list, which rules of security groups may name, does not hold everybody."""
    for item in values.each("entries"):
        if is_anywhere(item["cidr"]):
            yield f"{item['cidr']} is everybody"
