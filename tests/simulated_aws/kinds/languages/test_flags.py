"""Feature flags: what is wrong is refused, and what is right is taken."""

import json
from typing import Any

import pytest

from catalog import appconfig
from tests.simulated_aws.kinds.languages.pairs import Pair, check

FLAGS = appconfig.HOSTED_CONFIGURATION_VERSION.token
SHARE = {"type": "number", "minimum": 0, "maximum": 100, "required": True}


def flags(values: Any, constraints: Any = None, version: str = "1") -> dict[str, Any]:
    attributes = {"attributes": {"share": {"constraints": constraints}}} if constraints else {}
    content = {"version": version, "flags": {"verify": {"name": "Verify", **attributes}}, "values": values}
    return {"contentType": "application/json", "content": json.dumps(content)}


PAIRS: list[Pair] = [
    (FLAGS, flags({"verify": {"enabled": "yes"}}), "neither true nor false", flags({"verify": {"enabled": True}})),
    (FLAGS, flags({"verfy": {"enabled": True}}), "there is no such flag", flags({})),
    (
        FLAGS,
        flags({"verify": {"enabled": True}}, version="2"),
        "'2' is not one of 1",
        flags({"verify": {"enabled": False}}),
    ),
    (
        FLAGS,
        flags({"verify": {"enabled": True, "share": 101}}, SHARE),
        "101 is not 0 to 100",
        flags({"verify": {"enabled": True, "share": 5}}, SHARE),
    ),
    (
        FLAGS,
        flags({"verify": {"enabled": True}}, SHARE),
        "share: .*is required",
        flags({"verify": {"enabled": False}}, SHARE),
    ),
    (
        FLAGS,
        flags({"verify": {"enabled": True, "share": "5"}}, SHARE),
        "'5' is no number",
        flags({"verify": {"enabled": True, "share": 0.5}}, SHARE),
    ),
    (
        FLAGS,
        {"contentType": "application/json", "content": "{"},
        "no JSON",
        {"contentType": "text/plain", "content": "{"},
    ),
]


@pytest.mark.parametrize("pair", PAIRS)
def test_a_wrong_text_is_refused_and_the_right_one_is_taken(pair: Pair) -> None:
    check(pair)
