"""Whether AWS would let a role do something, by its policies, its boundary and the rules of IAM's evaluation."""

import json
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, cast

from tests.components.ci.account import account
from tests.support.graph import Graph, build_stack

Statement = Mapping[str, Any]
ADMINISTRATOR: Statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
OTHER_KEY = "arn:aws:kms:eu-west-2:123456789012:key/another"


def listed(value: Any) -> list[Any]:
    return cast(list[Any], value) if isinstance(value, list) else [value]


class Role:
    """A role of the account, with what is attached to it and its boundary."""

    def __init__(self, graph: Graph, name: str, extra: Sequence[Statement] = (), *, bounded: bool = True):
        (self.resource,) = (item for item in graph.of("Role") if item.inputs["name"] == name)
        attached = {
            item.inputs["policyArn"] for item in graph.of("RolePolicyAttachment") if item.inputs["role"] == name
        }
        documents = {
            item.properties["arn"]: json.loads(item.inputs["policy"])["Statement"] for item in graph.of("Policy")
        }
        self.statements = [statement for arn in attached for statement in documents[arn]] + list(extra)
        boundary = documents[self.resource.inputs["permissionsBoundary"]]
        self.boundary = boundary if bounded else [ADMINISTRATOR]

    def may(self, action: str, resource: str = "arn:aws:any:eu-west-2:123456789012:thing", **context: str) -> bool:
        """Whether it may do this with the resource; the context's keys have their colon written as two underscores."""
        request = {"aws:RequestedRegion": "eu-west-2"} | {
            key.replace("__", ":"): value for key, value in context.items()
        }
        return all(_allows(statements, action, resource, request) for statements in (self.statements, self.boundary))


def role(kind: str, stack: str = "prod", graph: Graph | None = None) -> Role:
    """The role of a kind of workflow for a stack, in the committed account unless another one is given."""
    return Role(graph or account(), f"{kind}-{stack}")


@cache
def program(stack: str) -> Graph:
    """The graph of a stack that the roles act for."""
    return build_stack(stack)


def _allows(statements: Sequence[Statement], action: str, resource: str, request: Mapping[str, str]) -> bool:
    effects = {item["Effect"] for item in statements if _concerns(item, action, resource, request)}
    return effects == {"Allow"}


def _concerns(statement: Statement, action: str, resource: str, request: Mapping[str, str]) -> bool:
    named = any(
        fnmatchcase(resource, pattern) for pattern in listed(statement.get("Resource", statement.get("NotResource")))
    )
    return (
        any(fnmatchcase(action.lower(), pattern.lower()) for pattern in listed(statement["Action"]))
        and named == ("Resource" in statement)
        and all(_holds(operator, key, listed(values), request)
                for operator, compared in statement.get("Condition", {}).items()
                for key, values in compared.items())
    )  # fmt: skip


def _holds(operator: str, key: str, values: Sequence[str], request: Mapping[str, str]) -> bool:
    if operator == "Null":
        return (key not in request) == (values == ["true"])
    if key not in request:
        return False
    if operator == "StringEquals":
        return request[key] in values
    assert operator in ("ArnLike", "StringLike"), operator
    return any(fnmatchcase(request[key], value) for value in values)
