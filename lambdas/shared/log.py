"""Logs and metrics of the functions; the fields they may hold are listed here, and none is a secret value.

Lambda's own formatter writes each record as JSON, with the fields beside the message.
"""

import json
import logging
import time

NAMESPACE = "Payments/Credentials"

# Powertools names its logger after the function; no function's name holds a dot, so the two are never one.
_logger = logging.getLogger(__name__)


def note(
    event: str,
    *,
    level: int = logging.INFO,
    step: str | None = None,
    secret: str | None = None,
    version: str | None = None,
    user: str | None = None,
    file: str | None = None,
    server: str | None = None,
    fingerprint: str | None = None,
    error: str | None = None,
) -> None:
    """Logs an event with the fields that are given; there is no field for anything else."""
    fields = {
        "step": step,
        "secret": secret,
        "version": version,
        "user": user,
        "file": file,
        "server": server,
        "fingerprint": fingerprint,
        "error": error,
    }
    _logger.log(level, event, extra={key: value for key, value in fields.items() if value is not None})


def metric(name: str, value: float, **dimensions: str) -> None:
    """Writes a metric in CloudWatch's embedded format, which needs no permissions and no network.

    It goes to standard output: inside a log record CloudWatch would not find it.
    """
    described = {
        "Namespace": NAMESPACE,
        "Dimensions": [list(dimensions)],
        "Metrics": [{"Name": name, "Unit": "Count"}],
    }
    print(
        json.dumps(
            {
                "_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [described]},
                name: value,
                **dimensions,
            }
        ),
        flush=True,
    )
