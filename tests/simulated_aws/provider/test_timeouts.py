"""How long the provider waits."""

import pytest

from catalog import TYPES, rds, sns
from simulated_aws.provider.timeouts import WaitTimeoutError, refuse_late


@pytest.mark.parametrize("operation", ["create", "delete"])
def test_a_program_may_allow_too_little_time(operation: str) -> None:
    with pytest.raises(WaitTimeoutError, match=r"timeout while waiting for state .*timeout: 1m30s"):
        refuse_late(rds.INSTANCE, operation, seconds=90)
    refuse_late(rds.INSTANCE, operation, seconds=3600)


def test_the_providers_own_time_is_enough_for_what_each_type_typically_takes() -> None:
    for known in TYPES.values():
        for operation in ("create", "delete"):
            refuse_late(known, operation, seconds=0)


def test_a_type_that_is_there_at_once_is_never_late() -> None:
    refuse_late(sns.TOPIC, "create", seconds=60)
