"""What an account answers about the boundary of a stack's roles."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from components.ci.program_boundary import program_boundary
from tests.ops.canned import Answers, Canned
from tests.support.aws import refused

GET, READ = "iam.GetPolicy", "iam.GetPolicyVersion"
NONE = refused("GetPolicy", "NoSuchEntity")
Statements = list[dict[str, Any]]


def committed(account: str, stack: str) -> Statements:
    """The statements as they are committed, for a state with one bucket and one key."""
    bucket, key = "arn:aws:s3:::state-store-bucket-account-1a2b3c4", f"arn:aws:kms:eu-west-2:{account}:key/1"
    found = program_boundary(
        stack, lambda text: text.format(account=account), files=[bucket, f"{bucket}/*"], keys=[key]
    )
    return json.loads(json.dumps(found))


def version(change: Callable[[Statements], object] = lambda found: None) -> Canned:
    """The policy as it is committed, or with a change; botocore decodes each answer in its place."""

    def answer(asked: Mapping[str, Any]) -> Mapping[str, Any]:
        parts = asked["PolicyArn"].split(":")
        found = committed(parts[4], parts[5].rpartition("program-boundary-")[2])
        change(found)
        return {"PolicyVersion": {"Document": json.dumps({"Version": "2012-10-17", "Statement": found})}}

    return answer


def allowing(action: str) -> Canned:
    """The policy with an action more."""
    return version(lambda found: found[0]["Action"].append(action))


def everywhere() -> Canned:
    """The policy with all that it allows for any resource."""
    return version(lambda found: [one.update(Resource="*") for one in found if one["Effect"] == "Allow"])


def open_state() -> Canned:
    """The policy that lets nobody come to a bucket that is not the state's."""
    return version(lambda found: found[6].update(Resource=["arn:aws:s3:::another", "arn:aws:s3:::another/*"]))


def answers() -> Answers:
    """The answers where it is there and the committed one."""
    return {GET: {"Policy": {"DefaultVersionId": "v2"}}, READ: version()}
