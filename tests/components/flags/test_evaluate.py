"""What the project's rules mean for 20,000 accounts; and not who is selected: AppConfig's own hash is not public."""

import json
from collections import Counter
from itertools import pairwise
from math import sqrt
from typing import Any

import pytest

from components.flags import read_flags
from components.flags.rules import parse
from tests.components.flags.evaluate import holds, selected

ACCOUNTS = [f"account-{number}" for number in range(20_000)]
# So many standard deviations are left by chance once in a million and a half.
DEVIATIONS = 5


def near(count: int, share: float, total: int = len(ACCOUNTS)) -> bool:
    return abs(count - total * share) <= DEVIATIONS * sqrt(total * share * (1 - share))


def chosen(rule: str, flag: str = "flag") -> set[str]:
    tree = parse(rule)
    return {account for account in ACCOUNTS if holds(tree, {"account": account}, flag)}


def variants(flag: str) -> list[dict[str, Any]]:
    return json.loads(read_flags("flags").releases)["values"][flag]["_variants"]


def counts(items: list[dict[str, Any]], flag: str) -> Counter[str]:
    return Counter(selected(items, {"account": account}, flag) for account in ACCOUNTS)


def test_the_roll_out_reaches_a_tenth() -> None:
    found = counts(variants("verify_balance"), "verify_balance")
    assert found.keys() == {"Rolled out", "Default"}
    assert near(found["Rolled out"], 0.1)


def test_the_test_of_two_variants_halves_the_accounts_and_leaves_nobody_to_the_default() -> None:
    found = counts(variants("ledger_insert"), "ledger_insert")
    assert found.keys() == {"A", "B"}
    assert near(found["A"], 0.5)


def test_without_an_account_the_default_holds() -> None:
    assert selected(variants("ledger_insert"), {}, "ledger_insert") == "Default"


@pytest.mark.parametrize("percent", [0, 1, 10, 37.5, 99, 100])
def test_a_split_takes_its_percentage(percent: float) -> None:
    assert near(len(chosen(f"(split pct::{percent} by::$account)")), percent / 100)


def test_growth_keeps_who_was_in() -> None:
    steps = [chosen(f'(split pct::{percent} by::$account seed::"s")') for percent in (1, 10, 50, 100)]
    for smaller, larger in pairwise(steps):
        assert smaller < larger


def test_cumulative_splits_share_and_equal_ones_do_not() -> None:
    def shares(first: int, second: int) -> Counter[str]:
        rules = [f"(split pct::{percent} by::$account)" for percent in (first, second)]
        named = [{"name": name, "rule": rule} for name, rule in zip("AB", rules, strict=True)]
        return counts([*named, {"name": "Default"}], "flag")

    growing, equal = shares(20, 40), shares(20, 20)
    assert near(growing["A"], 0.2)
    assert near(growing["B"], 0.2)
    assert equal["B"] == 0


def test_other_seeds_choose_independently_and_the_same_seed_alike() -> None:
    one = chosen('(split pct::50 by::$account seed::"one")')
    two = chosen('(split pct::50 by::$account seed::"two")')
    assert near(len(one & two), 0.25)
    assert one == chosen('(split pct::50 by::$account seed::"one")', "another")


def test_without_a_seed_each_flag_chooses_by_itself() -> None:
    first, second = (chosen("(split pct::50 by::$account)", flag) for flag in ("first", "second"))
    assert near(len(first & second), 0.25)
    assert first == chosen("(split pct::50 by::$account)", "first")


GIVEN = {"account": "gb-17", "age": 30, "on": True}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ('(eq $account "gb-17")', True),
        ("(eq $on true)", True),
        ("(gt $age 30)", False),
        ("(gte $age 30)", True),
        ("(lt $age 30)", False),
        ("(lte $age 30)", True),
        ('(begins_with $account "gb")', True),
        ('(ends_with $account "gb")', False),
        ('(contains $account "-1")', True),
        ('(in $account ["gb-16", "gb-17"])', True),
        ('(matches in::$account pattern::"^gb-\\\\d+$")', True),
        ('(exists key::"country")', False),
        ('(eq $country "uk")', False),
        ('(not (eq $country "uk"))', True),
        ("(and (gt $age 1) (gt $age 99))", False),
        ("(or (gt $age 1) (gt $age 99))", True),
    ],
)
def test_every_operator_does_what_its_name_says(rule: str, expected: bool) -> None:
    assert holds(parse(rule), GIVEN, "flag") is expected
