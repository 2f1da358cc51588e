"""Probes: what is made of what the sources say of a property."""

from collections.abc import Iterator
from typing import Any

import pytest

from catalog import rds, sqs
from simulated_aws.live import Live
from tools.truth import languages, structure, values
from tools.truth.combinations import combinations
from tools.truth.probe import Kind, Value
from tools.truth.sites import GONE, Site, changed, sites
from tools.truth.sources.statement import Statement

QUEUE = Live(
    sqs.QUEUE.token,
    "queue",
    "eu-west-2",
    {"name": "payments", "region": "eu-west-2", "delaySeconds": 5, "tags": {"kind": "queue"}},
    {},
)


def at(path: str, live: Live = QUEUE) -> Site:
    return next(site for site in sites(live) if site.path == path)


def of_kind(kind: Kind, found: Iterator[Value]) -> list[Any]:
    return [item.value for item in found if item.kind is kind]


def test_a_number_is_made_on_both_sides_of_its_range() -> None:
    site = at("delaySeconds")
    assert of_kind(Kind.LOW, values.wrong(site)) == [-1]
    assert of_kind(Kind.HIGH, values.wrong(site)) == [901]
    assert [item.value for item in values.right(site)] == [0, 900]


def test_a_property_that_is_not_given_gets_wrong_values_alone() -> None:
    site = at("receiveWaitTimeSeconds")
    assert of_kind(Kind.HIGH, values.wrong(site)) == [21]
    assert list(values.right(site)) == []


def test_each_field_gets_a_value_of_another_type() -> None:
    assert of_kind(Kind.TYPE, values.wrong(at("name"))) == [{"wrong": "type"}]
    assert of_kind(Kind.TYPE, values.wrong(at("tags"))) == [7]
    assert of_kind(Kind.TYPE, values.wrong(at("tags.kind"))) == [{"wrong": "type"}]
    assert at("tags.kind").general == "tags.*"


def test_what_sources_disagree_about_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    site = at("delaySeconds")
    statements = (Statement(source="a", most=900), Statement(source="b", most=1000))
    monkeypatch.setitem(site.__dict__, "statements", statements)
    assert of_kind(Kind.HIGH, values.wrong(site)) == [1001]
    assert [item.value for item in values.right(site)] == [900]
    assert values.disputed(site) == 1


def test_a_choice_is_made_up_and_each_other_one_is_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    site = at("name")
    monkeypatch.setitem(site.__dict__, "statements", (Statement(source="a", choices=("Mounted", "payments")),))
    assert of_kind(Kind.CHOICE, values.wrong(site)) == ["not-a-choice", "mOUNTED"]
    assert [item.value for item in values.right(site)] == ["Mounted"]


def test_characters_are_wrong_where_no_pattern_takes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    site = at("name")
    patterns = (Statement(source="a", pattern="^[a-z]+$"), Statement(source="b", pattern="^[a-z_]+$"))
    monkeypatch.setitem(site.__dict__, "statements", patterns)
    made = of_kind(Kind.CHARACTERS, values.wrong(site))
    assert made == ["paym ents", "payments€"]


def test_an_object_lacks_what_it_requires_and_has_what_nobody_knows() -> None:
    policy = Live(sqs.QUEUE_POLICY.token, "policy", "eu-west-2", {"policy": "{}", "queueUrl": "https://sqs"}, {})
    made = list(structure.structures(at("", policy), policy.token))
    assert [keys for keys, value in made if value.kind is Kind.MISSING] == [("policy",), ("queueUrl",)]
    assert [keys for keys, value in made if value.kind is Kind.UNKNOWN] == [("notAProperty",), ("policys",)]


def test_a_schema_between_properties_is_broken_by_a_change_of_one() -> None:
    inputs = {"engine": "mysql", "kmsKeyId": "key", "storageEncrypted": True, "instanceClass": "db.t4g.micro"}
    server = Live(rds.INSTANCE.token, "server", "eu-west-2", inputs, {})
    made = [(keys, value.value) for keys, value in combinations(at("", server), server.token)]
    assert (("storageEncrypted",), GONE) in made


def test_a_policy_is_spoilt_in_the_places_of_its_language() -> None:
    text = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]}'
    policy = Live(sqs.QUEUE_POLICY.token, "policy", "eu-west-2", {"policy": text, "queueUrl": "https://sqs"}, {})
    details = [item.detail for item in languages.languages(at("policy", policy))]
    assert {"JSON that does not end", "an unknown effect", "an unknown version", "no action"} <= set(details)


def test_a_change_leaves_the_rest_as_it_is() -> None:
    before = {"rules": [{"id": "a", "days": 1}, {"id": "b"}], "bucket": "files"}
    assert changed(before, ("rules", 0, "days"), GONE) == {"rules": [{"id": "a"}, {"id": "b"}], "bucket": "files"}
    assert before["rules"] == [{"id": "a", "days": 1}, {"id": "b"}]
