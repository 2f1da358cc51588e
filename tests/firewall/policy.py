"""The rules of a network's firewall as its policy has them evaluated, first to last."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.support.graph import Graph

Group = Mapping[str, Any]
MANAGED = ":aws-managed:"
# What the default actions do, in the engine's words: AWS says what becomes of which packets, and not by which rules.
# The one for application layers waits until a message of an application's protocol is complete.
DEFAULT_RULES: Mapping[str, Sequence[str]] = {
    "aws:drop_established": ("drop tcp $HOME_NET any -> any any (flow:established; sid:900;)",),
    "aws:drop_established_app_layer_to_server": (
        "drop tls $HOME_NET any -> any any (flow:established,to_server; ssl_state:client_hello; sid:901;)",
        "drop http $HOME_NET any -> any any (flow:established,to_server; sid:902;)",
        "drop ssh $HOME_NET any -> any any (flow:established,to_server; sid:903;)",
        "drop tcp $HOME_NET any -> any any (flow:established,to_server; app-layer-protocol:failed; sid:904;)",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Rules:
    """Rules in the engine's language, the first to be asked first, and the blocks that are HOME_NET to them."""

    lines: Sequence[str]
    home: Sequence[str]


def of_network(graph: Graph) -> Rules:
    """The rules of the one firewall that a program has registered."""
    return evaluated(policy_of(graph), groups_of(graph))


def policy_of(graph: Graph) -> dict[str, Any]:
    """The policy of the one firewall."""
    (policy,) = [item for item in graph.of("FirewallPolicy") if item.custom]
    return policy.inputs["firewallPolicy"]


def groups_of(graph: Graph) -> dict[str, Group]:
    """The account's own rule groups by ARN."""
    return {item.properties["arn"]: item.inputs["ruleGroup"] for item in graph.of("RuleGroup")}


def evaluated(policy: Mapping[str, Any], groups: Mapping[str, Group]) -> Rules:
    """The rules of all groups by the priorities that the policy gives them, then its default actions.

    AWS's own groups can't be read and are left out. Raises KeyError for another group that is not given.
    """
    ordered = sorted(policy["statefulRuleGroupReferences"], key=lambda reference: reference["priority"])
    arns = [reference["resourceArn"] for reference in ordered if MANAGED not in reference["resourceArn"]]
    drops = [action for action in policy["statefulDefaultActions"] if action.startswith("aws:drop")]
    variables = {each["key"]: each["ipSet"]["definitions"] for each in policy["policyVariables"]["ruleVariables"]}
    return Rules(
        lines=(
            *(rule for arn in arns for rule in _rules(groups[arn]["rulesSource"])),
            *(rule for action in drops for rule in DEFAULT_RULES[action]),
        ),
        home=variables["HOME_NET"],
    )


def _rules(source: Mapping[str, Any]) -> Iterator[str]:
    if text := source.get("rulesString"):
        yield from text.strip().splitlines()
    if domains := source.get("rulesSourceList"):
        assert (domains["generatedRulesType"], domains["targetTypes"]) == ("ALLOWLIST", ["TLS_SNI"])
        yield from (_passing(domain, number) for number, domain in enumerate(domains["targets"], 100))


def _passing(domain: str, number: int) -> str:
    """As the developer guide lists them (stateful domain list rule groups); a leading dot includes what is below."""
    below = f'dotprefix; content:"{domain}"; nocase; endswith'
    itself = f'content:"{domain}"; startswith; nocase; endswith'
    matched = f"tls.sni; {below if domain.startswith('.') else itself}"
    return f"pass tls $HOME_NET any -> $EXTERNAL_NET any ({matched}; flow:to_server,established; sid:{number};)"
