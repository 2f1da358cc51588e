"""Traffic that a change interrupts: allowed before and after it, and not while the provider is at work.

The provider takes away every changed rule of a list before it makes the new ones. Sources:
https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_network_acl.go
(updateNetworkACLEntries) and vpc_security_group.go (updateSecurityGroupRules). It changes a route table in the other
order (vpc_route_table.go, resourceRouteTableUpdate), and a policy, a notification or a rule of its own in one call.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from itertools import product
from typing import Any, cast

from catalog import ec2
from simulated_aws.declarations import Fault
from simulated_aws.modelling import Inputs

Source = IPv4Network | IPv6Network | str
PROTOCOLS = {"-1": "all", "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6"}
EVERY_PORT = (0, 65535)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule of a list: the lowest number that fits decides. `text` is all that the provider compares."""

    number: int
    allows: bool
    protocol: str
    source: Source
    first_port: int
    last_port: int
    text: str

    def fits(self, protocol: str, address: IPv4Address | IPv6Address | str, port: int) -> bool:
        """Whether the rule is about a packet."""
        has_source = self.source == address if isinstance(self.source, str) else _is_in(address, self.source)
        return has_source and self.protocol in ("all", protocol) and self.first_port <= port <= self.last_port


def interruptions(token: str, name: str, before: Inputs, after: Inputs) -> Iterator[Fault]:
    """What a change of a list interrupts in each direction, one example each."""
    rules = LISTS.get(token)
    for direction in ("ingress", "egress") if rules else ():
        old, new = ([*rules(inputs.get(direction) or [])] if rules else [] for inputs in (before, after))
        same = {rule.text for rule in old} & {rule.text for rule in new}
        kept = [rule for rule in new if rule.text in same]
        for protocol, address, port in _packets([*old, *new]):
            passes = [_passes(rules, protocol, address, port) for rules in (old, new, kept)]
            if passes == [True, True, False]:
                lost = f"{protocol} {'from' if direction == 'ingress' else 'to'} {address} at port {port}"
                reason = f"{lost} is interrupted: {len(old) - len(kept)} of {len(old)} rules are deleted first"
                yield Fault(f"{name}.{direction}", reason)
                break


def _entries(given: Iterable[Inputs]) -> Iterator[Rule]:
    """The rules of a network ACL."""
    for entry in given:
        block = entry.get("cidrBlock") or entry.get("ipv6CidrBlock")
        protocol = _protocol(entry)
        first, last = _ports(entry, protocol)
        yield Rule(
            number=int(entry["ruleNo"]),
            allows=entry.get("action") == "allow",
            protocol=protocol,
            source=_network(block),
            first_port=first,
            last_port=last,
            text=f"{entry['ruleNo']} {entry.get('action')} {protocol} {block} {first} {last}",
        )


def _group_rules(given: Iterable[Inputs]) -> Iterator[Rule]:
    """The rules inside a security group, one for each source, as the provider compares them."""
    for item in given:
        protocol = _protocol(item)
        first, last = _ports(item, protocol)
        lists = ("cidrBlocks", "ipv6CidrBlocks", "prefixListIds", "securityGroups")
        named = [source for key in lists for source in cast(list[str], item.get(key) or [])]
        for source in [*named, *(["self"] if item.get("self") else [])]:
            yield Rule(
                number=0,
                allows=True,
                protocol=protocol,
                source=_network(source),
                first_port=first,
                last_port=last,
                text=f"{protocol} {source} {first} {last} {item.get('description')}",
            )


# What has its rules within, and how they are read.
LISTS: Mapping[str, Callable[[list[Any]], Iterable[Rule]]] = {
    ec2.NETWORK_ACL.token: _entries,
    ec2.DEFAULT_NETWORK_ACL.token: _entries,
    ec2.SECURITY_GROUP.token: _group_rules,
    ec2.DEFAULT_SECURITY_GROUP.token: _group_rules,
}


def _packets(rules: list[Rule]) -> Iterator[tuple[str, IPv4Address | IPv6Address | str, int]]:
    """A packet of each kind that the rules can tell apart: what begins with a rule, and what begins after one."""
    protocols = sorted({rule.protocol for rule in rules if rule.protocol != "all"} or {"tcp"})
    addresses = dict.fromkeys(address for rule in rules for address in _borders(rule.source))
    ports = sorted({port for rule in rules for port in (rule.first_port, rule.last_port + 1) if port <= EVERY_PORT[1]})
    yield from product(protocols, addresses, ports)


def _borders(source: Source) -> Iterator[IPv4Address | IPv6Address | str]:
    if isinstance(source, str):
        yield source
        return
    yield source[0]
    after = int(source[-1]) + 1
    if after < 2**source.max_prefixlen:
        yield ip_address(after) if source.version == 4 else IPv6Address(after)


def _passes(rules: list[Rule], protocol: str, address: IPv4Address | IPv6Address | str, port: int) -> bool:
    fitting = (rule for rule in rules if rule.fits(protocol, address, port))
    first = min(fitting, key=lambda rule: rule.number, default=None)
    return first is not None and first.allows


def _is_in(address: IPv4Address | IPv6Address | str, network: IPv4Network | IPv6Network) -> bool:
    return not isinstance(address, str) and address.version == network.version and address in network


def _network(source: object) -> Source:
    try:
        return ip_network(str(source))
    except ValueError:
        return str(source)


def _protocol(rule: Inputs) -> str:
    protocol = str(rule.get("protocol", "-1")).lower()
    return PROTOCOLS.get(protocol, protocol)


def _ports(rule: Inputs, protocol: str) -> tuple[int, int]:
    """The ports of a rule; the protocols that have none, and all of them at once, are about every port."""
    first, last = rule.get("fromPort"), rule.get("toPort")
    if protocol not in ("tcp", "udp") or first is None or last is None:
        return EVERY_PORT
    return int(first), int(last)
