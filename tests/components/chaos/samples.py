"""Experiments inside a network, and what their templates say."""

from functools import cache
from typing import Any

import pulumi

from components.chaos import Chaos, ChaosArgs, ChaosLink, ChaosLinkArgs
from components.network import Network
from config.sections import Chaos as Settings
from foundation.region import Region
from tests.components.database.samples import make_database
from tests.components.payments import samples as payments_samples
from tests.support.alarms import make_alarm
from tests.support.graph import Graph, Registered
from tests.support.samples import REGION, in_region, network_args

# The newest layer of the simulated account, which is another account's.
LAYER = f"arn:aws:lambda:{REGION}:111122223333:layer:aws-fis-extension-arm64:9"
KINDS = ("database-failover", "zone-loss", "endpoint-loss", "processor-delay", "processor-errors")


def settings(**keys: Any) -> Settings:
    return Settings.model_validate({"enabled": True, **keys})


def chaos_args(region: Region, chosen: Settings, **payments: Any) -> ChaosArgs:
    """The link, and experiments on a database and on payments, by the keys of their section, inside a network."""
    network = Network("network", network_args(region))
    database = make_database(region, network)
    link = ChaosLink("chaos-link", ChaosLinkArgs(region=region, settings=chosen))
    queue = payments_samples.make_queue(region, **payments)
    return ChaosArgs(
        region=region,
        network=network,
        settings=chosen,
        database=database,
        payments=payments_samples.make_payments(
            region, network, database, queue, settings=payments_samples.settings(**payments)
        ),
        link=link,
        stop_alarms=[make_alarm(region, "failing"), make_alarm(region, "waiting")],
    )


def build(
    *,
    preview: bool = False,
    made: list[Chaos] | None = None,
    payments: dict[str, Any] | None = None,
    **keys: Any,
) -> Graph:
    """What experiments register, with all that they need; the outputs are what a function gets."""
    found: dict[str, Any] = {}

    def make(region: Region) -> None:
        args = chaos_args(region, settings(**keys), **payments or {})
        given = args.link.extension
        pulumi.Output.all(variables=given.variables, statements=given.statements, layers=given.layers).apply(
            found.update
        )
        chaos = Chaos("chaos", args)
        (made if made is not None else []).append(chaos)

    graph = in_region(make, preview=preview)
    graph.outputs = found
    return graph


@cache
def usual() -> Graph:
    return build()


def template(graph: Graph, kind: str) -> dict[str, Any]:
    return dict(graph.one(f"chaos-{kind}").inputs)


def targets(graph: Graph, kind: str) -> list[str]:
    (target,) = template(graph, kind)["targets"]
    return target["resourceArns"]


def action(graph: Graph, kind: str) -> tuple[str, dict[str, str]]:
    (found,) = template(graph, kind)["actions"]
    return found["actionId"], {item["key"]: item["value"] for item in found["parameters"]}


def subnet(graph: Graph, tier: str, zone: str) -> Registered:
    return graph.one(f"network-{tier}-subnet-{zone}")
