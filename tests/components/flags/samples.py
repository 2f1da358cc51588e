"""Flags with all that they can have, inside a network, watched by two alarms."""

from dataclasses import replace
from typing import Any

import pulumi
import pulumi_aws as aws

from components.flags import Flags, FlagsArgs, read_flags
from components.network import Network
from config.sections import Flags as FlagsSettings
from foundation.alarms import AlarmArgs, alarm
from foundation.packaging import Package
from foundation.policies import document
from tests.support.graph import Graph
from tests.support.samples import ACCOUNT, NAMING, REGION, in_region, network_args

TOPIC = "arn:aws:sns:eu-west-2:aws:alerts"


def flags_args(**changes: Any) -> FlagsArgs:
    made = FlagsArgs(
        naming=NAMING,
        region=REGION,
        account_id=ACCOUNT,
        settings=FlagsSettings(),
        content=read_flags("flags"),
        alarm_arns=["arn:aws:cloudwatch:eu-west-2:aws:alarm:some"],
        package=Package(path=".build/lambdas-flags.zip", sha256="c29tZSBoYXNo"),
        vpc_id="vpc-1",
        subnet_ids=["subnet-1"],
        key_deletion_days=7,
        log_retention_days=30,
        topic_arn=TOPIC,
    )
    return replace(made, **changes)


def make_flags(options: pulumi.ResourceOptions, **changes: Any) -> Flags:
    """Flags with the network and the alarms that they need."""
    network = Network("network", network_args(), options)
    arns = [_alarm(number, options).arn for number in range(2)]
    subnets = list(network.private_subnet_ids.values())
    args = flags_args(alarm_arns=arns, vpc_id=network.vpc_id, subnet_ids=subnets, **changes)
    return Flags("flags", args, options)


def build_flags(*, preview: bool = False, **changes: Any) -> Graph:
    """What flags register; the outputs are their variables, and the policy of their statements."""
    found: dict[str, Any] = {}

    def make(options: pulumi.ResourceOptions) -> None:
        made = make_flags(options, **changes)
        pulumi.Output.all(policy=document(*made.statements), **made.variables).apply(found.update)

    graph = in_region(make, preview=preview)
    graph.outputs = found
    return graph


def alarm_arns(graph: Graph) -> list[str]:
    """In the order in which they were given, which need not be that of their registration."""
    return [graph.one(f"alarm-{number}").properties["arn"] for number in range(2)]


def _alarm(number: int, options: pulumi.ResourceOptions) -> aws.cloudwatch.MetricAlarm:
    alarm_args = AlarmArgs(
        naming=NAMING,
        kind=f"alarm-{number}",
        reason="payments fail",
        namespace="AWS/Lambda",
        runbook="payments",
        metric="Errors",
        dimensions={"FunctionName": "payment-processor"},
        threshold=0,
        topic_arn=TOPIC,
    )
    return alarm(f"alarm-{number}", alarm_args, options)
