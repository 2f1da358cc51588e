"""What a function's arguments refuse."""

from typing import Any

import pytest

from foundation.function import FunctionArgs, Placement
from foundation.packaging import Package
from foundation.region import Region
from tests.support.samples import in_region


def function_args(**changes: Any) -> None:
    def make(region: Region) -> None:
        good: dict[str, Any] = {
            "region": region,
            "kind": "k",
            "description": "d",
            "package": Package(path="p", sha256="s"),
            "handler": "a.b",
            "environment": {},
            "statements": [],
            "placement": Placement(subnet_ids=[], security_group_id="sg", default_security_group_id="sg-default"),
            "key_arn": "k",
        }
        FunctionArgs(**good | changes)

    in_region(make)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"memory_mb": 64}, "memory_mb must be 128 to 10240, as Lambda takes it; got 64"),
        ({"timeout_seconds": 901}, "timeout_seconds must be 1 to 900, as Lambda takes it; got 901"),
    ],
)
def test_a_functions_bad_arguments_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        function_args(**changes)
