"""Each setting is held against AWS's model of the property that it becomes."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.properties import PROPERTIES
from tools.reference.settings import member
from tools.reference.settings import settings as keys

ITEMS = {key: item for key, item, _ in keys()}
IN_AWS = [key for key in ITEMS if PROPERTIES[key].member]


def single(item: dict[str, Any]) -> dict[str, Any]:
    """What one value of a setting is: in a list each of its values, in a mapping each of its keys."""
    for part in item.get("anyOf", ()):
        if part.get("type") != "null":
            return single(part)
    if item.get("type") == "object":
        return item.get("propertyNames") or item.get("additionalProperties") or {}
    return single(item["items"]) if item.get("type") == "array" else item


def test_each_setting_has_its_property_or_a_reason_why_there_is_none() -> None:
    assert PROPERTIES.keys() == ITEMS.keys()
    assert all(known.member or known.why for known in PROPERTIES.values())
    # Reasons are short, and there are far fewer settings without a property than with one.
    assert len(IN_AWS) > 80


@pytest.mark.parametrize("key", IN_AWS)
def test_what_a_setting_becomes_is_in_the_model_and_no_wider_there(key: str) -> None:
    shape, ours, why = member(PROPERTIES[key].member), single(ITEMS[key]), PROPERTIES[key].why
    limits: dict[str, Any] = shape.metadata
    if guide := PROPERTIES[key].guide:
        # What the model has is never narrower: a guide's range would be of no use there.
        assert limits.get("min", guide[0]) <= guide[0] < guide[1] <= limits.get("max", guide[1])
        limits = {**limits, "min": guide[0], "max": guide[1]}
    if shape.type_name in ("integer", "long", "float", "double") and "minimum" in ours:
        least, most = limits.get("min"), limits.get("max")
        assert least is None or ours["minimum"] >= least
        assert most is None or ours.get("maximum", most) <= most
        narrower = (least is not None and ours["minimum"] > least) or (most is not None and ours["maximum"] < most)
        assert why or not narrower, f"{key}: AWS takes {least} to {most}; why does it not?"
    if limits.get("enum") and "enum" in ours:
        assert set(ours["enum"]) <= set(limits["enum"])
        assert why or set(ours["enum"]) == set(limits["enum"]), key
    if limits.get("pattern") and "pattern" in ours:
        assert why or ours["pattern"] == limits["pattern"], f"{key}: AWS takes {limits['pattern']}; why does it not?"


def test_each_instance_type_of_ec2_is_one_that_servers_can_be_replicated_with() -> None:
    known = member("ec2.RunInstances.InstanceType").metadata["enum"]
    form = single(ITEMS["migration.mgn.replicationInstanceType"])["pattern"]
    assert len(known) > 500
    assert not [name for name in known if not re.fullmatch(form, name, re.ASCII)]


# What is a part of the property alone.
PARTS = (
    "network.firewall.threatGroups",
    "migration.dms.sourceAuthority",
    "migration.dms.tableMappings",
    "payments.rollout",
)
TEXTS = [
    key for key in IN_AWS
    if key not in PARTS and "pattern" in single(ITEMS[key]) and member(PROPERTIES[key].member).type_name == "string"
]  # fmt: skip


@pytest.mark.parametrize("key", TEXTS)
@settings(max_examples=20)
@given(data=st.data())
def test_what_is_accepted_is_of_the_form_that_the_model_has(key: str, data: st.DataObject) -> None:
    limits = member(PROPERTIES[key].member).metadata
    text = data.draw(st.from_regex(re.compile(single(ITEMS[key])["pattern"], re.ASCII), fullmatch=True))
    # How long a text may be is checked beside its pattern.
    if limits.get("min", 0) <= len(text) <= min(limits.get("max", 200), 200) and "pattern" in limits:
        # Letters and blanks are ASCII's to AWS.
        assert re.fullmatch(limits["pattern"], text, re.ASCII), (text, limits["pattern"])
