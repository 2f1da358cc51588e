"""What looks right and is not is refused."""

import pytest

from tests.policy.bypasses import BYPASSES
from tests.policy.bypasses.bypass import Bypass


def named(bypass: Bypass) -> str:
    return bypass.name


@pytest.mark.parametrize("bypass", BYPASSES, ids=named)
def test_a_way_round_the_rules_is_refused(bypass: Bypass) -> None:
    assert bypass.refusing()
