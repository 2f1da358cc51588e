"""Who may do something, and what an identity may do: never less than what IAM's logic lets somebody do."""

import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from moto.iam.access_control import IAMPolicy, PermissionResult

from access.conditions import Context, holds
from access.documents import Condition, parse
from access.evaluation import Request, decide, role
from access.narrowing import narrows
from access.reach import is_administrator, unconfined, unnamed, whole_services
from access.strangers import admissions, anybody, others, services, subjects

OWN, FOREIGN = "123456789012", "210987654321"
SECRET = f"arn:aws:secretsmanager:eu-west-2:{OWN}:secret:"
READ = "secretsmanager:GetSecretValue"


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: object, resource: object = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


# What nobody has chosen: no pattern below has these letters.
MADE_UP = st.text("bdfghjkmqvwxz0123456789", min_size=12, max_size=30)
ACTIONS = st.sampled_from([READ, "secretsmanager:*", "secretsmanager:Get*", "*", "sqs:*", "secretsmanager:Describe*"])
RESOURCES = st.sampled_from(
    ["*", f"{SECRET}*", f"{SECRET}pay*", f"{SECRET}payments", "arn:aws:*", "arn:aws:sqs:*", "arn:aws:secretsmanager:*"]
)


@st.composite
def statements(draw: st.DrawFn) -> list[dict[str, Any]]:
    def one() -> dict[str, Any]:
        effect, element = draw(st.sampled_from(["Allow", "Deny"])), draw(st.sampled_from(["Action", "NotAction"]))
        named = {element: draw(st.lists(ACTIONS, min_size=1, max_size=2))}
        return {"Effect": effect, "Resource": draw(st.lists(RESOURCES, min_size=1, max_size=2))} | named

    return [one() for _ in range(draw(st.integers(1, 3)))]


@given(statements(), MADE_UP)
def test_what_moto_permits_with_a_name_that_nobody_chose_is_unconfined(found: list[dict[str, Any]], name: str) -> None:
    text = document(*found)
    asked = f"{SECRET}{name}-AbCdEf"
    permitted = IAMPolicy({"policy_document": text}).is_action_permitted(READ, asked) is PermissionResult.PERMITTED
    assert decide(parse(text), Request(action=READ, resource=asked)) == ("allowed" if permitted else "denied")
    if permitted:
        assert list(unconfined(parse(text), [READ])) == [READ]


@given(statements(), st.lists(st.sampled_from([f"{SECRET}payments", f"{SECRET}pay*"]), min_size=1))
def test_what_is_allowed_by_name_alone_is_confined(found: list[dict[str, Any]], names: list[str]) -> None:
    named = [item | {"Resource": names} if item["Effect"] == "Allow" else item for item in found]
    assert list(unconfined(parse(document(*named)), [READ])) == []


@given(statements())
def test_a_deny_of_everything_leaves_nothing_and_an_allow_takes_nothing_away(found: list[dict[str, Any]]) -> None:
    text = parse(document(*found))
    nothing = parse(document(*found, allow("*") | {"Effect": "Deny"}))
    assert not is_administrator(nothing)
    assert list(unconfined(nothing, [READ])) == []
    more = parse(document(*found, allow(READ, f"{SECRET}payments")))
    assert set(unconfined(text, [READ])) <= set(unconfined(more, [READ]))
    assert is_administrator(text) <= is_administrator(more)


OPERATORS = st.sampled_from(
    [
        f"{quantifier}{operator}{end}"
        for quantifier in ("", "ForAnyValue:", "ForAllValues:")
        for operator in ("StringEquals", "StringLike", "StringNotEquals", "StringNotLike", "ArnLike", "ArnNotLike")
        for end in ("", "IfExists")
    ]
    + ["Null"]
)
VALUES: dict[str, list[str]] = {
    "aws:SourceAccount": [OWN, "*", "1*", "????????????", "12345678901?", "${aws:SourceAccount}", "true", "false"],
    "aws:SourceArn": [f"arn:aws:sns:*:{OWN}:*", "arn:aws:*:*:*:*", "arn:aws:sns:eu-west-2:*:t", "*", "true", "false"],
    "aws:PrincipalAccount": [OWN, "*", "9*", "2*", "${aws:PrincipalAccount}", "true", "false"],
    "aws:PrincipalArn": [f"arn:aws:iam::{OWN}:role/*", "arn:aws:iam::*:role/*", "*", "true", "false"],
    "aws:SourceVpce": ["vpce-1", "vpce-*", "*", "true", "false"],
}


@st.composite
def conditions(draw: st.DrawFn) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for _ in range(draw(st.integers(0, 2))):
        key = draw(st.sampled_from(sorted(VALUES)))
        values = draw(st.lists(st.sampled_from(VALUES[key]), min_size=1, max_size=2))
        found.setdefault(draw(OPERATORS), {})[key] = values
    return found


@st.composite
def requests(draw: st.DrawFn) -> tuple[bool, frozenset[str], Context]:
    """A request of somebody else: whether it is a service's, how policies can name it, and what it has."""
    account = draw(st.sampled_from([FOREIGN, "999999999999", "100000000000", "555555555555", "123456789010"]))
    caller: Context = {
        "aws:principalaccount": (account,),
        "aws:principalarn": (f"arn:aws:iam::{account}:role/t",),
        "aws:sourceaccount": (),
        "aws:sourcearn": (),
        "aws:sourcevpce": draw(st.sampled_from([(), ("vpce-stranger",)])),
    }
    nobody: Context = dict.fromkeys(caller, ())
    source: Context = {
        "aws:sourceaccount": (account,),
        "aws:sourcearn": (f"arn:aws:sns:eu-west-2:{account}:t",),
    }
    return draw(
        st.sampled_from(
            [
                (False, role(f"arn:aws:iam::{account}:role/t"), caller),
                (False, frozenset[str](), nobody),
                (True, frozenset(("Service:sns.amazonaws.com",)), nobody),
                (True, frozenset(("Service:sns.amazonaws.com",)), {**nobody, **source}),
            ]
        )
    )


@given(conditions(), conditions(), st.booleans(), requests())
def test_whoever_gets_in_is_found(
    first: dict[str, Any], second: dict[str, Any], is_denied: bool, asked: tuple[bool, frozenset[str], Context]
) -> None:
    by_service, names, context = asked
    principal = {"Service": "sns.amazonaws.com"} if by_service else "*"
    found = [allow("sqs:SendMessage", Principal=principal, Condition=first)]
    if is_denied:
        found.append(allow("sqs:*", Principal="*", Condition=second) | {"Effect": "Deny"})
    text = parse(document(*found))
    request = Request(action="sqs:SendMessage", resource="queue", names=names, context=context)
    assume(decide(text, request) == "allowed")
    assert any(admissions(text, services(text) if by_service else anybody()))


@given(OPERATORS, st.sampled_from(["pay*", "payments", "*", "?*", "arn:aws:*:*:*:*", "${aws:username}"]), MADE_UP)
def test_a_condition_that_narrows_is_not_met_by_what_nobody_chose(operator: str, value: str, name: str) -> None:
    condition = Condition(operator=operator, key="aws:Key", values=(value,))
    if narrows(condition):
        assert holds(condition, {"aws:key": ()}) is False
        assert holds(condition, {"aws:key": (name,)}) is False
        assert holds(condition, {"aws:key": (f"arn:aws:sns:eu-west-2:{FOREIGN}:{name}",)}) is False


# What the user guide of IAM says of each: the condition, and whether it keeps a service of other accounts out.
@pytest.mark.parametrize(
    ("condition", "keeps_out"),
    [
        ({}, False),
        ({"StringEquals": {"aws:SourceAccount": OWN}}, True),
        ({"StringEquals": {"AWS:sourceaccount": [OWN]}}, True),
        ({"ArnLike": {"aws:SourceArn": f"arn:aws:sns:*:{OWN}:*"}}, True),
        ({"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::payments-bucket"}}, True),
        ({"StringEquals": {"aws:SourceOrgID": "o-exampleorg"}}, True),
        # Keys in one condition have to be met together, values of one need not.
        ({"StringEquals": {"aws:SourceAccount": OWN}, "ArnLike": {"aws:SourceArn": "arn:aws:*:*:*:*"}}, True),
        ({"StringLike": {"aws:SourceAccount": [OWN, "*"]}}, False),
        # Without the key IfExists, ForAllValues and what is negated are met.
        ({"StringEqualsIfExists": {"aws:SourceAccount": OWN}}, False),
        ({"ForAllValues:StringEquals": {"aws:SourceAccount": OWN}}, False),
        ({"StringNotEquals": {"aws:SourceAccount": FOREIGN}}, False),
        # Unless it has to be there.
        ({"StringEqualsIfExists": {"aws:SourceAccount": OWN}, "Null": {"aws:SourceAccount": "false"}}, True),
        ({"ForAllValues:StringEquals": {"aws:SourceAccount": OWN}, "Null": {"aws:SourceAccount": "false"}}, True),
        ({"Null": {"aws:SourceAccount": "false"}}, False),
        ({"Bool": {"aws:SecureTransport": "true"}}, False),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}}, False),
    ],
)
def test_a_service_is_kept_from_acting_for_others_by_what_narrows(condition: dict[str, Any], keeps_out: bool) -> None:
    text = parse(document(allow("sns:Publish", Principal={"Service": "s3.amazonaws.com"}, Condition=condition)))
    assert (not any(admissions(text, services(text)))) is keeps_out


@pytest.mark.parametrize(
    ("principal", "condition", "others_found"),
    [
        ({"AWS": f"arn:aws:iam::{OWN}:role/it"}, {}, []),
        ({"AWS": OWN}, {}, []),
        ({"AWS": FOREIGN}, {}, [FOREIGN]),
        ({"AWS": [OWN, f"arn:aws:iam::{FOREIGN}:user/it"]}, {}, [f"arn:aws:iam::{FOREIGN}:user/it"]),
        ("*", {"StringEquals": {"aws:PrincipalAccount": [OWN, FOREIGN]}}, [f"account {FOREIGN}"]),
        ("*", {"StringNotEquals": {"aws:PrincipalAccount": FOREIGN}}, []),
        ("*", {"StringLike": {"aws:PrincipalOrgPaths": "o-exampleorg/*"}}, ["organization o-exampleorg"]),
        # A role that AWS no longer knows keeps its identifier, which does not say whose it was.
        ({"AWS": "AROAEXAMPLEROLE"}, {}, ["AROAEXAMPLEROLE"]),
    ],
)
def test_other_accounts_are_found_by_principals_and_by_conditions(
    principal: object, condition: dict[str, Any], others_found: list[str]
) -> None:
    text = parse(document(allow("sqs:SendMessage", Principal=principal, Condition=condition)))
    assert [item.caller.text for item in admissions(text, others(text, frozenset((OWN,))))] == others_found


def test_a_provider_s_subject_has_to_be_fixed() -> None:
    provider = f"arn:aws:iam::{OWN}:oidc-provider/token.actions.githubusercontent.com"
    key = "token.actions.githubusercontent.com:sub"

    def trusted(condition: dict[str, Any]) -> bool:
        statement = {"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity", "Principal": {"Federated": provider}}
        text = parse(document(statement | {"Condition": condition}))
        return any(admissions(text, subjects(text)))

    assert not trusted({"StringEquals": {key: "repo:payments/platform:environment:prod"}})
    assert not trusted({"StringLike": {key: ["repo:payments/platform:environment:prod"]}})
    assert trusted({"StringLike": {key: "repo:payments/platform:*"}})
    assert trusted({})


def test_whole_services_are_found_by_patterns_of_any_name() -> None:
    def whole(*actions: str) -> list[str]:
        return list(whole_services(parse(document(allow(list(actions), f"{SECRET}payments")))))

    assert whole("s3:*", "*", "s?:*", "s3:?*", "s3:G*", "s3:*t") == ["s3:*", "*", "s?:*", "s3:?*", "s3:G*", "s3:*t"]
    assert whole("s3:Get*", "s3:GetObject", "s3:*Tagging", "s3:GetObject?ersion") == []
    left_out = {"Effect": "Allow", "NotAction": "iam:*", "Resource": f"{SECRET}payments"}
    assert list(whole_services(parse(document(left_out)))) == ["all but iam:*"]
    assert list(whole_services(parse(document(allow("s3:*"), allow("s3:*") | {"Effect": "Deny"})))) == []


def test_a_statement_is_confined_by_names_and_by_tags_of_what_it_is_about() -> None:
    def wide(**more: Any) -> list[str]:
        (item,) = parse(document(allow(["sqs:SendMessage", "xray:Put*"], **more)))
        return unnamed(item, ["aws:ResourceTag/*"], ["xray:PutTraceSegments", "xray:Put*"])

    assert wide() == ["sqs:SendMessage"]
    assert wide(resource=f"arn:aws:sqs:eu-west-2:{OWN}:payments-*") == []
    assert wide(Condition={"StringEquals": {"aws:ResourceTag/Project": "payments"}}) == []
    assert wide(Condition={"StringLike": {"aws:ResourceTag/Project": "*"}}) == ["sqs:SendMessage"]
    assert wide(Condition={"StringEquals": {"aws:RequestedRegion": "eu-west-2"}}) == ["sqs:SendMessage"]
