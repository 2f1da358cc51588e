"""What Suricata does with a flow under rules in strict order: which of them decides about it, and what is logged.

In strict order the rules are asked one after the other: `alert` logs and goes on, and the first other rule that matches
a packet decides about its whole flow (docs.aws.amazon.com/network-firewall/latest/developerguide/
suricata-rule-evaluation-order.html; botocore: network-firewall.StatefulRule.Action). Suricata itself sorts rules by
their actions first, and no setting of it keeps them as they are given. So the engine gets every rule as an alert, of
which none stops another, and says which packet matches which rules; the order of the rules then decides.
"""

import json
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.firewall.packets import Flow, capture
from tests.firewall.policy import Rules

SETTINGS = """\
%YAML 1.1
---
vars:
  address-groups:
    HOME_NET: "[{home}]"
    EXTERNAL_NET: "any"
outputs:
  - eve-log:
      enabled: yes
      filetype: regular
      filename: eve.json
      types:
        - alert: {{metadata: yes}}
app-layer:
  protocols:
    tls: {{enabled: yes, detection-ports: {{dp: 443}}}}
    http: {{enabled: yes}}
    ssh: {{enabled: yes}}
stream: {{inline: yes, midstream: false}}
"""
RULE = re.compile(r"(?P<action>\w+) (?P<rest>.*\bsid:(?P<number>\d+);.*)")


@dataclass(frozen=True, kw_only=True)
class Alert:
    """A line of the log: the number of the rule, and the server name that the client asked for."""

    rule: int
    server_name: str | None


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The action and the number of the rule that decided about a flow, and what was logged until then.

    A flow about which no rule decides goes through: its action is empty.
    """

    action: str = ""
    rule: int | None = None
    alerts: tuple[Alert, ...]

    @property
    def passed(self) -> bool:
        """Whether every packet went through."""
        return self.action in ("", "pass")


def verdict(rules: Rules, flow: Flow, folder: Path) -> Verdict:
    """What becomes of a flow; raises RuntimeError where the engine does not run as it should."""
    found = [RULE.fullmatch(line) for line in rules.lines]
    read = {int(rule["number"]): rule for rule in found if rule}
    if len(read) != len(rules.lines):
        raise RuntimeError(f"a rule has no number of its own: {rules.lines}")
    places = {number: place for place, number in enumerate(read)}
    events = _matches([f"alert {rule['rest']}" for rule in read.values()], rules.home, flow, folder)
    alerts: list[Alert] = []
    for event in sorted(events, key=lambda event: (event["pcap_cnt"], places[event["alert"]["signature_id"]])):
        number = event["alert"]["signature_id"]
        action = read[number]["action"]
        if action != "pass":
            alerts.append(Alert(rule=number, server_name=event.get("tls", {}).get("sni")))
        if action != "alert":
            return Verdict(action=action, rule=number, alerts=tuple(alerts))
    return Verdict(alerts=tuple(alerts))


def _matches(rules: Sequence[str], home: Sequence[str], flow: Flow, folder: Path) -> list[dict[str, Any]]:
    """Each match of a rule with a packet of the flow."""
    (folder / "own.rules").write_text("\n".join((*rules, "")))
    (folder / "settings.yaml").write_text(SETTINGS.format(home=",".join(home)))
    capture(folder / "flow.pcap", list(flow.packets()))
    files = ("-c", "settings.yaml", "-S", "own.rules", "-r", "flow.pcap", "-l", ".")
    command = ["suricata", *files, "-k", "none", "--simulate-ips", "--runmode", "single"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 (no shell, and the words are this file's)
    if done.returncode or "error parsing" in done.stderr + done.stdout:
        raise RuntimeError(f"Suricata ended with {done.returncode}: {done.stderr}{done.stdout}")
    return [json.loads(line) for line in (folder / "eve.json").read_text().splitlines()]
