"""Who may break which rule for how long, and why: `exemptions.yaml`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, cast

import yaml

from policy.rule import Fault, Record, Rule, Stack, StackRule, decided

FILE = Path(__file__).parent / "exemptions.yaml"


@dataclass(frozen=True, kw_only=True)
class Exemption:
    """The resources of some stacks that a rule does not count for, the reason, and the last day of it.

    `resources` is a pattern for logical names, such as `database-*`.
    """

    rule: str
    stacks: Sequence[str]
    resources: str
    reason: str
    expires: date

    def __post_init__(self) -> None:
        if not self.stacks:
            raise ValueError(f"the exemption from {self.rule} needs a stack at least; got none")
        if len(self.reason) < 20:
            raise ValueError(f"the exemption from {self.rule} needs a reason of 20 characters; got {self.reason!r}")
        if type(self.expires) is not date:
            raise ValueError(f"the exemption from {self.rule} needs an expiry such as 2027-01-31; got {self.expires!r}")

    def covers(self, stack: str, rule: str, fault: Fault, today: date) -> bool:
        """Whether a fault of a stack is exempt today."""
        return (
            rule == self.rule
            and stack in self.stacks
            and today <= self.expires
            and fnmatchcase(fault.resource.name, self.resources)
        )


def read(path: Path = FILE) -> tuple[Exemption, ...]:
    """The exemptions of a file; raises ValueError or TypeError where one lacks its reason or its expiry."""
    items = cast(list[dict[str, Any]], yaml.safe_load(path.read_text()) or [])
    return tuple(Exemption(**item) for item in items)


@dataclass(frozen=True, kw_only=True)
class Book:
    """All exemptions, as they stand on one day."""

    exemptions: Sequence[Exemption]
    today: date

    def left(self, stack: str, rule: Record, faults: Sequence[Fault]) -> list[Fault]:
        """The faults that nothing exempts."""
        return [
            fault
            for fault in faults
            if not any(item.covers(stack, rule.name, fault, self.today) for item in self.exemptions)
        ]

    def mistakes(
        self, name: str, stack: Stack, rules: Sequence[Rule], stack_rules: Sequence[StackRule]
    ) -> Iterator[str]:
        """What is wrong with the exemptions of a stack: expired, of no rule, or needed by nothing."""
        known: dict[str, Rule | StackRule] = {rule.name: rule for rule in (*rules, *stack_rules)}
        for item in self.exemptions:
            if name not in item.stacks:
                continue
            subject = f"the exemption of {item.resources} from {item.rule}"
            if item.rule not in known:
                yield f"{subject} is of a rule that does not exist"
            elif self.today > item.expires:
                yield f"{subject} has expired on {item.expires}: mend what it was for, or decide anew"
            elif not _is_needed(item, name, known[item.rule], stack, self.today):
                yield f"{subject} is needed by nothing any more: remove it"


def _is_needed(item: Exemption, name: str, rule: Rule | StackRule, stack: Stack, today: date) -> bool:
    """Whether something breaks the rule that the exemption covers, or may turn out to."""
    found, undecided = broken(rule, stack)
    return undecided or any(item.covers(name, rule.name, fault, today) for fault in found)


def broken(rule: Rule | StackRule, stack: Stack) -> tuple[list[Fault], bool]:
    """Each fault of a whole stack by one rule, and whether more may turn out."""
    if isinstance(rule, StackRule):
        found, undecided = decided(rule.faults(stack))
        return found, undecided is not None
    results = [decided(rule.faults(resource)) for resource in stack.of(*rule.types)]
    return [fault for found, _ in results for fault in found], any(error for _, error in results)
