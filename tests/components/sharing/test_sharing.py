"""What is shared with other accounts, and with whom."""

from typing import Any

import pytest

from components.network import Network
from components.sharing import Sharing, SharingArgs
from config.sections import Sharing as Settings
from foundation.region import Region, Topics
from tests.support.graph import Graph
from tests.support.samples import TOPICS, in_region, make_second, network_args, plan

UNIT = "arn:aws:organizations::210987654321:ou/o-abcdefghij/ou-abcd-12345678"
GROUPS = {f"network-firewall-policy-{about}" for about in ("protocols", "domains", "refusals")}
EVERYTHING = ["firewall-rule-groups", "prefix-lists", "subnets"]


def share(*, preview: bool = False, firewall: bool = True, second: bool = False, **keys: Any) -> Graph:
    """What a share registers, with the networks whose parts it shares; the second one has no firewall."""
    settings = Settings.model_validate({"enabled": True, "insideOrganization": True} | keys)

    def make(region: Region) -> None:
        args = network_args(region, firewall=firewall, allowed_domains=(".example.com",) if firewall else ())
        networks, cidrs = [Network("network", args)], [args.addresses.cidr]
        if second:
            addresses = plan(cidr="172.18.0.0/16")
            topics = Topics(**{key: value.replace(region.name, "eu-west-1") for key, value in vars(TOPICS).items()})
            there = make_second(region, "eu-west-1").with_topics(topics)
            other = network_args(there, addresses=addresses, firewall=False, allowed_domains=())
            networks.append(Network("recovery-network", other))
            cidrs.append(addresses.cidr)
        Sharing("sharing", SharingArgs(networks=networks, settings=settings, cidrs=cidrs))

    return in_region(make, preview=preview)


def shared(graph: Graph) -> set[str]:
    return {item.inputs["resourceArn"] for item in graph.of("ResourceAssociation")}


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("firewall-rule-groups", GROUPS),
        ("prefix-lists", {"sharing-networks"}),
        ("subnets", {"network-private-subnet-a", "network-private-subnet-b"}),
    ],
)
def test_what_was_chosen_is_shared_and_nothing_else(kind: str, names: set[str]) -> None:
    graph = share(resources=[kind])
    assert shared(graph) == {graph.one(name).properties["arn"] for name in names}
    assert bool(graph.of("ManagedPrefixList")) == (kind == "prefix-lists")


def test_everything_can_be_shared_at_once() -> None:
    graph = share(resources=EVERYTHING)
    assert len(shared(graph)) == len(graph.of("ResourceAssociation")) == 6
    (arn,) = {item.inputs["resourceShareArn"] for item in graph.of("ResourceAssociation")}
    assert arn == graph.one("sharing-share").properties["arn"]


def test_nobody_outside_of_the_organisation_takes_part_and_by_default_nobody() -> None:
    graph = share(resources=["prefix-lists"])
    assert graph.one("sharing-share").inputs["allowExternalPrincipals"] is False
    assert graph.of("PrincipalAssociation") == []


def test_each_principal_takes_part() -> None:
    graph = share(resources=["prefix-lists"], principals=["111122223333", UNIT])
    found = {item.name: item.inputs["principal"] for item in graph.of("PrincipalAssociation")}
    assert found == {"sharing-with-111122223333": "111122223333", "sharing-with-ou-abcd-12345678": UNIT}
    assert graph.one("sharing-share").inputs["allowExternalPrincipals"] is False


def test_the_prefix_list_names_the_network() -> None:
    networks = share(resources=["prefix-lists"]).one("sharing-networks").inputs
    assert [entry["cidr"] for entry in networks["entries"]] == ["172.16.0.0/16"]
    assert (networks["addressFamily"], networks["maxEntries"]) == ("IPv4", 1)


def test_each_region_shares_its_own_and_both_name_the_addresses_of_both() -> None:
    graph = share(second=True, resources=EVERYTHING, principals=[UNIT])
    there = {item.inputs["resourceArn"] for item in graph.of("ResourceAssociation") if "eu-west-1" in item.provider}
    subnets = {graph.one(f"recovery-network-private-subnet-{zone}").properties["arn"] for zone in "ab"}
    assert there == {graph.one("recovery-sharing-networks").properties["arn"], *subnets}
    for name in ("sharing-networks", "recovery-sharing-networks"):
        networks = graph.one(name).inputs
        assert [entry["cidr"] for entry in networks["entries"]] == ["172.16.0.0/16", "172.18.0.0/16"]
        assert networks["maxEntries"] == 2
    assert {item.inputs["principal"] for item in graph.of("PrincipalAssociation")} == {UNIT}
    assert len(graph.of("PrincipalAssociation")) == 2


def test_a_firewall_that_is_not_there_is_not_shared() -> None:
    with pytest.raises(ValueError, match="got firewall-rule-groups and no firewall"):
        share(firewall=False, resources=["firewall-rule-groups"])
    assert shared(share(firewall=False, resources=["subnets"]))


def test_a_preview_plans_the_same() -> None:
    planned = share(preview=True, resources=EVERYTHING, principals=[UNIT])
    assert {item.urn for item in planned} == {item.urn for item in share(resources=EVERYTHING, principals=[UNIT])}
