"""Texts in a language of their own that no reader of the language takes, and valid ones."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from tools.truth.probe import Kind, Value
from tools.truth.sites import Site

POLICIES = {"policy", "assumeRolePolicy", "resourcePolicy", "policyDocument", "accessPolicy"}
CIDR = re.compile(r"\d+\.\d+\.\d+\.\d+/\d+")


def languages(site: Site) -> Iterator[Value]:
    """Malformed texts in the place of a text that has a language."""
    text, last = site.value, next((key for key in reversed(site.keys) if isinstance(key, str)), "")
    if not isinstance(text, str) or site.in_map:
        return
    if CIDR.fullmatch(text):
        yield from _networks(text)
    for name, spoil in SPOILT.items():
        if last == name:
            yield from (_value(made, detail) for detail, made in spoil(text))
    parsed = _parsed(text)
    if isinstance(parsed, dict):
        yield _value(text.rstrip()[:-1], "JSON that does not end")
        yield _value(text.replace(":", "=", 1), "JSON with = for :")
        if last in POLICIES and "Statement" in parsed:
            yield from (_value(json.dumps(made), detail) for detail, made in _policies(cast(dict[str, Any], parsed)))


def _value(text: str, detail: str) -> Value:
    return Value(kind=Kind.TEXT, value=text, sources=("guide",), detail=detail)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _networks(text: str) -> Iterator[Value]:
    yield _value(re.sub(r"/\d+$", "/33", text), "a prefix of 33")
    yield _value(re.sub(r"^\d+", "256", text), "a byte of 256")
    yield _value(text.partition("/")[0], "no prefix")


def _policies(policy: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    first, *others = cast(list[dict[str, Any]], policy["Statement"])

    def with_first(changed: Mapping[str, Any]) -> dict[str, Any]:
        return {**policy, "Statement": [changed, *others]}

    yield "an unknown effect", with_first({**first, "Effect": "Permit"})
    yield "no effect", with_first({key: value for key, value in first.items() if key != "Effect"})
    yield "no action", with_first({key: value for key, value in first.items() if key not in ("Action", "NotAction")})
    yield "an unknown element", with_first({**first, "Actions": "s3:GetObject"})
    yield "an unknown version", {**policy, "Version": "2020-01-01"}
    yield "an unknown operator", with_first({**first, "Condition": {"StringSimilar": {"aws:PrincipalTag/a": "b"}}})
    yield "an action without a service", with_first({**first, "Action": "GetObject"})


def _schedules(text: str) -> Iterator[tuple[str, str]]:
    yield "a plural of one", "rate(1 days)"
    yield "a rate of zero", "rate(0 minutes)"
    yield "a unit that is none", "rate(5 weeks)"
    yield "both days", "cron(0 10 * * * *)"
    yield "five fields", "cron(0 10 * * ?)"
    yield "an hour of 25", "cron(0 25 * * ? *)"
    yield "words", "every five minutes"


def _event_patterns(text: str) -> Iterator[tuple[str, str]]:
    pattern = _parsed(text)
    if not isinstance(pattern, dict):
        return
    given = cast(dict[str, Any], pattern)
    yield "a value that is in no list", json.dumps({**given, "source": "aws.s3"})
    yield "an unknown operator", json.dumps({**given, "source": [{"starts-with": "aws."}]})
    yield "an empty list", json.dumps({**given, "source": []})
    yield "a number that is no text's", json.dumps({**given, "detail": {"size": [{"numeric": [">", "many"]}]}})
    yield "no pattern", json.dumps({})


def _rules(text: str) -> Iterator[tuple[str, str]]:
    yield "a rule without a sid", re.sub(r"\s*sid:\s*\d+;", "", text, count=1)
    yield "a sid twice", re.sub(r"sid:\s*\d+;", "sid:1;", text) if text.count("sid:") > 1 else f"{text}\n{text}"
    yield "an unknown action", re.sub(r"(?m)^(pass|drop|alert|reject)\b", "refuse", text, count=1)
    yield "no closing bracket", text.replace(")", "", 1)
    yield "an unknown protocol", re.sub(r"(?m)^(pass|drop|alert|reject) \w+", r"\1 carrier-pigeon", text, count=1)


def _dashboards(text: str) -> Iterator[tuple[str, str]]:
    body = _parsed(text)
    if not isinstance(body, dict):
        return
    widgets = cast(list[dict[str, Any]], cast(dict[str, Any], body)["widgets"])
    graph = next((number for number, widget in enumerate(widgets) if widget.get("type") == "metric"), None)
    if graph is None:
        return
    for detail, spoilt in (
        ("a widget too wide", {**widgets[graph], "width": 25}),
        ("an unknown type", {**widgets[graph], "type": "graph"}),
        ("no properties", {key: value for key, value in widgets[graph].items() if key != "properties"}),
    ):
        yield (
            detail,
            json.dumps({**cast(dict[str, Any], body), "widgets": [*widgets[:graph], spoilt, *widgets[graph + 1 :]]}),
        )


def _alarm_rules(text: str) -> Iterator[tuple[str, str]]:
    yield "an unknown function", re.sub(r"ALARM\(", "RINGS(", text, count=1)
    yield "no closing bracket", text.replace(")", "", 1)
    yield "two functions without an operator", f"{text} {text}"


def _expressions(text: str) -> Iterator[tuple[str, str]]:
    yield "an unknown function", f"FILLED({text})"
    yield "no closing bracket", f"({text}"
    yield "an operator at the end", f"{text} +"


def _json_rules(text: str) -> Iterator[tuple[str, str]]:
    yield "no JSON", "not json"


def _keys(text: str) -> Iterator[tuple[str, str]]:
    yield "no key", "not a key"
    yield "half of a key", text[: len(text) // 2]


def _logs(text: str) -> Iterator[tuple[str, str]]:
    yield "no closing bracket", text.rstrip("}").rstrip() if text.startswith("{") else f"{{ {text}"
    yield "no operator", "{ $.level }" if text.startswith("{") else '"unbalanced'


SPOILT: Mapping[str, Callable[[str], Iterator[tuple[str, str]]]] = {
    "scheduleExpression": _schedules,
    "eventPattern": _event_patterns,
    "rulesString": _rules,
    "rules": _rules,
    "dashboardBody": _dashboards,
    "alarmRule": _alarm_rules,
    "expression": _expressions,
    "redrivePolicy": _json_rules,
    "redriveAllowPolicy": _json_rules,
    "tableMappings": _json_rules,
    "replicationSettings": _json_rules,
    "replicationTaskSettings": _json_rules,
    "deliveryPolicy": _json_rules,
    "filterPolicy": _json_rules,
    "body": _keys,
    "certificatePem": _keys,
    "pattern": _logs,
}
