"""The address plan: which blocks each tier and zone have, and what is wrong with a plan."""

from ipaddress import IPv4Network

from hypothesis import given
from hypothesis import strategies as st

from config.addresses import TIERS, AddressPlan
from tests.support.samples import plan


def test_the_default_plan_has_the_firewall_where_it_is_required() -> None:
    assert [str(block) for block in plan("abc").tier("firewall").values()] == [
        "172.16.10.0/24",
        "172.16.11.0/24",
        "172.16.12.0/24",
    ]
    assert list(plan("abc").faults()) == []


def test_a_zone_keeps_its_block_whatever_other_zones_there_are() -> None:
    for tier in TIERS:
        assert plan("abc").block(tier, "c") == plan("ac").tier(tier)["c"]


@given(second=st.integers(0, 255), third=st.integers(0, 255), prefix=st.integers(16, 24))
def test_a_plan_without_faults_keeps_its_subnets_apart(second: int, third: int, prefix: int) -> None:
    cidr = IPv4Network((f"10.{second}.{third}.0", prefix), strict=False)
    addresses = AddressPlan.of(cidr, ("a", "b", "c"))
    blocks = [block for tier in TIERS for block in addresses.tier(tier).values()]
    good = (
        all(block.subnet_of(cidr) for block in blocks)
        and len({block.network_address for block in blocks}) == len(blocks)
        and not cidr.overlaps(IPv4Network("10.0.0.0/16"))
    )
    assert (not list(addresses.faults())) == good


@given(st.integers(0, 255))
def test_a_moved_plan_is_the_same_plan(second: int) -> None:
    target = IPv4Network(f"10.{second}.0.0/16")
    there = plan("abc").within(target)
    assert there.within(plan().cidr) == plan("abc")
