"""What the payments promise, and what they may cost: each field with its type, range and default."""

from typing import Annotated

from pydantic import Field

from config.sections import Section
from config.service_levels import LEAST_PERCENT
from config.types import MonitorArn


class Objectives(Section):
    """The payments' service level objectives."""

    # At least what the alarms on burn rates can watch; a canary of `payments.rollout` needs more.
    success_percent: Annotated[float, Field(ge=LEAST_PERCENT, lt=100)] = 99.9
    # Below the timeout of the function that reads the queue.
    latency_milliseconds: Annotated[int, Field(ge=1, le=900_000)] = 2000
    latency_percent: Annotated[float, Field(ge=LEAST_PERCENT, lt=100)] = 99


class Costs(Section):
    """What a month may cost, and how the account monitors it."""

    monthly_budget_usd: Annotated[int, Field(ge=1)] = 500
    anomaly_threshold_usd: Annotated[int, Field(ge=1)] = 50
    # For one stack of the account that pays, once costs with its tags exist, a day after the first `up`.
    payer_account: bool = False
    # The monitor of a member account; AWS allows only one.
    anomaly_monitor_arn: MonitorArn | None = None
