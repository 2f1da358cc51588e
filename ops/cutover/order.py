"""The steps of a cutover in their order."""

from collections.abc import Sequence

from ops.cutover import copying, proof, readiness, turn
from ops.cutover.parts import Cutover
from ops.lib.steps import Step


def steps(cutover: Cutover) -> Sequence[Step]:
    """All of them; each looks first, and refuses where one before it is missing."""
    return [
        Step("check", lambda: readiness.check(cutover)),
        Step("hold-payments", lambda: readiness.hold(cutover)),
        Step("empty", lambda: copying.empty(cutover)),
        Step("start-copy", lambda: copying.start(cutover)),
        Step("loaded", lambda: copying.loaded(cutover)),
        Step("compare-early", lambda: proof.early(cutover)),
        Step("writers-stopped", lambda: proof.still(cutover)),
        Step("arrived", lambda: proof.arrived(cutover)),
        Step("compare", lambda: proof.final(cutover)),
        Step("stop-copy", lambda: copying.stop(cutover)),
        Step("end-copy", lambda: copying.end(cutover)),
        Step("start-back", lambda: turn.start_back(cutover)),
        Step("open", lambda: turn.open_payments(cutover)),
        Step("watch", lambda: turn.watch(cutover)),
    ]
