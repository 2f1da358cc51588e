"""Compares prod's time on the engine with that of a flat program: as many resources, without components.

Figures of one run on one machine, for ratios only: preview and up of both programs in turns, and the part of the
program itself, which is its run under the SDK's mocks.
"""

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, cast

import pulumi
import pulumi_aws as aws

from rehearsal.engine import PROJECT, Rehearsal, run_program
from simulated_aws.values import SIGNATURE

ROUNDS = 5
STACK = "prod"


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


def main() -> int:
    """Prints the table."""
    sys.path.insert(0, str(PROJECT))
    from tests.graph import build_stack

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
