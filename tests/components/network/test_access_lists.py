"""The entries of the access lists: none depends on another, so that nothing which comes or goes interrupts the rest."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from ipaddress import IPv4Network
from itertools import chain, combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.access_lists import HIGHEST_NUMBER, Entry, clashes, needed, numbered
from config.addresses import TIERS
from config.project import PROJECT
from config.traffic import TrafficArgs, flows
from tests.components.network.interrupted import AccessLists, access_lists, interrupted
from tests.components.network.test_traffic import EVERYTHING, LEAST
from tests.support.samples import build_network, plan

ZONE_SETS = ("ab", "ac", "bc", "abc")
PARTNER, WIDER = IPv4Network("198.51.100.0/24"), IPv4Network("198.51.100.0/23")
DMS_SOURCE = (IPv4Network("10.0.0.0/16"), 3306)
# The first of each thing, and a network that covers one which is there.
FIRSTS: Mapping[str, dict[str, Any]] = {
    "s3": {"gateway_endpoints": ("s3",)},
    "dynamodb": {"gateway_endpoints": ("dynamodb",)},
    "domain": {"internet": True},
    "container": {"container_port": 8080, "container_clients": tuple(plan("abc").tier("private").values())},
    "container that sends away": {
        "container_port": 8080,
        "container_clients": tuple(plan("abc").tier("private").values()),
        "container_sends_away": True,
    },
    "partner": {"sftp_clients": (PARTNER,)},
    "database to migrate": {"dms_source": DMS_SOURCE},
    "database to migrate, on the internet": {"dms_source": (IPv4Network("8.8.8.0/24"), 3306)},
    "server to migrate": {"replication_sources": (IPv4Network("10.0.8.0/24"),)},
}
COVERING: Mapping[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "partner": ({"sftp_clients": (PARTNER,)}, {"sftp_clients": (PARTNER, WIDER)}),
    "narrower partner": ({"sftp_clients": (WIDER,)}, {"sftp_clients": (WIDER, PARTNER)}),
    "server to migrate": (
        {"replication_sources": (IPv4Network("10.0.8.0/24"),)},
        {"replication_sources": (IPv4Network("10.0.8.0/24"), IPv4Network("10.0.0.0/16"))},
    ),
    "partner inside the network": (
        {"sftp_clients": (IPv4Network("172.16.64.0/24"),)},
        {"sftp_clients": (IPv4Network("172.16.64.0/24"), IPv4Network("172.16.0.0/16"))},
    ),
}


@cache
def lists_of(traffic: TrafficArgs, zones: str) -> AccessLists:
    """The access lists that a network registers."""
    return access_lists(build_network(traffic=traffic, addresses=plan(zones)))


def as_lists(traffic: TrafficArgs, zones: str) -> AccessLists:
    """The access lists as the component would register them, without the time that it takes."""
    found: dict[str, dict[str, Any]] = {}
    for tier in TIERS:
        entries = needed(tier, flows(traffic), plan(zones))
        found[tier] = {
            direction: [
                {
                    "ruleNo": number,
                    "action": "allow",
                    "protocol": "tcp",
                    "cidrBlock": str(entry.block),
                    "fromPort": entry.first_port,
                    "toPort": entry.last_port,
                }
                for number, entry in numbered(getattr(entries, direction), plan(zones)).items()
            ]
            for direction in ("ingress", "egress")
        }
    return found


@pytest.mark.parametrize("traffic", [EVERYTHING, LEAST], ids=["everything", "least"])
@pytest.mark.parametrize(("before", "after"), [*combinations(ZONE_SETS, 2)])
def test_no_change_of_zones_interrupts_another_zone(traffic: TrafficArgs, before: str, after: str) -> None:
    assert interrupted(lists_of(traffic, before), lists_of(traffic, after)) == []


@pytest.mark.parametrize("zones", ["ab", "abc"])
@pytest.mark.parametrize("first", FIRSTS)
def test_the_first_of_a_thing_interrupts_nothing(first: str, zones: str) -> None:
    others = [LEAST, *(replace(LEAST, **given) for given in FIRSTS.values() if not given.keys() & FIRSTS[first].keys())]
    for before in others:
        old, new = as_lists(before, zones), as_lists(replace(before, **FIRSTS[first]), zones)
        assert interrupted(old, new) == []


@pytest.mark.parametrize("thing", COVERING)
def test_a_network_that_covers_another_interrupts_nothing(thing: str) -> None:
    few, many = (replace(EVERYTHING, **given) for given in COVERING[thing])
    assert interrupted(lists_of(few, "ab"), lists_of(many, "ab")) == []


def test_a_network_in_place_of_a_narrower_one_interrupts_it() -> None:
    # This is why a wider one is added before the narrower one is taken away.
    few, many = (replace(EVERYTHING, sftp_clients=(client,)) for client in (PARTNER, WIDER))
    assert interrupted(lists_of(few, "ab"), lists_of(many, "ab")) != []


@pytest.mark.parametrize("comes", [True, False])
def test_one_network_more_or_less_changes_one_entry(comes: bool) -> None:
    few = replace(EVERYTHING, sftp_clients=(PARTNER, IPv4Network("192.0.2.7/32")))
    many = replace(few, sftp_clients=(*few.sftp_clients, IPv4Network("192.0.2.128/25")))
    before, after = (lists_of(one, "ab") for one in ((few, many) if comes else (many, few)))
    for name, old in before.items():
        for direction in ("ingress", "egress"):
            entries = [{json.dumps(entry) for entry in inputs[direction]} for inputs in (old, after[name])]
            assert len(entries[0] ^ entries[1]) == (name == "network-access-list-private")


@pytest.mark.parametrize("zones", ZONE_SETS)
def test_each_entry_follows_from_one_flow_and_one_zone(zones: str) -> None:
    table = flows(EVERYTHING)
    for tier in TIERS:
        whole = needed(tier, table, plan(zones))
        parts = [needed(tier, [flow], plan(zone)) for flow in table for zone in zones]
        for direction in ("ingress", "egress"):
            entries: list[Entry] = getattr(whole, direction)
            assert set(entries) == set(chain.from_iterable(getattr(part, direction) for part in parts))
            assert len(set(entries)) == len(entries)


def with_all(names: Sequence[str]) -> TrafficArgs:
    return replace(LEAST, **{key: value for name in names for key, value in FIRSTS[name].items()})


def test_the_page_says_how_many_entries_each_tier_needs() -> None:
    page = (PROJECT / "docs/network.md").read_text()
    _, _, *rows = page.partition("<!-- entries -->\n")[2].partition("<!-- /entries -->")[0].splitlines()
    traffic = replace(
        EVERYTHING,
        container_clients=tuple(plan("abc").tier("private").values()),
        container_sends_away=True,
        sftp_clients=(PARTNER,),
    )
    counted = {tier: needed(tier, flows(traffic), plan("abc")) for tier in TIERS}
    assert rows == [f"| {tier} | {len(found.ingress)} | {len(found.egress)} |" for tier, found in counted.items()]


@st.composite
def grown(draw: st.DrawFn) -> tuple[tuple[TrafficArgs, str], tuple[TrafficArgs, str]]:
    """A network, and one that has all of it and maybe more."""
    many = draw(st.lists(st.sampled_from(list(FIRSTS)), unique_by=lambda name: next(iter(FIRSTS[name]))))
    few = draw(st.lists(st.sampled_from(many), unique=True)) if many else []
    more = draw(st.sampled_from(ZONE_SETS))
    less = draw(st.sampled_from([zones for zones in ZONE_SETS if set(zones) <= set(more)]))
    together = [
        replace(LEAST, **{key: v for name in chosen for key, v in FIRSTS[name].items()}) for chosen in (few, many)
    ]
    return (together[0], less), (together[1], more)


@given(grown())
def test_whatever_comes_or_goes_interrupts_nothing_that_stays(
    networks: tuple[tuple[TrafficArgs, str], tuple[TrafficArgs, str]],
) -> None:
    few, many = networks
    assert interrupted(as_lists(*few), as_lists(*many)) == []


def test_an_access_list_has_a_number_for_each_entry() -> None:
    traffic = replace(EVERYTHING, container_clients=tuple(plan("abc").tier("private").values()))
    for inputs in lists_of(traffic, "abc").values():
        for direction in ("ingress", "egress"):
            numbers = [entry["ruleNo"] for entry in inputs[direction]]
            assert len(set(numbers)) == len(numbers)
            assert all(1 <= number <= HIGHEST_NUMBER for number in numbers)
            assert all(entry["action"] == "allow" for entry in inputs[direction])


@given(st.integers(0, 255), st.sampled_from(ZONE_SETS))
def test_the_numbers_of_our_own_entries_are_those_of_any_network(second: int, zones: str) -> None:
    elsewhere = plan(zones, cidr=f"10.{second}.0.0/16")
    for tier in TIERS:
        here, there = (needed(tier, flows(LEAST), addresses) for addresses in (plan(zones), elsewhere))
        for direction in ("ingress", "egress"):
            ours = numbered(getattr(here, direction), plan(zones))
            assert set(ours) == set(numbered(getattr(there, direction), elsewhere))


def test_two_entries_with_one_number_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [Entry(IPv4Network(f"10.{block}.0.0/16"), 443, 443) for block in range(3)]
    assert list(clashes(entries, plan())) == []
    assert list(numbered(entries, plan()).values()) == entries
    monkeypatch.setattr("config.access_lists.HIGHEST_NUMBER", 1)
    assert list(clashes(entries, plan())) == [(entries[0], entries[1]), (entries[0], entries[2])]
    with pytest.raises(ValueError, match=r"the same number: 10\.0\.0\.0/16 at ports 443 to 443; 10\.1\.0\.0/16 at"):
        numbered(entries, plan())
