"""What is shared with other accounts, and with whom."""

from typing import Any

import pytest

from components.network import Network
from components.sharing import Sharing, SharingArgs
from config.sections import Sharing as Settings
from foundation.region import Region
from tests.support.graph import Graph
from tests.support.samples import in_region, network_args

UNIT = "arn:aws:organizations::210987654321:ou/o-abcdefghij/ou-abcd-12345678"
EVERYTHING = ["firewall-policy", "firewall-rule-groups", "prefix-lists", "subnets"]


def share(*, preview: bool = False, firewall: bool = True, **keys: Any) -> Graph:
    """What a share registers, with the network whose parts it shares."""
    settings = Settings.model_validate({"enabled": True, "insideOrganization": True} | keys)

    def make(region: Region) -> None:
        args = network_args(region, firewall=firewall, allowed_domains=(".example.com",) if firewall else ())
        network = Network("network", args)
        sharing = SharingArgs(region=region, network=network, settings=settings, cidr=args.addresses.cidr)
        Sharing("sharing", sharing)

    return in_region(make, preview=preview)


def shared(graph: Graph) -> set[str]:
    return {item.inputs["resourceArn"] for item in graph.of("ResourceAssociation")}


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("firewall-policy", {"network-firewall-policy"}),
        ("firewall-rule-groups", {"network-firewall-policy-protocols", "network-firewall-policy-domains"}),
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


@pytest.mark.parametrize("kind", ["firewall-policy", "firewall-rule-groups"])
def test_a_firewall_that_is_not_there_is_not_shared(kind: str) -> None:
    with pytest.raises(ValueError, match=f"got {kind} and no firewall"):
        share(firewall=False, resources=[kind])
    assert shared(share(firewall=False, resources=["subnets"]))


def test_a_preview_plans_the_same() -> None:
    planned = share(preview=True, resources=EVERYTHING, principals=[UNIT])
    assert {item.urn for item in planned} == {item.urn for item in share(resources=EVERYTHING, principals=[UNIT])}
