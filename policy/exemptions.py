"""Which resources may violate which rule until when, and why: `exemptions.yaml`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, cast

import yaml

from policy.resources import Stack, Violation
from policy.rule import Record, Rule, StackRule, decided

FILE = Path(__file__).parent / "exemptions.yaml"


@dataclass(frozen=True, kw_only=True)
class Exemption:
    """The resources of some stacks that a rule does not apply to, the reason, and the last day on which it does not.

    `resources` is a pattern for logical names, such as `database-*`.
    """

    rule: str
    stacks: Sequence[str]
    resources: str
    reason: str
    expires: date

    def __post_init__(self) -> None:
        if not self.stacks:
            raise ValueError(f"the exemption from {self.rule} needs one stack at least; got none")
        if len(self.reason) < 20:
            raise ValueError(f"the exemption from {self.rule} needs a reason of 20 characters; got {self.reason!r}")
        if type(self.expires) is not date:
            raise ValueError(f"the exemption from {self.rule} needs an expiry such as 2027-01-31; got {self.expires!r}")

    def covers(self, stack: str, rule: str, violation: Violation, today: date) -> bool:
        """Whether a violation in a stack is exempt today."""
        return (
            rule == self.rule
            and stack in self.stacks
            and today <= self.expires
            and fnmatchcase(violation.resource.name, self.resources)
        )


def read(path: Path = FILE) -> tuple[Exemption, ...]:
    """The exemptions of a file; raises ValueError or TypeError where one lacks its reason or its expiry."""
    items = cast(list[dict[str, Any]], yaml.safe_load(path.read_text()) or [])
    return tuple(Exemption(**item) for item in items)


@dataclass(frozen=True, kw_only=True)
class Exemptions:
    """All exemptions, as they apply on one day."""

    items: Sequence[Exemption]
    today: date

    def uncovered(self, stack: str, rule: Record, violations: Sequence[Violation]) -> list[Violation]:
        """The violations that nothing exempts."""
        return [
            violation
            for violation in violations
            if not any(item.covers(stack, rule.name, violation, self.today) for item in self.items)
        ]

    def mistakes(
        self, name: str, stack: Stack, rules: Sequence[Rule], stack_rules: Sequence[StackRule]
    ) -> Iterator[str]:
        """What is wrong with the exemptions of a stack: expired, from no rule, or no longer needed."""
        known: dict[str, Rule | StackRule] = {rule.name: rule for rule in (*rules, *stack_rules)}
        for item in self.items:
            if name not in item.stacks:
                continue
            subject = f"the exemption of {item.resources} from {item.rule}"
            if item.rule not in known:
                yield f"{subject} is from a rule that does not exist"
            elif self.today > item.expires:
                yield f"{subject} has expired on {item.expires}: remediate what it was for, or decide again"
            elif not _is_needed(item, name, known[item.rule], stack, self.today):
                yield f"{subject} is no longer needed: remove it"


def _is_needed(item: Exemption, name: str, rule: Rule | StackRule, stack: Stack, today: date) -> bool:
    """Whether it covers a violation of the rule, or one that is not certain yet."""
    found, undecided = violations(rule, stack)
    return undecided or any(item.covers(name, rule.name, violation, today) for violation in found)


def violations(rule: Rule | StackRule, stack: Stack) -> tuple[list[Violation], bool]:
    """The violations of a rule in a whole stack, and whether there may be more."""
    if isinstance(rule, StackRule):
        found, undecided = decided(rule.violations(stack))
        return found, undecided is not None
    results = [decided(rule.violations(resource)) for resource in stack.of(*rule.types)]
    return [violation for found, _ in results for violation in found], any(error for _, error in results)
