"""Compares prod's time on the engine with that of a flat program, and its deployment's with the shortest possible.

The flat program has as many resources, without components. Figures of one run on one machine, for ratios only: preview
and up of both programs in turns, the part of the program itself, which is its run under the SDK's mocks, and an up for
which AWS takes its typical minutes, shortened.
"""

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, cast

import pulumi
import pulumi_aws as aws

from rehearsal import schedule
from rehearsal.engine import PARALLEL, PROJECT, Rehearsal, run_program
from simulated_aws.values import SIGNATURE

ROUNDS = 5
STACK = "prod"
SECONDS_PER_MINUTE = 15


def flat_program(resources: Sequence[dict[str, Any]]) -> Callable[[], None]:
    """A program that registers the given resources with literal inputs, each after those that it depended on.

    A log group stands in for each component, so that both programs have the same number of resources.
    """
    components = sum(not item.get("custom") for item in resources) - 1  # The stack itself is none.
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
    """A value of the state as a program would write it; a secret becomes some other text."""
    if isinstance(value, dict):
        items = cast(dict[str, Any], value)
        if SIGNATURE in items:
            return pulumi.FileArchive(items["path"]) if "path" in items else "aA1!" * 8
        return {key: literal(item) for key, item in items.items()}
    return [literal(item) for item in cast(list[Any], value)] if isinstance(value, list) else value


def timed(action: Callable[[], object]) -> float:
    """The seconds that an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def measure(programs: dict[str, Callable[[], None]]) -> dict[str, dict[str, list[float]]]:
    """Preview and up of each program, in turns, the first round left out as it loads what later ones find loaded."""
    times: dict[str, dict[str, list[float]]] = {name: {"preview": [], "up": []} for name in programs}
    for number in range(ROUNDS + 1):
        for name, program in programs.items():
            with Rehearsal(STACK, program=program) as rehearsal:
                for phase in ("preview", "up"):
                    seconds = timed(getattr(rehearsal.stack, phase))
                    if number:
                        times[name][phase].append(seconds)
    return times


def deployment() -> None:
    """Prints the minutes of a deployment: as AWS forces it, as programmed, and as an up took it."""
    with Rehearsal(STACK, seconds_per_minute=SECONDS_PER_MINUTE) as rehearsal:
        rehearsal.stack.up()
        resources, steps = rehearsal.resources(), rehearsal.account.history()
    forced = schedule.length(schedule.spans(resources, schedule.as_forced(resources)))
    programmed = schedule.length_with(resources, PARALLEL)
    took = max(step.end for step in steps) - min(step.start for step in steps)
    print(f"a deployment of {STACK}, in typical minutes of AWS, {PARALLEL} resources at a time:")
    print(f"  AWS forces {forced:.1f}, the program takes {programmed:.1f}: {programmed / forced:.2f} times as long")
    print(
        f"  an up took {took:.1f}: {took / forced:.2f}, with this machine's own time in it, "
        f"of which {SECONDS_PER_MINUTE} seconds count for a minute"
    )


def main() -> int:
    """Prints the tables."""
    sys.path.insert(0, str(PROJECT))
    from tests.graph import build_stack

    deployment()
    with Rehearsal(STACK) as rehearsal:
        rehearsal.stack.up()
        resources = rehearsal.resources()
    times = measure({"ours": run_program, "flat": flat_program(resources)})
    own = statistics.median(timed(lambda: build_stack(STACK)) for _ in range(ROUNDS))
    components = sum(not item.get("custom") for item in resources) - 1
    print(f"{STACK}: {len(resources)} resources, {components} of them components; medians of {ROUNDS} runs in turns")
    print(f"{'phase':10}{'ours':>8}{'flat':>8}{'ratio':>8}")
    for phase in ("preview", "up"):
        ours, flat = (statistics.median(times[name][phase]) for name in ("ours", "flat"))
        print(f"{phase:10}{ours:7.2f}s{flat:7.2f}s{ours / flat:8.2f}")
    preview = statistics.median(times["ours"]["preview"])
    print(f"the program's own part, under mocks that check every value: {own:.2f}s, {own / preview:.2f} of a preview")
    return 0


if __name__ == "__main__":
    sys.exit(main())
