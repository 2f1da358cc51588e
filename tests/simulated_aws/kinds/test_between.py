"""Traffic that a change of a list interrupts between its deletions and its creations."""

from typing import Any

import pytest

from catalog import ec2
from simulated_aws.account import Account
from simulated_aws.kinds.between import interruptions

ACL, GROUP = ec2.NETWORK_ACL.token, ec2.SECURITY_GROUP.token


def entry(number: int, block: str, port: int, last: int = 0, action: str = "allow") -> dict[str, Any]:
    ports = {"fromPort": port, "toPort": last or port}
    return {"ruleNo": number, "action": action, "protocol": "tcp", "cidrBlock": block, **ports}


def found(token: str, before: list[Any], after: list[Any], direction: str = "ingress") -> list[str]:
    changes = interruptions(token, "list", {direction: before}, {direction: after})
    return [f"{path}: {reason}" for path, reason in changes]


WEB, MAIL = entry(100, "10.1.0.0/16", 443), entry(200, "10.2.0.0/16", 25)


def test_entries_that_get_other_numbers_are_interrupted() -> None:
    after = [entry(100, "10.0.0.0/16", 22), entry(200, "10.1.0.0/16", 443), entry(300, "10.2.0.0/16", 25)]
    (lost,) = found(ACL, [WEB, MAIL], after)
    assert lost == "list.ingress: tcp from 10.1.0.0 at port 443 is interrupted: 2 of 2 rules are deleted first"


def test_an_entry_that_comes_or_goes_interrupts_nothing() -> None:
    assert found(ACL, [WEB], [WEB, MAIL]) == []
    assert found(ACL, [WEB, MAIL], [WEB]) == []
    assert found(ACL, [WEB], [MAIL]) == []


def test_an_entry_that_is_written_differently_is_the_same() -> None:
    assert found(ACL, [WEB], [WEB | {"protocol": "6"}]) == []


def test_what_another_entry_lets_through_meanwhile_is_not_interrupted() -> None:
    wide = entry(300, "10.0.0.0/8", 1, 65535)
    assert found(ACL, [WEB, wide], [WEB | {"ruleNo": 110}, wide]) == []


def test_a_wider_entry_in_place_of_a_narrower_one_interrupts_what_both_allow() -> None:
    (lost,) = found(ACL, [WEB], [entry(100, "10.0.0.0/8", 443)])
    assert "10.1.0.0 at port 443" in lost


def test_the_lowest_number_decides() -> None:
    deny = entry(50, "10.1.0.0/16", 443, action="deny")
    assert found(ACL, [deny, WEB], [deny, WEB | {"ruleNo": 110}]) == []
    # Both lists refuse it, and the list between them lets it through: nothing is interrupted by that.
    assert found(ACL, [deny, WEB], [deny | {"ruleNo": 60}, WEB]) == []


def test_a_port_in_the_middle_of_a_range_counts() -> None:
    before, after = entry(100, "10.1.0.0/16", 1024, 65535), entry(100, "10.1.0.0/16", 2000, 3000)
    (lost,) = found(ACL, [before], [after], "egress")
    assert lost.startswith("list.egress: tcp to 10.1.0.0 at port 2000 is interrupted")


def rule(source: dict[str, Any], port: int = 443, description: str = "web") -> dict[str, Any]:
    return {"protocol": "tcp", "fromPort": port, "toPort": port, "description": description, **source}


BLOCKS = {"cidrBlocks": ["10.1.0.0/16", "10.2.0.0/16"]}


@pytest.mark.parametrize("source", [BLOCKS, {"securityGroups": ["sg-1"]}, {"prefixListIds": ["pl-1"]}, {"self": True}])
def test_another_description_interrupts_a_rule_inside_a_group(source: dict[str, Any]) -> None:
    (lost,) = found(GROUP, [rule(source)], [rule(source, description="new")])
    assert "is interrupted" in lost
    assert found(GROUP, [rule(source)], [rule(source), rule(source, 25)]) == []


def test_a_source_that_leaves_a_rule_interrupts_no_other() -> None:
    assert found(GROUP, [rule(BLOCKS)], [rule({"cidrBlocks": ["10.1.0.0/16"]})]) == []


def test_an_account_tells_what_its_changes_interrupted() -> None:
    account = Account()
    vpc = account.plant(ec2.VPC.token, "v", {"cidrBlock": "10.1.0.0/16"})
    key = account.plant(ACL, "list", {"vpcId": vpc, "ingress": [WEB]})
    known = account.live()[key].inputs
    account.update(key, known | {"ingress": [WEB, MAIL]})
    assert account.interruptions() == []
    account.update(key, known | {"ingress": [WEB | {"ruleNo": 110}, MAIL]})
    ((path, _),) = account.interruptions()
    assert path == "list.ingress"
