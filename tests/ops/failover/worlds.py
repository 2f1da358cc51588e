"""What a failover may lack, one thing each, and the steps of `make drill` that find it before it is needed.

A step that looks at something and has no world here fails the tests. `broken` has the attributes of the two simulated
regions that differ.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from tests.ops.failover.resources import FIRST
from tests.ops.worlds import World

READY = "two regions that are ready"


def _world(step: str, says: str, **broken: Any) -> World:
    return World(says=says, red=[step], broken=broken, among=READY)


def _worlds() -> Iterator[World]:
    warnings = [{"warningMessage": "no access to the server"}]
    required = {"evaluationState": "actionRequired", "warnings": warnings}
    yield _world("plan evaluation", "actionRequired; no access to the server", evaluation=required)
    yield _world("plan evaluation", "pendingEvaluation", evaluation={"evaluationState": "pendingEvaluation"})
    missing = {"regionSwitchPlanArn": None}
    yield World(says="no Region switch plan", red=["plan evaluation"], outputs=missing, among=READY)
    yield _world("check", "is 900 s behind", lag=900)
    yield _world("check", "does not replicate", lag=None)
    yield _world("check", f"Where {FIRST} is down", down={FIRST})


WORLDS: Sequence[World] = [*_worlds()]
