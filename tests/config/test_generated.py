"""No configuration whatever ends in a traceback: each is accepted, or refused with the keys of its mistakes."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from config.load import StackConfig
from config.mistakes import ConfigError
from config.stack_file import own_values
from config.stand_ins import closed, filled
from tests.config.generated import ANYTHING, SCHEMA, configurations

UNHURRIED = settings(suppress_health_check=list(HealthCheck))


def judged(values: Mapping[str, Any]) -> StackConfig | None:
    """The configuration, or nothing where it was refused as it should be."""
    texts = {f"payments:{key}": value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}
    try:
        return StackConfig.parse("dev", own_values(texts))
    except ConfigError as error:
        assert error.mistakes
        for mistake in error.mistakes:
            key, _, rest = mistake.partition(": ")
            assert key.startswith("payments:"), mistake
            assert "\n" not in mistake
            assert " is refused; " in rest or "this key is required" in rest, mistake
        return None


@UNHURRIED
@given(configurations(wild=True))
def test_whatever_is_written_is_accepted_or_refused_in_words(values: dict[str, Any]) -> None:
    judged(values)


@UNHURRIED
@given(configurations(wild=False))
def test_what_the_fields_allow_is_accepted_or_refused_in_words(values: dict[str, Any]) -> None:
    judged(values)


@UNHURRIED
@given(ANYTHING)
def test_a_section_may_be_anything(value: Any) -> None:
    for key in SCHEMA["properties"]:
        judged({"environment": "development"} | {key: value})
