"""Texts in a language of their own, among the other inputs of a resource."""

from catalog import cloudwatch
from simulated_aws.account import Account
from simulated_aws.declarations import UNKNOWN

RULE = cloudwatch.EVENT_RULE.token


def paths(token: str, **inputs: object) -> list[str]:
    return [path for path, _ in Account().faults(token, {"region": "eu-west-2", "name": "x", **inputs})]


def test_the_account_refuses_a_wrong_text_and_names_the_input() -> None:
    assert paths(RULE, scheduleExpression="rate(1 days)") == ["scheduleExpression"]
    assert paths(RULE, scheduleExpression="rate(1 day)") == []


def test_a_fault_inside_json_has_its_place_there() -> None:
    assert paths(RULE, eventPattern='{"detail": {"state": []}}') == ["eventPattern.detail.state"]


def test_a_text_with_a_part_that_is_not_known_yet_is_never_refused() -> None:
    assert paths(RULE, eventPattern=f'{{"source": "{UNKNOWN}"}}') == []
