"""The simulated account takes what AWS takes, and refuses of each kind as much as docs/rehearsal.md says."""

from functools import cache

import pytest

from tests.support.graph import STACKS
from tools.truth import page
from tools.truth.__main__ import SEED
from tools.truth.measure import Result, measure
from tools.truth.report import kinds

# How many wrong values of each stack, about a fifth of all; valid ones are all tried.
SAMPLE = 300
# The sample is drawn from what a whole run makes. What is let through is unevenly spread over the types, so that the
# rate of a kind may lie below that of the whole, but almost never by more than three standard errors; where nothing is
# let through, the error is zero.
ERRORS = 3


@cache
def sample() -> Result:
    return measure(STACKS, seed=SEED, sample=SAMPLE)


def test_no_value_that_aws_takes_is_refused() -> None:
    valid = [item for item in sample().findings if item.probe.valid]
    assert len(valid) > 150
    assert [(item.probe.token, item.probe.path, item.probe.shown, item.reason) for item in valid if item.refused] == []


def test_of_each_kind_as_much_is_refused_as_the_page_says() -> None:
    promised = page.rates(page.PAGE.read_text())
    found = kinds(sample())
    assert found.keys() <= promised.keys()
    for kind, count in found.items():
        if count.made:
            rate = promised[kind]
            margin = ERRORS * (rate * (1 - rate) / count.made) ** 0.5
            assert count.rate >= rate - margin, kind


def test_nearly_every_refusal_names_the_property() -> None:
    refused = [item for item in sample().findings if item.refused and not item.probe.valid]
    assert sum(item.named for item in refused) / len(refused) > 0.9


@pytest.mark.parametrize("stack", STACKS)
def test_a_sample_has_changes_of_each_stack(stack: str) -> None:
    assert any(item.probe.stack == stack for item in sample().findings)
