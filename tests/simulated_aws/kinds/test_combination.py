"""Fields of one resource that do not go together are refused, and the same resource without the fault is not."""

from collections.abc import Sequence

import pytest

from catalog.resource_type import ResourceType
from simulated_aws.declarations import UNKNOWN
from simulated_aws.kinds.combination import combination_faults
from tests.simulated_aws.kinds.combinations import compute, data, network
from tests.simulated_aws.kinds.combinations.cases import Case, Fields

CASES: Sequence[Case] = (*network.CASES, *compute.CASES, *data.CASES)


@pytest.mark.parametrize(("kind", "right", "change", "reason"), CASES)
def test_fields_that_do_not_go_together_are_refused(
    kind: ResourceType, right: Fields, change: Fields, reason: str
) -> None:
    found = [fault.reason for fault in combination_faults(kind.token, right | change)]
    assert [text for text in found if reason in text], found
    defaults = {fault.reason for fault in combination_faults(kind.token, {})}
    assert [fault for fault in combination_faults(kind.token, right) if fault.reason not in defaults] == []


@pytest.mark.parametrize(("kind", "right", "change"), [case[:3] for case in CASES])
def test_fields_that_are_not_known_yet_are_let_through(kind: ResourceType, right: Fields, change: Fields) -> None:
    unknown = {key: UNKNOWN for key in change}
    before = {fault.reason for fault in combination_faults(kind.token, right)}
    assert {fault.reason for fault in combination_faults(kind.token, right | unknown)} <= before
