"""Queues and payment functions that tests build and change."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from components.database import RegionalDatabase
from components.network import Network
from components.payments import PaymentQueue, PaymentQueueArgs, Payments, PaymentsArgs
from config.sections import Payments as Settings
from foundation.function import Extension
from foundation.packaging import Package
from foundation.region import Region

PACKAGE = Package(path=".build/lambda_src.zip", sha256="c29tZSBoYXNo")


def settings(**keys: Any) -> Settings:
    """The payments' settings, by the keys of a stack file."""
    return Settings.model_validate(keys)


def make_queue(region: Region, **keys: Any) -> PaymentQueue:
    """The payments' queue; `keys` are of the section of a stack file."""
    return PaymentQueue("queue", PaymentQueueArgs(region=region, settings=settings(**keys)))


def make_payments(
    region: Region,
    network: Network,
    database: RegionalDatabase,
    queue: PaymentQueue,
    *,
    extensions: Sequence[Extension] = (),
    **changes: Any,
) -> Payments:
    """The usual processor."""
    args = PaymentsArgs(
        region=region,
        network=network,
        settings=settings(),
        database=database,
        queue=queue,
        extensions=extensions,
        lease=None,
        packages={"lambda_src": PACKAGE},
        audit_package=PACKAGE,
        release_package=PACKAGE,
        rollout_alarms=(),
    )
    return Payments("payments", replace(args, **changes))
