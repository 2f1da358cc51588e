"""Whether the account has the boundary of a stack's roles, as this commit has it."""

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from catalog.iam import BOUNDARY
from components.ci.program_boundary import ALLOWED, DENIED
from ops.lib.checks import Answer, failed, passed
from ops.lib.clients import Client, code

DEPLOY = "deploy bootstrap, with this stack in its configuration (docs/continuous-integration.md)"


def boundary(iam: Client, account: str, suffix: str) -> Answer:
    """Whether the policy is there that each role of the program names, and allows and denies what is committed."""
    arn = f"arn:aws:iam::{account}:policy{BOUNDARY.format(suffix=suffix)}"
    try:
        version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    except ClientError as error:
        if code(error) != "NoSuchEntity":
            raise
        return failed(f"{arn} does not exist, and no role can be made", DEPLOY)
    found = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    wanted = {"Allow": set(ALLOWED), "Deny": set(DENIED)}
    if {effect: _actions(found, effect) for effect in wanted} != wanted:
        return failed(f"{arn} is not the committed one", DEPLOY)
    return passed(arn)


def _actions(document: Mapping[str, Any], effect: str) -> set[tuple[str, ...]]:
    """The actions of each statement that allows something, or denies it."""
    statements: list[Mapping[str, Any]] = document["Statement"]
    return {tuple(one.get("Action", ())) for one in statements if one["Effect"] == effect}
