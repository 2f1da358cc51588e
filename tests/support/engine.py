"""What tests ask a stack on the engine."""

import os
import subprocess
from collections.abc import Callable

from pulumi.automation import EngineEvent, UpResult

from tools.rehearsal.engine import Rehearsal


def ids(rehearsal: Rehearsal) -> dict[str, str]:
    """The physical id of each custom resource in the state, by logical name and type."""
    return {
        f"{item['urn'].rpartition('::')[2]} {item['type']}": item["id"]
        for item in rehearsal.resources()
        if "id" in item
    }


def changes(result: UpResult) -> dict[str, int]:
    return {str(kind): count for kind, count in (result.summary.resource_changes or {}).items()}


def kill_engine(after: int) -> Callable[[EngineEvent], None]:
    """What a command calls with its events, and kills the engine at this many resources that are done.

    What it raises would end in a log: whether the engine was killed is for the test to ask of the command's result.
    """
    seen = 0

    def watch(event: EngineEvent) -> None:
        nonlocal seen
        seen += bool(event.res_outputs_event)
        if seen == after and event.res_outputs_event:
            subprocess.run(["pkill", "-KILL", "-P", str(os.getpid()), "pulumi"], check=True)  # noqa: S603, S607 (our own engine)

    return watch
