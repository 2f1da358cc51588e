"""The rules as Pulumi's engine runs them."""

import gc
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyPack,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UnknownValueError

from policy.exemptions import Book, read
from policy.rule import Record, Resource, Rule, Stack, StackRule, decided
from policy.rules import RULES, STACK_RULES
from policy.values import UNKNOWN

NAME = "payments"


def serve() -> None:
    """Answers the engine until it is done."""
    # The stack is kept until its last rule: to look through it for garbage takes longer than the rules do.
    gc.set_threshold(100_000, 50, 100)
    book = Book(exemptions=read(), today=date.today())
    PolicyPack(NAME, policies(book), EnforcementLevel.MANDATORY)


def policies(book: Book) -> list[Policy]:
    """A policy for each rule, and one for the exemptions themselves."""
    return [
        *(_of_resources(rule, book) for rule in RULES),
        *(_of_the_stack(rule, book) for rule in STACK_RULES),
        _of_the_exemptions(book),
    ]


def _of_resources(rule: Rule, book: Book) -> Policy:
    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        if args.resource_type not in rule.types:
            return
        resource = Resource(type=args.resource_type, name=args.name, urn=args.urn, properties=_plain(args.props))
        found, undecided = decided(rule.faults(resource))
        for fault in book.left(_stack_name(args.urn), rule, found):
            report(fault.text, None)
        if undecided:
            args.not_applicable(str(undecided))

    return ResourceValidationPolicy(
        rule.name, _description(rule), validate, severity=Severity(rule.severity), tags=list(rule.controls)
    )


def _of_the_stack(rule: StackRule, book: Book) -> Policy:
    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        name, stack = _stack(args)
        found, undecided = decided(rule.faults(stack))
        for fault in book.left(name, rule, found):
            report(fault.text, fault.resource.urn)
        if undecided:
            args.not_applicable(str(undecided))

    return StackValidationPolicy(
        rule.name, _description(rule), validate, severity=Severity(rule.severity), tags=list(rule.controls)
    )


def _of_the_exemptions(book: Book) -> Policy:
    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        for mistake in book.mistakes(*_stack(args), RULES, STACK_RULES):
            report(mistake, None)

    # A setting that takes a resource away must not wait for the file; the fault of an expired exemption counts again.
    return StackValidationPolicy(
        "exemptions-are-current", "policy/exemptions.yaml has a mistake", validate, EnforcementLevel.ADVISORY
    )


def _description(rule: Record) -> str:
    return f"Set {rule.message} ({', '.join(rule.controls)})"


def _stack(args: StackValidationArgs) -> tuple[str, Stack]:
    """The stack's name and its resources."""
    resources = [_resource(item) for item in args.resources]
    return _stack_name(resources[0].urn) if resources else "", Stack(resources)


def _resource(item: PolicyResource) -> Resource:
    return Resource(
        type=item.resource_type,
        name=item.name,
        urn=item.urn,
        properties=_plain(item.props),
        parent=item.parent.urn if item.parent else "",
        provider=item.provider.urn if item.provider else "",
        references={
            key: frozenset(other.urn for other in others) for key, others in item.property_dependencies.items()
        },
    )


def _stack_name(urn: str) -> str:
    return urn.split("::")[0].removeprefix("urn:pulumi:")


def _plain(value: Any) -> Any:
    """A value of the engine as rules take it: the engine's own raises an error where something is not known yet."""
    if isinstance(value, Mapping):
        items = cast(Mapping[str, Any], value)
        return {key: _known(items, key) for key in items}
    if isinstance(value, Sequence) and not isinstance(value, str):
        parts = cast(Sequence[Any], value)
        return [_known(parts, place) for place in range(len(parts))]
    # The engine's protocol has no whole numbers.
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _known(container: Any, key: Any) -> Any:
    try:
        return _plain(container[key])
    except UnknownValueError:
        return UNKNOWN
