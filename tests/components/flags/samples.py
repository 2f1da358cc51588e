"""Flags with all that they can have, inside a network, watched by two alarms."""

from dataclasses import replace
from typing import Any

import pulumi

from components.flags import Flags, FlagsArgs, read_flags
from components.network import Network
from config.sections import Flags as FlagsSettings
from foundation.packaging import Package
from foundation.policies import document
from foundation.region import Region
from tests.support.alarms import make_alarm
from tests.support.graph import Graph
from tests.support.samples import in_region, network_args


def make_flags(region: Region, **changes: Any) -> Flags:
    """Flags with the network and the alarms that they need."""
    made = FlagsArgs(
        region=region,
        network=Network("network", network_args(region)),
        settings=FlagsSettings(),
        content=read_flags("flags"),
        alarms=[make_alarm(region, f"alarm-{number}") for number in range(2)],
        package=Package(path=".build/lambdas-flags.zip", sha256="c29tZSBoYXNo"),
    )
    return Flags("flags", replace(made, **changes))


def build_flags(*, preview: bool = False, **changes: Any) -> Graph:
    """What flags register; the outputs are their variables, their layers, and the policy of their statements."""
    found: dict[str, Any] = {}

    def make(region: Region) -> None:
        made = make_flags(region, **changes).extension
        pulumi.Output.all(policy=document(*made.statements), layers=made.layers, **made.variables).apply(found.update)

    graph = in_region(make, preview=preview)
    graph.outputs = found
    return graph


def alarm_arns(graph: Graph) -> list[str]:
    """In the order in which they were given, which need not be that of their registration."""
    return [graph.one(f"alarm-{number}").properties["arn"] for number in range(2)]
