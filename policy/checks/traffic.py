"""What security group rules and network ACLs let through."""

from collections.abc import Iterator

from policy.checks.properties import check
from policy.values import Values

ANYWHERE = ("0.0.0.0/0", "::/0")
SSH_AND_RDP = (22, 3389)
ALL_PROTOCOLS = ("-1", "all")


def _is_anywhere(values: Values) -> bool:
    return values.at("cidrIpv4") in ANYWHERE or values.at("cidrIpv6") in ANYWHERE


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
        if item.at("action") == "allow" and (item.at("cidrBlock") in ANYWHERE or item.at("ipv6CidrBlock") in ANYWHERE)
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
    """No entry of the network ACL opens every port to everybody."""
    for item in _open_entries(values):
        if str(item["protocol"]) in ALL_PROTOCOLS or (item["fromPort"], item["toPort"]) == (0, 65535):
            yield f"rule {item['ruleNo']} lets everybody reach every port"
