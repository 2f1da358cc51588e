"""Quotas of an account that somebody may have had raised."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from catalog import ec2
from simulated_aws.declarations import Fault
from simulated_aws.modelling import Inputs

LISTS = (ec2.NETWORK_ACL.token, ec2.DEFAULT_NETWORK_ACL.token)


@dataclass(frozen=True, kw_only=True)
class Quotas:
    """What an account may have of something.

    Args:
        network_acl_rules: the rules of each direction and address family in a network ACL, with the default deny, which
            counts too: 20, and 40 at most.
    """

    # Source: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
    network_acl_rules: int = 20

    def faults(self, token: str, inputs: Inputs) -> Iterator[Fault]:
        """What is more than a quota allows."""
        for direction in ("ingress", "egress") if token in LISTS else ():
            entries = cast(list[dict[str, Any]], inputs.get(direction) or [])
            for family in ("cidrBlock", "ipv6CidrBlock"):
                given = sum(bool(entry.get(family)) for entry in entries)
                if given >= self.network_acl_rules:
                    limit = f"the quota of {self.network_acl_rules} rules, of which the default deny is one"
                    yield Fault(direction, f"NetworkAclEntryLimitExceeded: {given} entries are more than {limit}")
