"""The simulated account refuses each wrong program, and takes the committed stack beside it."""

import pytest

from tests.simulated_aws.wrong.cases import Wrong, cases, kinds
from tests.simulated_aws.wrong.stacks import stack

CASES = [
    pytest.param(
        item,
        id=f"{kind}: {item.case}",
        marks=[pytest.mark.xfail(reason=item.passes, strict=True)] if item.passes else [],
    )
    for kind in kinds()
    for item in cases(kind)
]


@pytest.mark.xdist_group("wrong programs")
@pytest.mark.parametrize("wrong", CASES)
def test_a_wrong_program_is_refused(wrong: Wrong) -> None:
    committed = stack(wrong.stack)
    if not wrong.then:
        assert not committed.refusal(wrong, changed=False)
    assert committed.refusal(wrong)
