"""What may be there once within one resource."""

import pytest

from simulated_aws import declarations
from simulated_aws.declarations import UNKNOWN
from simulated_aws.kinds.unique import UNIQUE, Unique, faults


def built(path: str, values: list[object]) -> dict[str, object]:
    """Inputs that hold values at a path with one list in it."""
    above, _, below = path.partition("[].")
    inner: object = [{below: value} for value in values]
    for key in reversed(above.split(".")):
        inner = {key: inner}
    assert isinstance(inner, dict)
    return dict(inner)  # pyright: ignore[reportUnknownArgumentType] (its keys are those of the path)


@pytest.mark.parametrize("rule", UNIQUE, ids=lambda rule: f"{rule.of.token} {rule.path}")
def test_a_value_is_there_once(rule: Unique) -> None:
    token = rule.of.token
    found = list(faults(token, built(rule.path, ["one", "two", "one"])))
    assert [fault.path for fault in found] == [rule.path.replace("[]", "[2]")]
    assert found[0].reason == rule.error.format(value="one")
    assert list(faults(token, built(rule.path, ["one", "two"]))) == []
    assert list(faults(token, built(rule.path, [UNKNOWN, UNKNOWN]))) == []


@pytest.mark.parametrize("rule", UNIQUE, ids=lambda rule: f"{rule.of.token} {rule.path}")
def test_a_rule_names_an_input_that_the_type_has(rule: Unique) -> None:
    assert rule.path.partition(".")[0].removesuffix("[]") in declarations.input_types(rule.of.token)
