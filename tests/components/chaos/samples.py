"""Experiments inside a network, and what their templates say."""

from dataclasses import replace
from functools import cache
from typing import Any

import pulumi

from components.chaos import Chaos, ChaosArgs, ChaosLink, ChaosLinkArgs
from components.network import Network
from config.sections import Chaos as Settings
from tests.support.graph import Graph, Registered
from tests.support.samples import ACCOUNT, NAMING, REGION, in_region, network_args

# Of another account, since the simulated one holds none of them.
DATABASE = f"arn:aws:rds:{REGION}:111122223333:db:database"
FUNCTION = f"arn:aws:lambda:{REGION}:111122223333:function:payment-processor"
FUNCTION_KEY = f"arn:aws:kms:{REGION}:111122223333:key/payments"
ALARM = f"arn:aws:cloudwatch:{REGION}:111122223333:alarm:slo"
LAYER = f"arn:aws:lambda:{REGION}:111122223333:layer:aws-fis-extension-arm64:9"
AGENT_LAYER = f"arn:aws:lambda:{REGION}:282860088358:layer:AWS-AppConfig-Extension-Arm64:201"
KINDS = ("database-failover", "zone-loss", "endpoint-loss", "processor-delay", "processor-errors")
TEMPLATE = "aws:fis/experimentTemplate:ExperimentTemplate"
ENDPOINTS = ("kms", "secretsmanager")


def link_args(**keys: Any) -> ChaosLinkArgs:
    settings = Settings.model_validate({"enabled": True, **keys})
    return ChaosLinkArgs(naming=NAMING, region=REGION, account_id=ACCOUNT, settings=settings, key_deletion_days=7)


def arguments(network: Network, link: ChaosLink, settings: Settings) -> ChaosArgs:
    return ChaosArgs(
        naming=NAMING,
        region=REGION,
        account_id=ACCOUNT,
        settings=settings,
        vpc_id=network.vpc_id,
        private_subnet_ids=network.private_subnet_ids,
        isolated_subnet_ids=network.isolated_subnet_ids,
        endpoint_id=network.endpoint_ids["secretsmanager"],
        database_arn=DATABASE,
        function_arn=FUNCTION,
        function_key_arn=FUNCTION_KEY,
        function_timeout_seconds=30,
        faults_bucket_arn=link.bucket_arn,
        faults_key_arn=link.key_arn,
        stop_alarm_arn=ALARM,
        topic_arn="arn:aws:sns:eu-west-2:aws:alerts",
        log_retention_days=30,
    )


def build(
    *,
    preview: bool = False,
    made: list[Chaos] | None = None,
    changes: dict[str, Any] | None = None,
    told: list[Any] | None = None,
    **keys: Any,
) -> Graph:
    """The link and the experiments, inside a network; `told` gets what the link hands to functions."""

    def make(options: pulumi.ResourceOptions) -> None:
        network = Network("network", network_args(), options)
        args = link_args(**keys)
        link = ChaosLink("chaos-link", args, options)
        pulumi.Output.all(link.variables, link.statements, link.layers).apply((told if told is not None else []).extend)
        chaos = Chaos("chaos", replace(arguments(network, link, args.settings), **changes or {}), options)
        (made if made is not None else []).append(chaos)

    return in_region(make, preview=preview)


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
