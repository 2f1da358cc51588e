"""No configuration whatever ends in a traceback: each is accepted, or refused with the keys of its mistakes."""

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

from config.load import StackConfig
from config.mistakes import ConfigError
from config.stack_file import own_values
from config.stand_ins import closed, filled
from tests.config.generated import ANYTHING, SCHEMA, configurations, sound
from tests.support.graph import run_stack, stack_values

UNHURRIED = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
# Each runs the whole program, and what fails is small as it is.
FEW = settings(UNHURRIED, max_examples=6, phases=[Phase.explicit, Phase.reuse, Phase.generate])


def judged(values: Mapping[str, Any]) -> StackConfig | None:
    """The configuration, or nothing where it was refused as it should be."""
    texts = {f"payments:{key}": value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}
    try:
        return StackConfig.parse("dev", own_values(texts))
    except ConfigError as error:
        mistakes = error.mistakes
    assert mistakes
    for mistake in mistakes:
        key, _, rest = mistake.partition(": ")
        assert key.startswith("payments:"), mistake
        assert "\n" not in mistake
        assert " is refused; " in rest or "this key is required" in rest, mistake
    return None


def whole(values: Mapping[str, Any]) -> dict[str, Any]:
    """These values and nothing that the stack's own file says."""
    own: dict[str, Any] = {key: {} for key in stack_values("dev") if key != "payments:environment"}
    return own | {f"payments:{key}": value for key, value in values.items()}


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


@UNHURRIED
@given(configurations(wild=False, marks=True))
def test_each_field_has_a_stand_in_that_it_takes(values: dict[str, Any]) -> None:
    hidden = list(closed(values))
    known = filled(values, SCHEMA)
    assert not list(closed(known))
    try:
        StackConfig.parse("dev", known, hidden=hidden, stand_ins=hidden)
    except ConfigError as error:
        keys = [mistake.partition(": ")[0].removeprefix("payments:") for mistake in error.mistakes]
    else:
        return
    # Other fields may contradict each other; none of these is a field that nobody knows.
    assert not {".".join(path) for path in hidden} & set(keys), (keys, hidden)


@FEW
@given(sound())
def test_what_is_accepted_can_be_made(values: dict[str, Any]) -> None:
    if judged(values):
        graph = run_stack("dev", preview=True, changes=whole(values))
        assert graph.of("Vpc")
