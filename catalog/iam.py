"""Identity and Access Management."""

from catalog.resource_type import ResourceType
from catalog.service import Service

# The name, with its path, of the policy that bounds the roles of a stack; the account's own project makes it.
BOUNDARY = "/ci/program-boundary-{suffix}"
# What changes roles is permitted by their names, in `components/ci/statements.py`.
IAM = Service(
    "iam",
    read=("GetInstanceProfile", "GetPolicy*", "GetRole*", "List*"),
    deploy=(
        "*InstanceProfile", "*RolePolicy", "*agRole", "CreateRole", "CreateServiceLinked*", "DeleteRole", "PassRole",
        "PutRolePermissions*", "UpdateRole",
    ),
)  # fmt: skip

OPEN_ID_CONNECT_PROVIDER = ResourceType(
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    id="provider-{hex}",
    cloudformation="AWS::IAM::OIDCProvider",
    needs_alarm=False,
)
POLICY = ResourceType(
    "aws:iam/policy:Policy",
    id="policy-{hex}",
    arn="arn:aws:iam::{account}:policy{path}{name}",
    cloudformation="AWS::IAM::ManagedPolicy",
    minutes=0.1,
    needs_alarm=False,
)
ROLE = ResourceType(
    "aws:iam/role:Role",
    id="{name}",
    arn="arn:aws:iam::{account}:role{path}{name}",
    outputs={"uniqueId": "AROA{hex}"},
    cloudformation="AWS::IAM::Role",
    minutes=0.2,
    needs_alarm=False,
)
ROLE_POLICY = ResourceType(
    "aws:iam/rolePolicy:RolePolicy",
    id="{name}",
    has_unique_name=False,
    cloudformation="AWS::IAM::RolePolicy",
    needs_alarm=False,
)
ROLE_POLICY_ATTACHMENT = ResourceType(
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment", id="attachment-{hex}", needs_alarm=False
)
