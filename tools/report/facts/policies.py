"""What each rule of the policy pack looked at, what it found, and who is exempt until when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from policy.exemptions import Exemption, Exemptions, read, violations
from policy.resources import Resource as Judged
from policy.resources import Stack
from policy.rule import Record
from policy.rules import RULES, STACK_RULES
from simulated_aws.values import OF_A_SECRET, SIGNATURE
from tools.report.facts.rehearsed import Rehearsed, Resource

# Long and mixed enough for every rule that looks at a secret's value, which the state holds encrypted.
A_SECRET = "aA1!" * 8


@dataclass(frozen=True, kw_only=True)
class Result:
    """One rule on one stack; `exempt` are the findings that an exemption covers."""

    rule: Record
    checked: int
    findings: Sequence[str]
    exempt: int
    exemptions: Sequence[Exemption]


def results(rehearsed: Rehearsed, today: date) -> list[Result]:
    """Each rule with its result, those with findings first, then those with exemptions."""
    stack, exemptions = Stack([_judged(item) for item in rehearsed.resources]), Exemptions(items=read(), today=today)
    found = [_result(rule, rehearsed.stack, stack, exemptions) for rule in (*RULES, *STACK_RULES)]
    return sorted(found, key=lambda item: (-len(item.findings), -item.exempt, item.rule.name))


def _result(rule: Any, name: str, stack: Stack, exemptions: Exemptions) -> Result:
    found, _ = violations(rule, stack)
    uncovered = exemptions.uncovered(name, rule, found)
    return Result(
        rule=rule,
        checked=len(stack.of(*rule.types)),
        findings=[f"{violation.resource.name}: {violation.text}" for violation in uncovered],
        exempt=len(found) - len(uncovered),
        exemptions=[item for item in exemptions.items if item.rule == rule.name and name in item.stacks],
    )


def _judged(item: Resource) -> Judged:
    references: Mapping[str, Sequence[str]] = item.get("propertyDependencies") or {}
    return Judged(
        type=item["type"],
        name=item["urn"].rpartition("::")[2],
        urn=item["urn"],
        properties=cast(Mapping[str, Any], _plain(item.get("inputs") or {})),
        parent=item.get("parent", ""),
        provider=item.get("provider", ""),
        references={key: frozenset(urns or ()) for key, urns in references.items()},
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        items = cast(dict[str, Any], value)
        if items.get(SIGNATURE) == OF_A_SECRET:
            return _plain(items["value"]) if "value" in items else A_SECRET
        return {key: _plain(item) for key, item in items.items()}
    return [_plain(item) for item in cast(list[Any], value)] if isinstance(value, list) else value
