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


def rule(account: Account, group: str, number: int, **source: str) -> None:
    peer = source or {"cidrIpv4": f"10.1.{number}.0/24"}
    inputs = {"securityGroupId": group, "ipProtocol": "tcp", "fromPort": 443, "toPort": 443, **peer}
    account.plant(ec2.SECURITY_GROUP_INGRESS_RULE.token, f"rule-{number}", inputs)


@pytest.mark.parametrize("quota", [60, 75])
def test_a_security_group_has_so_many_rules_of_each_family(quota: int) -> None:
    account = Account(quotas=Quotas(security_group_rules=quota))
    vpc = account.plant(ec2.VPC.token, "v", {"cidrBlock": "10.1.0.0/16"})
    group, peer = (account.plant(ec2.SECURITY_GROUP.token, name, {"vpcId": vpc}) for name in ("full", "peer"))
    for number in range(quota):
        rule(account, group, number)
    rule(account, group, quota, cidrIpv6="2001:db8::/64")
    rule(account, peer, quota + 1)
    for more in ({}, {"referencedSecurityGroupId": peer}):
        with pytest.raises(AwsError, match=f"RulesPerSecurityGroupLimitExceeded: {quota + 1} are more than"):
            rule(account, group, 100, **more)


def test_a_prefix_list_counts_with_all_the_entries_that_it_may_have() -> None:
    account = Account()
    vpc = account.plant(ec2.VPC.token, "v", {"cidrBlock": "10.1.0.0/16"})
    group = account.plant(ec2.SECURITY_GROUP.token, "g", {"vpcId": vpc})
    partners = {"addressFamily": "IPv4", "entries": [{"cidr": "192.0.2.0/24"}]}
    for number, entries in enumerate((60, 61)):
        listed = account.plant(ec2.MANAGED_PREFIX_LIST.token, f"l-{number}", {**partners, "maxEntries": entries})
        if entries == 60:
            rule(account, group, number, prefixListId=listed)
            continue
        with pytest.raises(AwsError, match="121 are more than"):
            rule(account, group, number, prefixListId=listed)
