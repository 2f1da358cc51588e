"""What shows that a way round the rules is closed: a right resource, and one that looks right and is not."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from policy.checks.tags import TAGS
from policy.exemptions import violations
from policy.resources import Resource, Stack
from policy.rules import RULES, STACK_RULES

ACCOUNT = "123456789012"
FOREIGN = "210987654321"
KEY = f"arn:aws:kms:eu-west-2:{ACCOUNT}:key/6e8f0db9"
OWN_ROOT = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
SECURE = {"Bool": {"aws:SecureTransport": "true"}}

Properties = dict[str, Any]
Document = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Bypass:
    """One way round the rules: the resource's type, and its properties when it is wrong; `good` when it is right.

    Without `good` no resource of the type is right.
    """

    name: str
    kind: str
    bad: Properties
    good: Properties | None = None
    references: Mapping[str, str] | None = None

    def refusing(self, bad: Properties | None = None) -> set[str]:
        """The rules that refuse the wrong resource and not the right one."""
        right = [] if self.good is None else [self._made(self.good)]
        return {rule for rule, _ in _said([self._made(bad or self.bad)]) - _said(right)}

    def _made(self, properties: Properties) -> Resource:
        tags = {"tags": dict.fromkeys(TAGS, "it")}
        references = {key: frozenset((urn,)) for key, urn in (self.references or {}).items()}
        return made(self.kind, "it", tags | properties, references)


def made(
    kind: str, name: str, properties: Properties, references: Mapping[str, frozenset[str]] | None = None
) -> Resource:
    return Resource(type=kind, name=name, urn=name, parent="above", properties=properties, references=references or {})


def _said(resources: list[Resource]) -> set[tuple[str, str]]:
    """What the rules say of these resources."""
    stack = Stack([*OTHERS, *resources])
    return {
        (rule.name, item.text)
        for rule in (*RULES, *STACK_RULES)
        for item in violations(rule, stack)[0]
        if item.resource.name == "it"
    }


def document(*statements: Document) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: object, resource: object = "*", **more: object) -> dict[str, object]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


# What tells whose account the stack is in, and what its bucket is called.
OTHERS = (
    made("payments:network:Network", "above", {}),
    made("aws:kms/key:Key", "key", {"policy": document(allow("kms:*", Principal=OWN_ROOT))}),
    made("aws:s3/bucket:Bucket", "bucket", {"bucket": "payments-bucket"}),
)
