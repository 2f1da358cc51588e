"""What an account answers about the boundary of prod's roles."""

import json
from typing import Any

from components.ci.program_boundary import ALLOWED, DENIED
from tests.ops.canned import Answers
from tests.support.aws import refused

GET, READ = "iam.GetPolicy", "iam.GetPolicyVersion"
NONE = refused("GetPolicy", "NoSuchEntity")


def version(*, also: str = "") -> dict[str, Any]:
    """The policy as it is committed, or with an action more."""
    allowed = [{"Effect": "Allow", "Action": list(actions), "Resource": "*"} for actions in ALLOWED]
    denied = [{"Effect": "Deny", "Action": list(actions), "Resource": "*"} for actions in DENIED]
    allowed[0]["Action"] = [*ALLOWED[0], *([also] if also else [])]
    return {"PolicyVersion": {"Document": json.dumps({"Statement": [*allowed, *denied]})}}


def answers() -> Answers:
    """The answers where it is there and the committed one."""
    return {GET: {"Policy": {"DefaultVersionId": "v2"}}, READ: version()}
