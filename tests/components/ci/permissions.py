"""Whether AWS would let a role do something, by its policies and its boundary."""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from access.documents import Statement, parse
from access.evaluation import Request, decide
from tests.components.ci.account import account
from tests.support.graph import Graph, build_stack

ADMINISTRATOR = parse(json.dumps({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}))
OTHER_KEY = "arn:aws:kms:eu-west-2:123456789012:key/another"


class Document(NamedTuple):
    """A policy that is attached to a role, by its name in the program."""

    name: str
    statements: tuple[Statement, ...]


class Role:
    """A role of the account, with what is attached to it and its boundary."""

    def __init__(self, graph: Graph, name: str, extra: Sequence[Statement] = (), *, bounded: bool = True):
        (self.resource,) = (item for item in graph.of("Role") if item.inputs.get("name") == name)
        attached = {
            item.inputs["policyArn"] for item in graph.of("RolePolicyAttachment") if item.inputs["role"] == name
        }
        documents = {
            item.properties["arn"]: Document(item.name, parse(item.inputs["policy"])) for item in graph.of("Policy")
        }
        self.documents = [documents[arn] for arn in sorted(attached)]
        self.permissions = (*(each for document in self.documents for each in document.statements), *extra)
        boundary = documents[self.resource.inputs["permissionsBoundary"]].statements
        self.boundary = boundary if bounded else ADMINISTRATOR

    def may(self, action: str, resource: str = "arn:aws:any:eu-west-2:123456789012:thing", **context: str) -> bool:
        """Whether it may do this with the resource; the context's keys have their colon written as two underscores."""
        given = {key.replace("__", ":").lower(): (value,) for key, value in context.items()}
        return self.allows(
            Request(action=action, resource=resource, context={"aws:requestedregion": ("eu-west-2",), **given})
        )

    def allows(self, request: Request) -> bool:
        """Whether its policies and its boundary allow a request, which has no other condition keys than it says."""
        missing: dict[str, tuple[str, ...]] = {key: () for key in self._keys()}
        whole = Request(action=request.action, resource=request.resource, context={**missing, **request.context})
        return all(decide(statements, whole) == "allowed" for statements in (self.permissions, self.boundary))

    def _keys(self) -> Iterator[str]:
        """The condition keys that its policies ask for."""
        for statement in (*self.permissions, *self.boundary):
            yield from (condition.key.lower() for condition in statement.conditions)


def role(kind: str, stack: str = "prod", graph: Graph | None = None) -> Role:
    """The role of a kind of workflow for a stack, in the committed account unless another one is given."""
    return Role(graph or account(stack), f"{kind}-{stack}")


@cache
def program(stack: str, changes: str = "{}") -> Graph:
    """The graph of a stack that the roles act for, with some of its configuration changed, as JSON."""
    values: dict[str, Any] = json.loads(changes)
    return build_stack(stack, changes=values)
