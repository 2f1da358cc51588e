"""Quotas of an account."""

from typing import Any

import pytest

from catalog import ec2
from simulated_aws.account import Account
from simulated_aws.kinds.quotas import Quotas
from simulated_aws.modelling import AwsError


def entries(count: int, family: str = "cidrBlock") -> list[dict[str, Any]]:
    block = "10.0.0.0/8" if family == "cidrBlock" else "2001:db8::/32"
    first = 1 if family == "cidrBlock" else 1000
    ports = {"fromPort": 443, "toPort": 443}
    return [{"ruleNo": first + n, "action": "allow", "protocol": "tcp", family: block, **ports} for n in range(count)]


@pytest.mark.parametrize(("quota", "most"), [(20, 19), (40, 39)])
@pytest.mark.parametrize("direction", ["ingress", "egress"])
def test_the_default_deny_is_one_of_the_rules(quota: int, most: int, direction: str) -> None:
    account = Account(quotas=Quotas(network_acl_rules=quota))
    vpc = account.plant(ec2.VPC.token, "v", {"cidrBlock": "10.1.0.0/16"})
    account.plant(ec2.NETWORK_ACL.token, "most", {"vpcId": vpc, direction: entries(most)})
    with pytest.raises(AwsError, match=f"{direction}: NetworkAclEntryLimitExceeded: {most + 1} entries are more than"):
        account.plant(ec2.NETWORK_ACL.token, "more", {"vpcId": vpc, direction: entries(most + 1)})


def test_each_address_family_has_its_quota() -> None:
    account = Account()
    vpc = account.plant(ec2.VPC.token, "v", {"cidrBlock": "10.1.0.0/16"})
    both = [*entries(19), *entries(19, "ipv6CidrBlock")]
    account.plant(ec2.NETWORK_ACL.token, "both", {"vpcId": vpc, "ingress": both})
