"""Roles with the permissions that they have from the start, within their stack's boundary."""

from collections.abc import Sequence

from pulumi import Input, Output
from pulumi_aws import iam

from catalog.iam import BOUNDARY
from foundation.component import Component
from foundation.ordering import after
from foundation.policies import Statement, document
from foundation.region import Region


def boundary_arn(region: Region) -> Output[str]:
    """The ARN of the policy that bounds the roles of a region's stack."""
    return Output.format(f"arn:aws:iam::{{0}}:policy{BOUNDARY.format(suffix=region.naming.suffix)}", region.account_id)


def bounded_role(
    owner: Component,
    name: str,
    *,
    kind: str,
    description: str,
    trust: Output[str],
    fixed_name: str | None = None,
    path: str | None = None,
    boundary: Input[str] | None = None,
) -> iam.Role:
    """A role without permissions, which never has more than its boundary: the stack's, unless another one is given.

    `kind` makes its tags; `trust` is the document that says who may assume it. `fixed_name` and `path` are for a
    service, or a policy, that knows a role by them.
    """
    return iam.Role(
        name,
        name=fixed_name,
        path=path,
        description=description,
        assume_role_policy=trust,
        permissions_boundary=boundary_arn(owner.region) if boundary is None else boundary,
        tags=owner.region.naming.tags(kind),
        opts=owner.child(),
    )


def role(
    owner: Component,
    name: str,
    *,
    kind: str,
    description: str,
    trust: Output[str],
    statements: Sequence[Statement],
    path: str | None = None,
    boundary: Input[str] | None = None,
) -> Output[str]:
    """The ARN of a role with one policy, handed out once the role has its permissions.

    AWS services try a role's permissions when they are given it. The rest is as `bounded_role` takes it.
    """
    made = bounded_role(
        owner, f"{name}-role", kind=f"{kind}-role", description=description, trust=trust, path=path, boundary=boundary
    )
    policy = iam.RolePolicy(f"{name}-role-policy", role=made.id, policy=document(*statements), opts=owner.child())
    return after(made.arn, [policy])


def managed_role(
    owner: Component,
    name: str,
    *,
    kind: str,
    description: str,
    trust: Output[str],
    policies: dict[str, str],
    fixed_name: str | None = None,
    path: str | None = None,
) -> tuple[iam.Role, Output[str]]:
    """A role with policies of AWS's own, and its ARN, handed out once they are attached.

    `policies` are ARNs, by the names of their attachments. The rest is as `bounded_role` takes it.
    """
    made = bounded_role(owner, name, kind=kind, description=description, trust=trust, fixed_name=fixed_name, path=path)
    attached = [
        iam.RolePolicyAttachment(attachment, role=made.name, policy_arn=arn, opts=owner.child())
        for attachment, arn in policies.items()
    ]
    return made, after(made.arn, attached)
