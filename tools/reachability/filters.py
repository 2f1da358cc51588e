"""What access lists and security groups let through."""

from collections.abc import Iterable, Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from tools.reachability.resources import Network, Subnet

Ports = Sequence[tuple[int, int]]
# A protocol's name, its number, and all of them.
TCP = frozenset({"tcp", "6", "-1"})


def list_lets(network: Network, subnet: Subnet, direction: str, peer: IPv4Address, ports: Ports) -> bool:
    """Whether a subnet's access list lets TCP with a peer through to every one of the ports.

    The entry with the lowest number that matches decides; none is a no.
    """
    given = network.access_lists.get(subnet.access_list, {})
    entries = sorted(given.get(direction) or [], key=lambda entry: entry["ruleNo"])
    of_peer = [entry for entry in entries if str(entry["protocol"]) in TCP and peer in IPv4Network(entry["cidrBlock"])]
    return all(_decided(of_peer, port) for port in _edges(of_peer, ports))


def _decided(entries: Iterable[Mapping[str, Any]], port: int) -> bool:
    return next((entry["action"] == "allow" for entry in entries if _has(entry, port)), False)


def _edges(entries: Sequence[Mapping[str, Any]], ports: Ports) -> set[int]:
    """The ports at which the decision may change: between two of them it is the same."""
    found = {first for first, _ in ports}
    for entry in entries:
        if str(entry["protocol"]) != "-1":
            found |= {int(entry["fromPort"]), int(entry["toPort"]) + 1}
    return {port for port in found if any(first <= port <= last for first, last in ports)}


def groups_let(network: Network, own: frozenset[str], direction: str, peer: "Peer", port: int) -> bool:
    """Whether one of the security groups has a rule for TCP with a peer at the port."""
    return any(
        rule["securityGroupId"] in own and str(rule["ipProtocol"]) in TCP and _has(rule, port) and _is_of(rule, peer)
        for rule in network.rules[direction]
    )


# A peer's address, its groups, and the prefix list that it is in.
Peer = tuple[IPv4Address, frozenset[str], str]


def _is_of(rule: Mapping[str, Any], peer: Peer) -> bool:
    address, groups, prefix_list = peer
    if rule.get("cidrIpv4"):
        return address in IPv4Network(rule["cidrIpv4"])
    if rule.get("prefixListId"):
        return rule["prefixListId"] == prefix_list
    return rule.get("referencedSecurityGroupId") in groups


def _has(rule: Mapping[str, Any], port: int) -> bool:
    protocol = str(rule.get("protocol") or rule.get("ipProtocol"))
    return protocol == "-1" or int(rule["fromPort"]) <= port <= int(rule["toPort"])
