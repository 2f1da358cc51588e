"""Whether the account has the boundary of a stack's roles, as this commit has it."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from botocore.exceptions import ClientError

from catalog.iam import BOUNDARY
from components.ci.program_boundary import FILES, KEYS, program_boundary
from ops.lib.checks import Answer, failed, passed
from ops.lib.clients import Client, code

DEPLOY = "deploy bootstrap, with this stack in its configuration (docs/continuous-integration.md)"
# As the account's own project has the buckets named of the state, of its copy and of who has read either.
STATE = re.compile(r"arn:aws:s3:::state-[a-z0-9-]+")


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
    if not _is_committed(found["Statement"], account, suffix):
        return failed(f"{arn} is not the committed one", DEPLOY)
    return passed(arn)


def _is_committed(found: Sequence[Mapping[str, Any]], account: str, suffix: str) -> bool:
    """Whether a document has the statements that are committed, and denies what can be the state and its keys.

    Which buckets and keys those are, the account's own project knows alone.
    """
    files, keys = _denied(found, FILES), _denied(found, KEYS)
    wanted = program_boundary(suffix, lambda text: text.format(account=account), files=files, keys=keys)
    return list(found) == json.loads(json.dumps(wanted)) and _is_the_state(files) and _are_keys(keys, account)


def _denied(found: Sequence[Mapping[str, Any]], actions: Sequence[str]) -> list[str]:
    """With what a document lets nobody do any of the actions."""
    denies = (one for one in found if one.get("Effect") == "Deny" and one.get("Action") == list(actions))
    return [arn for one in denies for arn in one.get("Resource", ())]


def _is_the_state(files: Sequence[str]) -> bool:
    buckets = {arn.removesuffix("/*") for arn in files}
    whole = {text for bucket in buckets for text in (bucket, f"{bucket}/*")}
    return bool(buckets) and all(map(STATE.fullmatch, buckets)) and set(files) == whole


def _are_keys(keys: Sequence[str], account: str) -> bool:
    return bool(keys) and all(re.fullmatch(rf"arn:aws:kms:[a-z0-9-]+:{account}:key/[a-z0-9-]+", key) for key in keys)
