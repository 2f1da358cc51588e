"""Flows from inside to the internet, and what has to become of each.

The first bytes of TLS clients were recorded from Go's own client by `go run ./tests/firewall/record`.
"""

import json
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from pathlib import Path

from tests.firewall.packets import Connection, Datagram, Flow, Ping

HELLOS: dict[str, bytes] = {
    name: bytes.fromhex(sent)
    for name, sent in json.loads(Path(__file__).with_name("hellos.json").read_text(encoding="ascii")).items()
}
NO_PROTOCOL = bytes(range(256)) * 32
REQUEST = b"GET / HTTP/1.1\r\nHost: api.example.com\r\n\r\n"


@dataclass(frozen=True)
class Case:
    """A flow by its name, and whether it may pass; `before` is for the default action that judges the first packet."""

    name: str
    flow: Flow
    _: KW_ONLY
    passes: bool
    before: bool | None = None

    def expected(self, action: str) -> bool:
        """Whether it passes where the policy has a default action."""
        return self.passes if self.before is None or action != "drop_established" else self.before


CASES: Sequence[Case] = (
    *(
        Case(name, Connection(HELLOS[name]), passes=True)
        for name in ("TLS 1.2", "TLS 1.2, the domain itself", "TLS 1.3")
    ),
    Case("TLS 1.3, post-quantum", Connection(HELLOS["TLS 1.3, post-quantum"]), passes=True, before=False),
    *(
        Case(name, Connection(HELLOS[name]), passes=False)
        for name in (
            "TLS 1.3, another domain",
            "TLS 1.3, post-quantum, another domain",
            "TLS 1.3, a domain that ends alike",
            "TLS 1.3, no server name",
            "TLS 1.3, ECH behind another domain",
        )
    ),
    # The firewall reads the outer name, which is all that it can see.
    Case(
        "TLS 1.3, ECH behind an allowed domain",
        Connection(HELLOS["TLS 1.3, ECH behind an allowed domain"]),
        passes=True,
        before=False,
    ),
    Case("TLS 1.3 to port 8443", Connection(HELLOS["TLS 1.3"], port=8443), passes=False),
    Case("HTTP to port 443", Connection(REQUEST), passes=False),
    Case("HTTP to port 80", Connection(REQUEST, port=80), passes=False),
    Case("SSH to port 443", Connection(b"SSH-2.0-OpenSSH_9.2p1\r\n"), passes=False),
    Case(
        "bytes of no protocol to port 443",
        Connection(NO_PROTOCOL, answer=NO_PROTOCOL, afterwards=b"more"),
        passes=False,
    ),
    Case("QUIC", Datagram(b"\xc0\x00\x00\x00\x01" + bytes(1195)), passes=False),
    Case("DNS to a server outside", Datagram(b"\x00\x01\x01\x00\x00\x01" + bytes(20), port=53), passes=False),
    Case("a ping", Ping(), passes=False),
)
DEFAULTS = ("drop_established_app_layer_to_server", "drop_established")
