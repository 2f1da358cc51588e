"""The evaluation of policy documents: IAM's documented rules, and the same answers as moto where moto has one."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto.iam.access_control import IAMPolicy, PermissionResult

from access.conditions import OPERATORS, Context, holds
from access.documents import Condition, parse
from access.evaluation import Decision, Request, decide, role, service
from access.wildcards import Prefix, arn_matches, matches

ROLE = "arn:aws:iam::123456789012:role/payments"
OTHER = "arn:aws:iam::123456789012:role/other"
QUEUE = "arn:aws:sqs:eu-west-2:123456789012:payments"


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: str | list[str], resource: str | list[str] = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: str | list[str], resource: str | list[str] = "*", **more: Any) -> dict[str, Any]:
    return allow(action, resource, **more) | {"Effect": "Deny"}


def asked(*statements: dict[str, Any], **request: Any) -> Decision:
    given: dict[str, Any] = {"action": "sqs:SendMessage", "resource": QUEUE} | request
    return decide(parse(document(*statements)), Request(**given))


@pytest.mark.parametrize(
    ("statements", "answer"),
    [
        ([], "denied"),
        ([allow("sqs:SendMessage")], "allowed"),
        ([allow("SQS:sendmessage")], "allowed"),
        ([allow("sqs:Send*")], "allowed"),
        ([allow("sqs:SendMessag?")], "allowed"),
        ([allow("*")], "allowed"),
        ([allow("sqs:ReceiveMessage")], "denied"),
        ([allow("sqs:SendMessage", f"{QUEUE}-other")], "denied"),
        ([allow("sqs:SendMessage", "arn:aws:sqs:*:123456789012:pay*")], "allowed"),
        ([allow("*"), deny("sqs:*")], "denied"),
        ([allow("*"), deny("sqs:*", f"{QUEUE}-other")], "allowed"),
        ([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}], "allowed"),
        ([{"Effect": "Allow", "NotAction": "sqs:*", "Resource": "*"}], "denied"),
        ([{"Effect": "Allow", "Action": "*", "NotResource": QUEUE}], "denied"),
        ([allow("*"), {"Effect": "Deny", "Action": "*", "NotResource": "arn:aws:sqs:*"}], "allowed"),
    ],
)
def test_an_explicit_deny_wins_and_what_nothing_allows_is_denied(
    statements: list[dict[str, Any]], answer: Decision
) -> None:
    assert asked(*statements) == answer


@pytest.mark.parametrize(
    ("principal", "names", "answer"),
    [
        ("*", service("events.amazonaws.com"), "allowed"),
        ({"AWS": "*"}, service("events.amazonaws.com"), "allowed"),
        ({"Service": "events.amazonaws.com"}, service("events.amazonaws.com"), "allowed"),
        ({"Service": ["sns.amazonaws.com", "events.amazonaws.com"]}, service("events.amazonaws.com"), "allowed"),
        ({"Service": "events.amazonaws.com"}, service("s3.amazonaws.com"), "denied"),
        ({"AWS": "events.amazonaws.com"}, service("events.amazonaws.com"), "denied"),
        ({"AWS": ROLE}, role(ROLE), "allowed"),
        ({"AWS": OTHER}, role(ROLE), "denied"),
        ({"AWS": "123456789012"}, role(ROLE), "allowed"),
        ({"AWS": "arn:aws:iam::123456789012:root"}, role(ROLE), "allowed"),
        ({"AWS": "arn:aws:iam::123456789012:root"}, role(ROLE, by_account=False), "denied"),
        ({"AWS": "arn:aws:iam::210987654321:root"}, role(ROLE), "denied"),
    ],
)
def test_a_principal_is_named_by_its_kind_and_a_role_by_its_account_too(
    principal: object, names: frozenset[str], answer: Decision
) -> None:
    assert asked(allow("*", Principal=principal), names=names) == answer


def test_a_deny_of_everybody_but_some_spares_these() -> None:
    statements = [
        allow("*", Principal="*"),
        {"Effect": "Deny", "NotPrincipal": {"AWS": ROLE}, "Action": "*", "Resource": "*"},
    ]
    assert asked(*statements, names=role(ROLE)) == "allowed"
    assert asked(*statements, names=role(OTHER, by_account=False)) == "denied"


def test_what_depends_on_an_unknown_key_or_resource_is_unknown_and_no_more() -> None:
    guarded = allow("*", Condition={"StringEquals": {"aws:SourceVpce": "vpce-1"}})
    assert asked(guarded) == "unknown"
    assert asked(guarded, action="sqs:SendMessage", context={"aws:sourcevpce": ()}) == "denied"
    assert asked(allow("*"), deny("sqs:*", Condition=guarded["Condition"])) == "unknown"
    assert asked(guarded, deny("*")) == "denied"
    assert asked(allow("*", QUEUE), resource=None) == "unknown"
    assert asked(allow("*", QUEUE), resource=Prefix("arn:aws:sqs:eu-west-2:123456789012:pay")) == "unknown"
    assert asked(allow("*", QUEUE), resource=Prefix("arn:aws:sqs:eu-west-1:")) == "denied"
    assert asked(allow("*"), resource=None) == "allowed"


@pytest.mark.parametrize(
    ("operator", "values", "found", "answer"),
    [
        ("StringEquals", ["a", "b"], ("b",), True),
        ("StringEquals", ["a"], ("A",), False),
        ("StringEqualsIgnoreCase", ["a"], ("A",), True),
        ("StringNotEquals", ["a", "b"], ("b",), False),
        ("StringNotEquals", ["a", "b"], (), True),
        ("StringEquals", ["a"], (), False),
        ("StringEqualsIfExists", ["a"], (), True),
        ("StringEqualsIfExists", ["a"], ("b",), False),
        ("StringLike", ["s-*"], ("s-12",), True),
        ("StringNotLike", ["s-*"], ("s-12",), False),
        ("StringLike", ["${aws:username}/*"], ("me/file",), None),
        ("NumericLessThan", ["10"], ("9",), True),
        ("NumericLessThan", ["10"], ("ten",), False),
        ("NumericGreaterThanEquals", ["10"], ("10",), True),
        ("DateLessThan", ["2026-01-01T00:00:00Z"], ("2025-12-31T23:59:59Z",), True),
        ("Bool", ["true"], ("TRUE",), True),
        ("Bool", ["false"], (), False),
        ("BoolIfExists", ["false"], (), True),
        ("IpAddress", ["10.0.0.0/8", "192.0.2.1"], ("192.0.2.1",), True),
        ("NotIpAddress", ["10.0.0.0/8"], ("10.1.2.3",), False),
        ("ArnLike", ["arn:aws:sns:*:123456789012:*"], ("arn:aws:sns:eu-west-2:123456789012:t",), True),
        ("ArnEquals", ["arn:aws:sns:*:*:t"], ("arn:aws:sns:eu-west-2:123456789012:t",), True),
        ("ArnNotLike", ["arn:aws:sns:*:*:*"], ("arn:aws:sqs:eu-west-2:123456789012:t",), True),
        ("Null", ["true"], (), True),
        ("Null", ["false"], (), False),
        ("Null", ["false"], ("a",), True),
        ("ForAllValues:StringEquals", ["a", "b"], ("a", "b"), True),
        ("ForAllValues:StringEquals", ["a", "b"], ("a", "c"), False),
        ("ForAllValues:StringEquals", ["a"], (), True),
        ("ForAnyValue:StringEquals", ["a", "b"], ("a", "c"), True),
        ("ForAnyValue:StringEquals", ["a"], (), False),
        ("ForAnyValue:StringNotEquals", ["a"], ("a", "c"), True),
        ("ForAllValues:StringNotEquals", ["a"], ("a", "c"), False),
        ("StringSounds", ["a"], ("a",), False),
    ],
)
def test_operators_compare_as_iams_reference_says(
    operator: str, values: list[str], found: tuple[str, ...], answer: bool | None
) -> None:
    condition = parse(document(allow("*", Condition={operator: {"aws:Key": values}})))[0].conditions[0]
    assert holds(condition, {"aws:key": found}) is answer
    if operator != "Null":
        assert holds(condition, {}) is None


def test_the_parts_of_an_arn_are_compared_one_by_one() -> None:
    assert arn_matches("arn:aws:sns:*:t", "arn:aws:sns:eu-west-2:123456789012:t") is False
    assert matches("arn:aws:sns:*:t", "arn:aws:sns:eu-west-2:123456789012:t") is True


def test_what_is_no_policy_is_refused() -> None:
    for text in ("[]", "{}", '{"Statement": [{"Action": "*"}]}', "no JSON"):
        with pytest.raises(ValueError, match=r"no policy document|Expecting value"):
            parse(text)


PARTS = st.text("ab:/", min_size=1, max_size=6)
PATTERNS = st.lists(st.sampled_from(["*", "a", "b", ":", "/", "?"]), min_size=1, max_size=6).map("".join)
ACTIONS = st.sampled_from(["sqs:SendMessage", "sqs:Send*", "sqs:*", "*", "sqs:ReceiveMessage", "s3:*", "sqs:*Message"])
NAMED = st.sampled_from([QUEUE, f"{QUEUE}-other", "*", "arn:aws:sqs:*", "arn:aws:sqs:*:123456789012:*", "arn:aws:s3:*"])


@st.composite
def documents(draw: st.DrawFn) -> list[dict[str, Any]]:
    count = draw(st.integers(0, 4))
    actions, resources = st.lists(ACTIONS, min_size=1, max_size=3), st.lists(NAMED, min_size=1, max_size=3)
    kind = st.sampled_from([allow, deny])
    return [draw(kind)(draw(actions), draw(resources)) for _ in range(count)]


@given(documents())
def test_statements_without_principals_and_conditions_are_decided_as_by_moto(statements: list[dict[str, Any]]) -> None:
    theirs = IAMPolicy({"policy_document": document(*statements)}).is_action_permitted("sqs:SendMessage", QUEUE)
    assert (asked(*statements) == "allowed") is (theirs is PermissionResult.PERMITTED)


@given(documents())
def test_one_more_deny_never_allows_and_one_more_allow_never_denies(statements: list[dict[str, Any]]) -> None:
    before = asked(*statements)
    assert before == "denied" or asked(*statements, deny("sqs:*")) == "denied"
    assert before == "denied" or asked(*statements, allow("*")) == before


@given(PATTERNS, PARTS, PARTS)
def test_what_a_pattern_can_not_start_with_it_never_matches(pattern: str, start: str, end: str) -> None:
    if matches(pattern, Prefix(start)) is False:
        assert matches(pattern, start + end) is False
    if matches(pattern, Prefix(start)) is True:
        assert matches(pattern, start + end) is True


@given(st.sampled_from(sorted(OPERATORS)), st.lists(PARTS, min_size=1, max_size=2), st.lists(PARTS, max_size=2))
def test_a_known_value_always_has_an_answer(operator: str, values: list[str], found: list[str]) -> None:
    context: Context = {"aws:key": tuple(found)}
    condition = Condition(operator=operator, key="aws:Key", values=tuple(values))
    assert holds(condition, context) is not None
