"""Roles with the permissions that they have from the start."""

from collections.abc import Sequence

from pulumi import Output
from pulumi_aws import iam

from foundation.component import Component
from foundation.ordering import after
from foundation.policies import Statement, document


def role(
    owner: Component,
    name: str,
    *,
    kind: str,
    description: str,
    trust: Output[str],
    statements: Sequence[Statement],
) -> Output[str]:
    """The ARN of a role with one policy, handed out once the role has its permissions.

    AWS services try a role's permissions when they are given it. `kind` makes its tags; `trust` is the document that
    says who may assume it.
    """
    made = iam.Role(
        f"{name}-role",
        description=description,
        assume_role_policy=trust,
        tags=owner.region.naming.tags(f"{kind}-role"),
        opts=owner.child(),
    )
    policy = iam.RolePolicy(f"{name}-role-policy", role=made.id, policy=document(*statements), opts=owner.child())
    return after(made.arn, [policy])
