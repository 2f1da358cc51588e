"""Event patterns and the input of targets: what is wrong is refused, and what is right is taken."""

import json
from typing import Any

import pytest

from catalog import cloudwatch, lambda_
from tests.simulated_aws.kinds.languages.pairs import Pair, check

RULE = cloudwatch.EVENT_RULE.token
TARGET = cloudwatch.EVENT_TARGET.token


def events(pattern: Any) -> dict[str, Any]:
    return {"eventPattern": json.dumps(pattern)}


PAIRS: list[Pair] = [
    (
        RULE,
        events({"source": [{"starts-with": "aws."}]}),
        r"source\[0\].*Unrecognized match type starts-with",
        events({"source": [{"prefix": "aws."}]}),
    ),
    (RULE, events({"source": "aws.rds"}), "has to be an object or an array", events({"source": ["aws.rds"]})),
    (
        RULE,
        events({"source": []}),
        "empty arrays",
        events({"source": ["aws.rds"], "detail": {"a": [{"exists": False}]}}),
    ),
    (RULE, events({"detailType": ["x"]}), "no event has this field", events({"detail-type": ["x"]})),
    (
        RULE,
        events({"detail": {"n": [{"numeric": [">", "5"]}]}}),
        "nothing that numeric compares",
        events({"detail": {"n": [{"numeric": [">", 0, "<=", 5]}]}}),
    ),
    (
        RULE,
        events({"detail": {"n": [{"numeric": ["<", 2**53 + 2]}]}}),
        "nothing that numeric compares",
        events({"detail": {"n": [{"numeric": ["<", 6_000_000_000]}]}}),
    ),
    (
        RULE,
        events({"detail": {"s": [{"anything-but": {"contains": "x"}}]}}),
        "anything-but compares",
        events({"detail": {"s": [{"anything-but": {"prefix": ["x"]}}]}}),
    ),
    (
        RULE,
        events({"$or": [{"source": ["a"]}]}),
        "two or more objects",
        events({"$or": [{"source": ["a"]}, {"detail": {"b": [1, None]}}]}),
    ),
    (RULE, {"eventPattern": "{source: [x]}"}, "no JSON", events({"source": [{"wildcard": "a*b"}]})),
    (TARGET, {"input": "{not json}"}, "input: no JSON", {"input": '{"a": 1}'}),
    (
        TARGET,
        {"inputTransformer": {"inputPaths": {"id": "$.id"}, "inputTemplate": '"<name>"'}},
        "<name> has no input path",
        {
            "inputTransformer": {
                "inputPaths": {"id": "$.id"},
                "inputTemplate": '"<id> at <aws.events.event.ingestion-time>"',
            }
        },
    ),
    (
        TARGET,
        {"inputTransformer": {"inputPaths": {"id": "detail.id"}, "inputTemplate": '"<id>"'}},
        "no path of JSON",
        {"inputTransformer": {"inputPaths": {"id": "$.detail.id"}, "inputTemplate": '"<id>"'}},
    ),
    (lambda_.INVOCATION.token, {"input": "{'a': 1}"}, "no JSON", {"input": "[]"}),
]


@pytest.mark.parametrize("pair", PAIRS)
def test_a_wrong_text_is_refused_and_the_right_one_is_taken(pair: Pair) -> None:
    check(pair)
