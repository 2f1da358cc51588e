"""What looks right and is not is refused, in whichever way it is written."""

from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.bypasses import BYPASSES, VARIANTS, VARIED
from tests.policy.bypasses.bypass import Bypass
from tests.policy.bypasses.variants import CHANGES, SAME, varied


def named(bypass: Bypass) -> str:
    return bypass.name


@pytest.mark.parametrize("bypass", BYPASSES, ids=named)
def test_a_way_round_the_rules_is_refused(bypass: Bypass) -> None:
    assert bypass.refusing()


@pytest.fixture(scope="module")
def tried() -> Iterator[set[str]]:
    """The variants that were tried, each of which was refused."""
    texts: set[str] = set()
    yield texts
    print(f"{len(texts)} variants of ways round the rules were tried, and all refused")


@pytest.mark.parametrize("bypass", VARIED, ids=named)
def test_a_variant_of_it_is_refused(bypass: Bypass, tried: set[str]) -> None:
    @given(st.randoms(use_true_random=False))
    @settings(max_examples=VARIANTS, deadline=None)
    def search(chance: Random) -> None:
        bad = varied(bypass.bad, chance, CHANGES)
        tried.add(f"{bypass.name}: {sorted(bad.items(), key=str)}")
        assert bypass.refusing(bad), bad

    search()
    assert tried


@pytest.mark.parametrize("bypass", [bypass for bypass in VARIED if bypass.good], ids=named)
@given(chance=st.randoms(use_true_random=False))
@settings(max_examples=3, deadline=None)
def test_what_is_right_stays_right_however_it_is_written(bypass: Bypass, chance: Random) -> None:
    assert bypass.good
    assert bypass.refusing(varied(bypass.good, chance, SAME)) == set()
