"""What an account answers about the boundary of prod's roles."""

import json
from typing import Any

from components.ci.program_boundary import ALLOWED, DENIED
from tests.ops.canned import Answers, Canned
from tests.support.aws import refused

GET, READ = "iam.GetPolicy", "iam.GetPolicyVersion"
NONE = refused("GetPolicy", "NoSuchEntity")


def version(*, also: str = "") -> Canned:
    """The policy as it is committed, or with an action more; botocore decodes each answer in its place."""
    allowed: list[dict[str, Any]] = [
        {"Effect": "Allow", "Action": list(actions), "Resource": "*"} for actions in ALLOWED
    ]
    denied = [{"Effect": "Deny", "Action": list(actions), "Resource": "*"} for actions in DENIED]
    allowed[0]["Action"] = [*ALLOWED[0], *([also] if also else [])]
    text = json.dumps({"Statement": [*allowed, *denied]})
    return lambda asked: {"PolicyVersion": {"Document": text}}


def answers() -> Answers:
    """The answers where it is there and the committed one."""
    return {GET: {"Policy": {"DefaultVersionId": "v2"}}, READ: version()}
