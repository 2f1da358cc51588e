"""What the workflows' roles are permitted by `actions.yaml`, and what of it only by the stack's name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, cast

import yaml

Role = Literal["deploy", "drift"]
# By service, without their prefixes.
Actions = Mapping[str, list[str]]

# The characters of a policy for actions beside the rest of their statements, and those of an action beside its name.
ROOM, QUOTED = 3500, 3
# What stands in the file for the region of the provider.
OWN = "own"
# The ARNs of what a stack has, after `arn:aws:`, of the services where its name is in each of them: the program's own
# names end with it, and those that the engine makes up go on after it.
NAMED: Mapping[str, tuple[str, ...]] = {
    "budgets": ("budgets::{account}:budget/*-{stack}-*",),
    "cloudwatch": ("cloudwatch:*:{account}:alarm:*-{stack}", "cloudwatch::{account}:dashboard/*-{stack}"),
    "codedeploy": (
        "codedeploy:*:{account}:application:*-{stack}",
        "codedeploy:*:{account}:deploymentgroup:*-{stack}/*",
    ),
    "dynamodb": ("dynamodb:*:{account}:table/*-{stack}",),
    "events": ("events:*:{account}:rule/*-{stack}-*",),
    "lambda": (
        "lambda:*:{account}:function:*-{stack}",
        "lambda:*:{account}:function:*-{stack}:*",
        # AWS names both, and no function's name is in it.
        "lambda:*:{account}:code-signing-config:*",
        "lambda:*:{account}:event-source-mapping:*",
    ),
    "logs": (
        "logs:*:{account}:log-group:/payments/*-{stack}",
        "logs:*:{account}:log-group:/payments/*-{stack}:*",
        # DMS names them by the task or its server, and RDS by the server.
        "logs:*:{account}:log-group:dms-*-{stack}",
        "logs:*:{account}:log-group:dms-*-{stack}:*",
        "logs:*:{account}:log-group:/aws/rds/instance/*-{stack}/*",
        "logs:*:{account}:log-group:/aws/events/*-{stack}",
        "logs:*:{account}:log-group:/aws/events/*-{stack}:*",
    ),
    "network-firewall": (
        "network-firewall:*:{account}:*/*-{stack}-*",
        # AWS's own groups, which a policy names; no document takes the account that stands in their ARNs.
        "network-firewall:*:*:stateful-rulegroup/*StrictOrder",
    ),
    "rds": (
        "rds:*:{account}:*:*-{stack}",
        "rds:*:{account}:*:*-{stack}-*",
        # AWS names both.
        "rds:*:{account}:auto-backup:*",
        "rds:*:{account}:og:default:*",
    ),
    "s3": ("s3:::*-{stack}-*",),
    "secretsmanager": ("secretsmanager:*:{account}:secret:*-{stack}-*",),
    # Hyphens are no part of a profile's name.
    "signer": ("signer:*:{account}:/signing-profiles/payments_{stack_}_*", "signer:*:{account}:/signing-jobs/*"),
    "sns": ("sns:*:{account}:*-{stack}-*",),
    "sqs": ("sqs:*:{account}:*-{stack}-*",),
}
# Permitted with conditions, or for some resources alone: those that change roles, use keys, or are about files.
APART = (
    "iam", "kms:CreateGrant", "kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncrypt", "s3:DeleteObject",
    "s3:GetObject", "s3:PutObject",
)  # fmt: skip
_CONTENT = cast(Mapping[str, Any], yaml.safe_load((Path(__file__).parent / "actions.yaml").read_text()))
_ASKED = cast(Actions, _CONTENT["preflight"])
_SIGNED = cast(Mapping[str, list[str]], _CONTENT["signed"])


def any_resource(role: Role) -> list[str]:
    """The actions of a role that are permitted for any resource."""
    return [action for service, actions in _of(role, "any").items() for action in _free(service, actions)]


def named(role: Role) -> list[str]:
    """The actions of a role that are permitted by name."""
    return [action for service, actions in _of(role, "named").items() for action in _free(service, actions)]


def names(actions: Iterable[str]) -> list[str]:
    """The ARNs, after `arn:aws:`, of what actions that are permitted by name may be done with."""
    services = {action.partition(":")[0] for action in actions}
    return [arn for service in sorted(services) for arn in NAMED[service]]


def asked() -> list[str]:
    """What `make preflight` asks the account for beside what every role reads."""
    return [f"{service}:{action}" for service, actions in _ASKED.items() for action in actions]


def role_actions() -> list[str]:
    """The actions of a deployment that change roles."""
    return [f"iam:{action}" for action in _of("deploy", "any")["iam"]]


def portions(actions: Sequence[str]) -> Iterator[list[str]]:
    """The actions in portions that leave room in a policy, which holds 6,144 characters."""
    portion: list[str] = []
    for action in actions:
        if sum(len(one) + QUOTED for one in (*portion, action)) > ROOM:
            yield portion
            portion = []
        portion.append(action)
    yield portion


def elsewhere() -> list[str]:
    """The regions that calls are signed for whatever the provider's region is."""
    return sorted({region for regions in _SIGNED.values() for region in regions} - {OWN})


def is_own(action: str) -> bool:
    """Whether the calls of an action's service can be signed for the provider's region."""
    return OWN in _SIGNED.get(action.partition(":")[0], [OWN])


def is_elsewhere(action: str) -> bool:
    """Whether the calls of an action's service can be signed for another region."""
    return any(region != OWN for region in _SIGNED.get(action.partition(":")[0], []))


def _of(role: Role, kind: Literal["named", "any"]) -> Actions:
    return _CONTENT[role][kind]


def _free(service: str, actions: Sequence[str]) -> list[str]:
    return [f"{service}:{action}" for action in actions if not f"{service}:{action}".startswith(APART)]
