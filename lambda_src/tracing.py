"""Subsegments of a payment's trace, sent to the X-Ray daemon that Lambda runs beside a traced function.

Written here and not by Powertools' tracer, which needs the X-Ray SDK: its import takes two thirds of the time of
boto3's, and it is in maintenance mode. A document to a local port is all that is needed.
"""

import json
import os
import secrets
import socket
import time
from collections.abc import Mapping
from contextlib import suppress

# The header that the daemon expects before each document.
HEADER = b'{"format": "json", "version": 1}\n'


class Subsegment:
    """A subsegment from its constructor until `end`, with the `annotations` that were set until then.

    Several may be open at a time. Where the invocation is not traced, or the daemon does not run, nothing happens.
    """

    def __init__(self, name: str, variables: Mapping[str, str] = os.environ):
        self.annotations: dict[str, str] = {}
        self._name = name
        self._variables = variables
        self._start = time.time()

    def end(self, *, fault: bool = False) -> None:
        """Ends the subsegment and sends it to the daemon."""
        trace = _trace(self._variables)
        if trace is None:
            return
        document = {
            "type": "subsegment",
            "name": self._name,
            "id": secrets.token_hex(8),
            "trace_id": trace["Root"],
            "parent_id": trace["Parent"],
            "start_time": self._start,
            "end_time": time.time(),
            "annotations": self.annotations,
            "fault": fault,
        }
        _send(document, self._variables.get("AWS_XRAY_DAEMON_ADDRESS", ""))


def _trace(variables: Mapping[str, str]) -> dict[str, str] | None:
    """The invocation's trace, where it is one of those that are recorded."""
    # Lambda sets it for each invocation.
    parts = (part.partition("=") for part in variables.get("_X_AMZN_TRACE_ID", "").split(";"))
    trace = {key.strip(): value for key, _, value in parts}
    return trace if trace.get("Sampled") == "1" and {"Root", "Parent"} <= trace.keys() else None


def _send(document: Mapping[str, object], address: str) -> None:
    host, _, port = address.rpartition(":")
    with suppress(OSError, ValueError, OverflowError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as daemon:
        daemon.setblocking(False)
        daemon.sendto(HEADER + json.dumps(document).encode(), (host, int(port)))
