"""What every component has in common."""

import pytest
from pulumi import Output, ResourceOptions

from foundation.component import Component
from foundation.keys import EncryptionKey
from foundation.policies import allow, assumable_by
from foundation.region import Region
from foundation.roles import role
from tests.support.alarms import Owner, make_alarm
from tests.support.samples import ACCOUNT, REGION, in_region, make_second


class Store(Component):
    """A component with one output."""

    arn: Output[str]


def test_a_component_is_of_its_packages_type_and_registers_its_outputs() -> None:
    made: list[Store] = []

    def make(region: Region) -> None:
        made.append(Store("store", region))
        made[0].publish(arn=Output.from_input("arn"))

    graph = in_region(make)
    (found,) = [item for item in graph if item.name == "store"]
    assert found.token == "payments:foundation:Store"  # noqa: S105 (a resource type)
    assert found.urn in graph.with_outputs
    assert isinstance(made[0].arn, Output)


def test_an_output_that_is_not_declared_is_refused() -> None:
    with pytest.raises(TypeError, match="Store declares no output name, url"):
        in_region(lambda region: Store("store", region).publish(arn="arn", url="u", name="n"))


def test_a_child_is_in_the_region_that_it_is_given() -> None:
    def make(region: Region) -> None:
        outer = Owner("outer", region)
        for name, of in (("here", region), ("there", make_second(region, "eu-west-1"))):
            EncryptionKey(name, of, purpose=name, opts=ResourceOptions(parent=outer))

    graph = in_region(make)
    assert [f"::{REGION}::" in graph.one(name).provider for name in ("here", "here-alias", "there")] == [
        True,
        True,
        False,
    ]
    assert "::eu-west-1::" in graph.one("there").provider
    assert "::eu-west-1::" in graph.one("there-alias").provider
    assert graph.one("there-alias").inputs["name"] == "alias/dr-there-key-test"


def test_the_alarms_of_a_component_are_those_inside_of_it_too() -> None:
    def make(region: Region) -> None:
        outer, other = Owner("outer", region), Owner("other", region)
        inner = Owner("inner", region, ResourceOptions(parent=outer))
        alarm = make_alarm(region)
        inner.add_alarm(alarm)
        assert inner.alarms == outer.alarms == [alarm]
        assert other.alarms == []

    in_region(make)


def test_a_role_is_handed_out_with_its_permissions() -> None:
    def make(region: Region) -> None:
        owner = Owner("owner", region)
        trust = assumable_by("lambda.amazonaws.com")
        arn = role(owner, "r", kind="r", description="d", trust=trust, statements=[allow(["sqs:SendMessage"], "*")])
        EncryptionKey("k", region, purpose="k", statements=[{**allow(["kms:Decrypt"], "*"), "Principal": {"AWS": arn}}])

    graph = in_region(make)
    assert {graph.one("r-role").urn, graph.one("r-role-policy").urn} <= set(graph.one("k").depends_on)
    assert graph.one("r-role-policy").policy() == [{"Effect": "Allow", "Action": ["sqs:SendMessage"], "Resource": "*"}]


def test_an_arn_is_of_the_region_and_the_account() -> None:
    found: list[str] = []
    in_region(lambda region: region.arn("ec2", Output.from_input("subnet/s")).apply(found.append))
    assert found == [f"arn:aws:ec2:{REGION}:{ACCOUNT}:subnet/s"]


def test_a_region_has_no_topics_before_its_alerts() -> None:
    with pytest.raises(ValueError, match="eu-west-2 has no topics yet"):
        in_region(lambda region: region.topics, known_topics=None)
