"""The same inputs are inspected once, and other ones are not taken for them."""

import pytest

from catalog import sqs
from simulated_aws import inspection, rules
from simulated_aws.declarations import Fault
from simulated_aws.modelling import Inputs

QUEUE = sqs.QUEUE.token


def test_inputs_are_inspected_once_whoever_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Inputs] = []

    def found(token: str, inputs: Inputs) -> list[Fault]:
        asked.append(inputs)
        return [Fault("name", f"{inputs['name']} is refused")]

    monkeypatch.setattr(rules, "value_faults", found)
    first = {"name": "inspected", "delaySeconds": 1}
    assert inspection.faults(QUEUE, first) == inspection.faults(QUEUE, {"delaySeconds": 1, "name": "inspected"})
    assert len(asked) == 1
    assert inspection.faults(QUEUE, {**first, "name": "other"})[0].reason == "other is refused"
    assert len(asked) == 2


def test_a_number_is_not_taken_for_a_truth() -> None:
    assert not inspection.faults(QUEUE, {"delaySeconds": 1})
    assert inspection.faults(QUEUE, {"delaySeconds": True})
