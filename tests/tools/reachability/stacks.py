"""The committed stacks' networks to ask, as they are or with something changed on purpose."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import cache
from typing import Any

from config.load import StackConfig
from config.project import PROJECT
from config.traffic import TrafficArgs
from tests.support.graph import build_stack
from tests.tools.report.states import state
from tools.reachability.questions import Asked, asked, of_stack
from tools.reachability.resources import Network, name_of

# Every network of the committed stacks: the stack and its position.
NETWORKS = (("dev", 0), ("staging", 0), ("prod", 0), ("prod", 1))
MODULES = ("aws:ec2/", "aws:vpc/", "aws:networkfirewall/")

Resources = list[dict[str, Any]]
Edit = Callable[[dict[str, dict[str, Any]]], object]


@cache
def config(stack: str) -> StackConfig:
    return StackConfig.from_file(PROJECT / f"Pulumi.{stack}.yaml")


@cache
def resources(stack: str) -> Resources:
    """What a stack's networks are made of."""
    return [item for item in state(build_stack(stack)) if item["type"].startswith(MODULES)]


def network(stack: str, position: int = 0, edit: Edit | None = None) -> tuple[Network, TrafficArgs, str]:
    """A network of a stack with its connections and an allowed domain, after an edit of its resources by name."""
    given = resources(stack)
    if edit is not None:
        by_name = {name_of(item): deepcopy(item) for item in given}
        edit(by_name)
        given = list(by_name.values())
    return of_stack(config(stack), given)[position]


def stopped(stack: str, position: int, edit: Edit | None = None) -> dict[str, str]:
    """What stops the connections of the table that are not possible, each with why."""
    return {
        answer.stopped_by: answer.why
        for question in asked(*network(stack, position, edit))
        for _, _, answer in question.answers
        if not answer.reached
    }


def ends(question: Asked) -> Mapping[str, object]:
    """A question in the words of a test."""
    return {"from": question.flow.source, "to": question.flow.destination, "port": question.flow.port}
