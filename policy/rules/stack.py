"""What holds for every resource of a stack: it belongs to a component, and it is tagged."""

from collections.abc import Iterator

from policy.checks.stacks import stack_check
from policy.checks.tags import tagged
from policy.resources import Resource, Stack, Violation
from policy.rule import LOW, rule

# The packages whose resources a provider creates; `pulumi` has the stack itself and the providers.
PROVIDED = ("aws", "pulumi-python", "random")


@stack_check("ResourceOptions(parent=...) with the component that it belongs to")
def _in_component(stack: Stack) -> Iterator[Violation]:
    components = {item.urn for item in stack.resources if _package(item) not in (*PROVIDED, "pulumi")}
    for item in stack.resources:
        if _package(item) in PROVIDED and item.parent not in components:
            yield Violation(resource=item, text="it is outside every component")


def _package(item: Resource) -> str:
    return item.type.partition(":")[0]


RULES = (
    rule(("aws:*", "random:*", "pulumi-python:*"), "resource-in-component", LOW).needs(_in_component),
    rule("aws:*", "resource-tagged", LOW, "Security Hub AppConfig.1, own").needs(tagged),
)
