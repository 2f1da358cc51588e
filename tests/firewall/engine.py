"""What Suricata does with a flow under the program's rules: which of its packets it drops, and by which rule."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.firewall.packets import Flow, capture

SETTINGS = """\
%YAML 1.1
---
vars:
  address-groups:
    HOME_NET: "[172.16.64.0/20]"
    EXTERNAL_NET: "any"
outputs:
  - eve-log:
      enabled: yes
      filetype: regular
      filename: eve.json
      types:
        - drop: {alerts: yes, flows: all}
        - alert: {metadata: yes}
app-layer:
  protocols:
    tls: {enabled: yes, detection-ports: {dp: 443}}
    http: {enabled: yes}
    ssh: {enabled: yes}
# A policy in strict order logs a handshake before it lets it pass; of the others no two are about the same packet.
action-order: [alert, pass, drop, reject]
stream: {inline: yes, midstream: false}
"""


@dataclass(frozen=True, kw_only=True)
class Alert:
    """A line of the log: the number of the rule, and the server name that the client asked for."""

    rule: int
    server_name: str | None


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """How many packets were dropped, and what was logged of the flow."""

    drops: int
    alerts: tuple[Alert, ...]

    @property
    def passed(self) -> bool:
        """Whether every packet went through."""
        return self.drops == 0


def verdict(rules: Sequence[str], flow: Flow, folder: Path) -> Verdict:
    """What becomes of a flow; raises RuntimeError where the engine does not run as it should."""
    (folder / "own.rules").write_text("\n".join((*rules, "")))
    (folder / "settings.yaml").write_text(SETTINGS)
    capture(folder / "flow.pcap", list(flow.packets()))
    files = ("-c", "settings.yaml", "-S", "own.rules", "-r", "flow.pcap", "-l", ".")
    command = ["suricata", *files, "-k", "none", "--simulate-ips", "--runmode", "single"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 (no shell, and the words are this file's)
    if done.returncode or "error parsing" in done.stderr + done.stdout:
        raise RuntimeError(f"Suricata ended with {done.returncode}: {done.stderr}{done.stdout}")
    events: list[dict[str, Any]] = [json.loads(line) for line in (folder / "eve.json").read_text().splitlines()]
    return Verdict(
        drops=sum(event["event_type"] == "drop" for event in events),
        alerts=tuple(
            Alert(rule=event["alert"]["signature_id"], server_name=event.get("tls", {}).get("sni"))
            for event in events
            if event["event_type"] == "alert"
        ),
    )
