"""What a firewall's policy says to a connection; `tests/firewall` asks the engine itself about the same rules."""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from policy.checks.suricata import RULE
from tools.reachability.resources import Network, name_of

# The second one answers with a reset.
STOPPING = ("drop", "reject")


def refusal(network: Network, policy_arn: str, source: IPv4Address, port: int, name: str) -> tuple[str, str]:
    """The resource that drops TLS with a server name to a port, and why; two empty texts where it passes.

    AWS's own rule groups can't be read and are taken to let pass. Raises ValueError for a rule that is not understood.
    """
    item = network.policies[policy_arn]
    policy = item["inputs"]["firewallPolicy"]
    home = _home(policy) or [network.block]
    for reference in sorted(policy["statefulRuleGroupReferences"], key=lambda each: each["priority"]):
        group = network.rule_groups.get(reference["resourceArn"])
        if group is None:
            continue
        sources = group["inputs"]["ruleGroup"]["rulesSource"]
        for line in (sources.get("rulesString") or "").splitlines():
            action = _action(line, source, port, home)
            if action in STOPPING:
                return name_of(group), f"{action}s it by the rule {line.partition('msg:')[2].split(';')[0]}"
            if action == "pass":
                return "", ""
        if _is_allowed(sources.get("rulesSourceList"), source, name, home):
            return "", ""
    if any("drop" in action for action in policy["statefulDefaultActions"]):
        return name_of(item), f"drops what no rule lets pass, as TLS to {name or 'no name'}"
    return "", ""


def _home(policy: Mapping[str, Any]) -> list[IPv4Network]:
    given: Mapping[str, Any] = policy.get("policyVariables") or {}
    variables: list[Mapping[str, Any]] = given.get("ruleVariables") or []
    return [
        IPv4Network(block) for each in variables if each["key"] == "HOME_NET" for block in each["ipSet"]["definitions"]
    ]


def _action(line: str, source: IPv4Address, port: int, home: list[IPv4Network]) -> str:
    """What a rule does with TLS that starts here; empty where the rule is about something else or logs alone."""
    found = RULE.match(line)
    if found is None:
        raise ValueError(f"reachability does not understand the rule {line}")
    action, protocol, given, source_port, _, destination, ports, _ = found.groups()
    if action == "alert" or protocol in ("udp", "icmp"):
        return ""
    if given != "$HOME_NET" or source_port != "any" or destination != "any" or protocol not in ("tcp", "tls"):
        raise ValueError(f"reachability does not understand the rule {line}")
    matches = ports == "any" or (port != int(ports[1:]) if ports.startswith("!") else port == int(ports))
    return action if matches and any(source in block for block in home) else ""


def _is_allowed(given: Mapping[str, Any] | None, source: IPv4Address, name: str, home: list[IPv4Network]) -> bool:
    """Whether a list of domains lets the name pass: with a dot before it, a target stands for all below it too."""
    if not given or given["generatedRulesType"] != "ALLOWLIST" or not any(source in block for block in home):
        return False
    return any(
        name == target.lstrip(".") or (target.startswith(".") and name.endswith(target)) for target in given["targets"]
    )
