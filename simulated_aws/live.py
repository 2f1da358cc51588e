"""A resource that exists, as the account keeps it and as its checks see it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import catalog
from simulated_aws.values import texts


@dataclass(frozen=True)
class Live:
    """A resource that exists."""

    token: str
    name: str
    region: str
    inputs: dict[str, Any]
    outputs: dict[str, Any]

    @cached_property
    def arns(self) -> frozenset[str]:
        """The ARNs that AWS gave it."""
        own = self.outputs.items()
        return frozenset(value for key, value in own if key.lower().endswith("arn") and key not in self.inputs)

    @cached_property
    def held(self) -> frozenset[str]:
        """What its inputs name and hold on to."""
        loose = catalog.of(self.token).loose
        return frozenset(texts({key: value for key, value in self.inputs.items() if key not in loose}))
