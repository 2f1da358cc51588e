"""The rules of the operations' configuration that span several fields: experiments and costs."""

from collections.abc import Callable, Iterator

from components.config_faults import Fault
from components.config_sections import Chaos, Costs, Database, Network, Payments
from components.config_types import Region

# What starts a function instead of Lambda.
EXEC_WRAPPER = "AWS_LAMBDA_EXEC_WRAPPER"


def chaos_targets(chaos: Chaos, network: Network, database: Database) -> Iterator[Fault]:
    """Each experiment finds what it breaks, and the functions hear of it."""
    if not chaos.enabled:
        return
    if chaos.zone not in network.zones:
        yield "chaos.zone", chaos.zone, f"one of network.zones, {', '.join(network.zones)}"
    if not database.multi_az:
        yield "database.multiAz", False, "true where chaos is enabled, since its failover needs a second server"
    if "s3" not in network.gateway_endpoints:
        yield "network.gatewayEndpoints", "no s3", "a list with s3 where chaos is enabled"


def chaos_extension(chaos: Chaos, payments: Payments, region: Region) -> Iterator[Fault]:
    """FIS's extension is one of the region, and the only one that starts the functions."""
    if not chaos.enabled:
        return
    layer = chaos.extension_layer_arn
    if layer is not None and not layer.startswith(f"arn:aws:lambda:{region}:"):
        yield "chaos.extensionLayerArn", layer, f"a Lambda layer of {region}, the stack's region"
    for function in payments.functions:
        for variable, value in function.environment.items():
            if variable == EXEC_WRAPPER or variable.startswith("AWS_FIS_"):
                key = f"payments.functions.{function.name}.environment.{variable}"
                yield key, value, "no such variable where chaos is enabled, which sets its own"


def cost_alerts(costs: Costs) -> Iterator[Fault]:
    """An anomaly is a part of the budget, and the account that pays watches the environment by itself."""
    if costs.anomaly_threshold_usd > costs.monthly_budget_usd:
        allowed = f"at most costs.monthlyBudgetUsd, {costs.monthly_budget_usd}"
        yield "costs.anomalyThresholdUsd", costs.anomaly_threshold_usd, allowed
    if costs.payer_account and costs.anomaly_monitor_arn:
        allowed = "nothing with costs.payerAccount, whose monitor is the environment's own"
        yield "costs.anomalyMonitorArn", costs.anomaly_monitor_arn, allowed


RULES: tuple[Callable[..., Iterator[Fault]], ...] = (chaos_targets, chaos_extension, cost_alerts)
