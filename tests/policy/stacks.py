"""What a program registers, as rules expect it."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from pulumi.output import Unknown

from policy.exemptions import Exemptions
from policy.exemptions import violations as found
from policy.resources import Resource, Stack
from policy.rules import RULES, STACK_RULES
from policy.values import UNKNOWN
from tests.support.graph import Graph, build_stack


def stack_of(graph: Graph) -> Stack:
    """All resources of a graph, with the properties that the program gives them."""
    return Stack(
        [
            Resource(
                type=item.token,
                name=item.name,
                urn=item.urn,
                properties=_marked(item.inputs),
                parent=item.parent,
                provider=item.provider,
                references=item.references,
            )
            for item in graph
        ]
    )


def violations(name: str, stack: Stack, exemptions: Exemptions) -> list[str]:
    """The violations in a stack that nothing exempts."""
    return [
        f"{rule.name}: {violation.resource.name}: {violation.text}"
        for rule in (*RULES, *STACK_RULES)
        for violation in exemptions.uncovered(name, rule, found(rule, stack)[0])
    ]


def with_container(platform: str) -> Graph:
    """The stack of developers with the container on a platform."""
    image = f"123456789012.dkr.ecr.eu-west-2.amazonaws.com/intake:1@sha256:{'0' * 64}"
    container = {"enabled": True, "platform": platform, "image": image}
    return build_stack("dev", changes={"payments:container": container})


def _marked(value: Any) -> Any:
    """The value with the rules' own marker for what is not known yet."""
    if isinstance(value, Unknown):
        return UNKNOWN
    if isinstance(value, Mapping):
        return {key: _marked(item) for key, item in cast(Mapping[str, Any], value).items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_marked(item) for item in cast(Sequence[Any], value)]
    return value
