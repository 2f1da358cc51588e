"""What a rule is, of one resource or of a whole stack, and how it is declared."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal, overload

from policy.checks.stacks import ALARM, StackCheck, has_alarm, has_companion
from policy.resources import Resource, Stack, Violation
from policy.values import UndecidedError, Values

Severity = Literal["low", "medium", "high", "critical"]
LOW: Final = "low"
MEDIUM: Final = "medium"
HIGH: Final = "high"
CRITICAL: Final = "critical"


@dataclass(frozen=True, kw_only=True)
class Check:
    """What properties must be: `problems` yields what is wrong with some, `required` says what is right."""

    problems: Callable[[Values], Iterable[str]]
    required: str


@dataclass(frozen=True, kw_only=True)
class Record:
    """What every rule says of itself: its name, the controls that it serves, its severity, and what it requires.

    A control is named by its standard and number, such as `FSBP RDS.2`, `PCI RDS.2` or `CIS 2.2.3`, Checkov's by their
    id, such as `CKV_AWS_17`. `own` marks a rule that no standard asks for. `types` are the resource types it looks at.
    """

    name: str
    controls: tuple[str, ...]
    severity: Severity
    types: tuple[str, ...]
    message: str


@dataclass(frozen=True, kw_only=True)
class Rule(Record):
    """A rule that a resource follows or violates by its own properties."""

    check: Check

    def violations(self, resource: Resource) -> Iterator[Violation]:
        """What is wrong with a resource; raises UndecidedError where that depends on what is not known yet."""
        if resource.type in self.types:
            for text in self.check.problems(resource.values):
                yield Violation(resource=resource, text=text)


@dataclass(frozen=True, kw_only=True)
class StackRule(Record):
    """A rule about the resources of a stack together."""

    check: StackCheck

    def violations(self, stack: Stack) -> Iterator[Violation]:
        """What is wrong with a stack; raises UndecidedError where that depends on what is not known yet."""
        yield from self.check.violations(stack)


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """The first half of a rule, which what it needs makes one of a resource or one of a stack."""

    name: str
    controls: tuple[str, ...]
    severity: Severity
    types: tuple[str, ...]

    @overload
    def needs(self, check: Check, why: str = "") -> Rule: ...
    @overload
    def needs(self, check: StackCheck, why: str = "") -> StackRule: ...
    def needs(self, check: Check | StackCheck, why: str = "") -> Rule | StackRule:
        """The rule that a check passes; `why` is for what the check does not say itself."""
        message = f"{check.required}: {why}" if why else check.required
        if isinstance(check, Check):
            return Rule(**vars(self), message=message, check=check)
        return StackRule(**vars(self), message=message, check=check)

    def needs_companion(self, companion: str, *, by: str, missing: str) -> StackRule:
        """The rule that each resource has one of another type, whose property `by` comes from it."""
        (kind,) = self.types
        return self._with(companion).needs(has_companion(kind, companion, by, missing))

    def needs_alarm(self, on: str) -> StackRule:
        """The rule that an alarm watches each resource; `on` says by what."""
        (kind,) = self.types
        return self._with(ALARM).needs(has_alarm(kind, on))

    def _with(self, kind: str) -> "Declaration":
        return replace(self, types=(*self.types, kind))


def rule(types: str | tuple[str, ...], name: str, severity: Severity, controls: str = "own") -> Declaration:
    """The first half of a rule.

    Args:
        types: One resource type, or several.
        name: The service or resource, and what must hold: `rds-multi-az`.
        severity: How severe a violation is.
        controls: The controls that it serves, with commas between them; none where no standard asks for it.
    """
    kinds = (types,) if isinstance(types, str) else types
    return Declaration(name=name, controls=tuple(controls.split(", ")), severity=severity, types=kinds)


def decided(violations: Iterable[Violation]) -> tuple[list[Violation], UndecidedError | None]:
    """The violations that are certain, and what the rest depends on where it is not known yet."""
    found: list[Violation] = []
    try:
        found.extend(violations)
    except UndecidedError as error:
        return found, error
    return found, None
