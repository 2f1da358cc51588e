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

from policy.exemptions import Exemptions, read
from policy.resources import Resource, Stack
from policy.rule import Record, Rule, StackRule, decided
from policy.rules import RULES, STACK_RULES
from policy.values import UNKNOWN

NAME = "payments"


def serve() -> None:
    """Answers the engine until it is done."""
    # The stack is kept until its last rule: collecting garbage in it would take longer than the rules do.
    gc.set_threshold(100_000, 50, 100)
    exemptions = Exemptions(items=read(), today=date.today())
    PolicyPack(NAME, policies(exemptions), EnforcementLevel.MANDATORY)


def policies(exemptions: Exemptions) -> list[Policy]:
    """A policy for each rule, and one for the exemptions themselves."""
    return [
        *(_of_resources(rule, exemptions) for rule in RULES),
        *(_of_the_stack(rule, exemptions) for rule in STACK_RULES),
        _of_the_exemptions(exemptions),
    ]


def _of_resources(rule: Rule, exemptions: Exemptions) -> Policy:
    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        if args.resource_type not in rule.types:
            return
        resource = Resource(type=args.resource_type, name=args.name, urn=args.urn, properties=_plain(args.props))
        found, undecided = decided(rule.violations(resource))
        for violation in exemptions.uncovered(_stack_name(args.urn), rule, found):
            report(violation.text, None)
        if undecided:
            args.not_applicable(str(undecided))

    return ResourceValidationPolicy(
        rule.name, _description(rule), validate, severity=Severity(rule.severity), tags=list(rule.controls)
    )


def _of_the_stack(rule: StackRule, exemptions: Exemptions) -> Policy:
    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        name, stack = _stack(args)
        found, undecided = decided(rule.violations(stack))
        for violation in exemptions.uncovered(name, rule, found):
            report(violation.text, violation.resource.urn)
        if undecided:
            args.not_applicable(str(undecided))

    return StackValidationPolicy(
        rule.name, _description(rule), validate, severity=Severity(rule.severity), tags=list(rule.controls)
    )


def _of_the_exemptions(exemptions: Exemptions) -> Policy:
    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        for mistake in exemptions.mistakes(*_stack(args), RULES, STACK_RULES):
            report(mistake, None)

    # A setting that removes a resource must not wait for the file; what an expired exemption covered is refused again.
    return StackValidationPolicy(
        "exemptions-are-current", "policy/exemptions.yaml has a mistake", validate, EnforcementLevel.ADVISORY
    )


def _description(rule: Record) -> str:
    return f"Required: {rule.message} ({', '.join(rule.controls)})"


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
    """A value of the engine as rules expect it: the engine's own raises an error where something is not known yet."""
    if isinstance(value, Mapping):
        items = cast(Mapping[str, Any], value)
        return {key: _known(items, key) for key in items}
    if isinstance(value, Sequence) and not isinstance(value, str):
        parts = cast(Sequence[Any], value)
        return [_known(parts, index) for index in range(len(parts))]
    # The engine's protocol has no whole numbers.
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _known(container: Any, key: Any) -> Any:
    try:
        return _plain(container[key])
    except UnknownValueError:
        return UNKNOWN
