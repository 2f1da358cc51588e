"""Quotas of an account that somebody may have had raised."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from catalog import ec2
from simulated_aws.declarations import Fault
from simulated_aws.kinds.world import Resource
from simulated_aws.modelling import Inputs

LISTS = (ec2.NETWORK_ACL.token, ec2.DEFAULT_NETWORK_ACL.token)

RULES = (ec2.SECURITY_GROUP_INGRESS_RULE.token, ec2.SECURITY_GROUP_EGRESS_RULE.token)


@dataclass(frozen=True, kw_only=True)
class Quotas:
    """What an account may have of something.

    Args:
        network_acl_rules: the rules of each direction and address family in a network ACL, with the default deny, which
            counts too: 20, and 40 at most.
        security_group_rules: the rules of each direction and address family in a security group; another group counts
            in both families, and a prefix list as many times as it may have entries: 60, and 1,000 at most.
    """

    # Source: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
    network_acl_rules: int = 20
    security_group_rules: int = 60

    def faults(self, token: str, inputs: Inputs, others: Mapping[str, Resource]) -> Iterator[Fault]:
        """What is more than a quota allows, beside what exists otherwise."""
        yield from self._lists(token, inputs)
        if token in RULES:
            yield from self._group(token, inputs, others)

    def _group(self, token: str, inputs: Inputs, others: Mapping[str, Resource]) -> Iterator[Fault]:
        group = inputs.get("securityGroupId")
        existing = (each.inputs for each in others.values() if each.token == token)
        rules = [inputs, *(rule for rule in existing if rule.get("securityGroupId") == group)]
        for family in ("cidrIpv4", "cidrIpv6"):
            count = sum(_weight(rule, others) for rule in rules if not _other_family(rule, family))
            if count > self.security_group_rules:
                limit = f"the quota of {self.security_group_rules} rules"
                yield Fault("securityGroupId", f"RulesPerSecurityGroupLimitExceeded: {count} are more than {limit}")
                return

    def _lists(self, token: str, inputs: Inputs) -> Iterator[Fault]:
        for direction in ("ingress", "egress") if token in LISTS else ():
            entries = cast(list[dict[str, Any]], inputs.get(direction) or [])
            for family in ("cidrBlock", "ipv6CidrBlock"):
                given = sum(bool(entry.get(family)) for entry in entries)
                if given >= self.network_acl_rules:
                    limit = f"the quota of {self.network_acl_rules} rules, of which the default deny is one"
                    yield Fault(direction, f"NetworkAclEntryLimitExceeded: {given} entries are more than {limit}")


def _other_family(rule: Inputs, family: str) -> bool:
    return not rule.get(family) and bool(rule.get("cidrIpv4") or rule.get("cidrIpv6"))


def _weight(rule: Inputs, others: Mapping[str, Resource]) -> int:
    found = others.get(str(rule.get("prefixListId")))
    # One of AWS's own, for a gateway endpoint, counts once.
    return int(found.inputs["maxEntries"]) if found else 1
