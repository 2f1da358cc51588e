"""The program on the engine: each stack's life, a flat program, the state, and how long AWS itself takes."""

import gzip
import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import pulumi
import pulumi_aws as aws

from simulated_aws.values import SIGNATURE
from tools.bench.figures import hand_on
from tools.rehearsal import schedule
from tools.rehearsal.engine import EACH_STEP_SAVED, PARALLEL, Rehearsal
from tools.rehearsal.language import run_inline

ROUNDS = 2
STACK = "prod"
SECONDS_PER_MINUTE = 6
PHASES = ("preview", "up", "up again", "refresh", "destroy")
# Keeps each version of the state, so that they can be counted.
ALL_KEPT = {"PULUMI_DIY_BACKEND_RETAIN_CHECKPOINTS": "true"}


def timed(action: Callable[[], object]) -> float:
    """The seconds that an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def lives() -> None:
    """The seconds of each phase of the smallest and of the largest stack, with AWS answering at once."""
    for stack in ("dev", STACK):
        with Rehearsal(stack, program=run_inline) as rehearsal:
            operations = rehearsal.stack
            actions = (operations.preview, operations.up, operations.up, operations.refresh, operations.destroy)
            for phase, action in zip(PHASES, actions, strict=True):
                if phase == "destroy":
                    resources = len(rehearsal.resources())
                    rehearsal.settle()
                    if rehearsal.unprotect():
                        operations.up()
                    hand_on(f"{stack}: resources", resources, "")
                hand_on(f"{stack}: {phase}", timed(action), "s")


def beside_a_flat_one() -> None:
    """Preview and up of the program, in turns with one of as many resources and without components."""
    with Rehearsal(STACK, program=run_inline) as rehearsal:
        rehearsal.stack.up()
        resources = rehearsal.resources()
    programs = {"the program": run_inline, "a flat one": flat_program(resources)}
    times: dict[tuple[str, str], list[float]] = {}
    for _ in range(ROUNDS):
        for name, program in programs.items():
            with Rehearsal(STACK, program=program) as rehearsal:
                for phase in ("preview", "up"):
                    times.setdefault((phase, name), []).append(timed(getattr(rehearsal.stack, phase)))
    for phase in ("preview", "up"):
        ours, flat = (statistics.median(times[phase, name]) for name in programs)
        hand_on(f"{phase} of {STACK}", ours / flat, "times as long", f"a flat program of {len(resources)} resources")


def flat_program(resources: Sequence[dict[str, Any]]) -> Callable[[], None]:
    """A program that registers the given resources with literal inputs, each after those that it depended on.

    A log group replaces each component, so that both programs have the same number of resources.
    """
    components = sum(not item.get("custom") for item in resources) - 1  # The stack itself is not one.
    custom = [item for item in resources if item.get("custom") and not item["type"].startswith("pulumi:")]

    def program() -> None:
        provider = aws.Provider("eu-west-2", region="eu-west-2")
        made: dict[str, pulumi.Resource] = {}
        for item in custom:
            dependencies: list[str] = item.get("dependencies") or []
            before = [made[urn] for urn in dependencies if urn in made]
            options = pulumi.ResourceOptions(provider=provider, depends_on=before)
            name = item["urn"].rpartition("::")[2]
            made[item["urn"]] = pulumi.CustomResource(item["type"], name, props=literal(item["inputs"]), opts=options)
        for number in range(components):
            aws.cloudwatch.LogGroup(f"instead-of-component-{number}", opts=pulumi.ResourceOptions(provider=provider))

    return program


def literal(value: Any) -> Any:
    """A value of the state, exported with its secrets, as a program would write it."""
    if isinstance(value, dict):
        items = cast(dict[str, Any], value)
        if SIGNATURE in items:
            return pulumi.FileArchive(items["path"]) if "path" in items else json.loads(items["plaintext"])
        return {key: literal(item) for key, item in items.items()}
    return [literal(item) for item in cast(list[Any], value)] if isinstance(value, list) else value


def deployment() -> None:
    """The minutes of a deployment: the shortest that AWS allows, as programmed, and as an up took."""
    with Rehearsal(STACK, program=run_inline, seconds_per_minute=SECONDS_PER_MINUTE) as rehearsal:
        rehearsal.stack.up()
        resources, steps = rehearsal.resources(), rehearsal.account.history()
    forced = schedule.length(schedule.spans(resources, schedule.as_forced(resources)))
    programmed = schedule.length_with(resources, PARALLEL)
    took = max(step.end for step in steps) - min(step.start for step in steps)
    shortest = f"the {forced:.1f} minutes that AWS forces"
    hand_on(f"{STACK} by its program, {PARALLEL} resources at a time", programmed / forced, "times as long", shortest)
    own = f"an up, with {SECONDS_PER_MINUTE} seconds for a minute, and with this machine's own time counted as AWS's"
    hand_on(own, took / forced, "times as long", shortest)


def state() -> None:
    """What it costs to write the state at each step, as a real deployment does, instead of once."""
    for stack in ("dev", STACK):
        with Rehearsal(stack, program=run_inline) as rehearsal:
            once = timed(rehearsal.stack.up)
        with Rehearsal(stack, program=run_inline, engine=ALL_KEPT | EACH_STEP_SAVED) as rehearsal:
            each_step = timed(rehearsal.stack.up)
            name = f"{stack}, {len(rehearsal.resources())} resources, an up"
            files = written(rehearsal.state)
            sizes = [path.stat().st_size / 2**20 for path in files]
            largest = max(files, key=lambda path: path.stat().st_size).read_bytes()
        hand_on(f"{name}: the state is written", len(sizes), "times")
        hand_on(f"{name}: the state is written", sum(sizes), "MiB", f"{max(sizes):.2f} MiB in the end")
        hand_on(f"{name}: compressed", len(gzip.compress(largest)) / len(largest), "times as many bytes")
        hand_on(name, each_step / once, "times as long", "the state written once")


def written(folder: Path) -> list[Path]:
    """Each state that the engine has written into the folder of its state."""
    return list((folder / ".pulumi" / "stacks").rglob("*.json.[0-9]*"))
