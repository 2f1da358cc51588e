"""What the workflows' roles are permitted, by the calls that the provider makes for the types of the catalog."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

import yaml

from catalog import SERVICES, cloudwatch, lambda_
from components.ci.permitted import NAMED
from config.project import PROJECT
from ops.drift.rules import Rule, Rules
from ops.preflight.quotas import OF_ACCOUNT
from ops.preflight.read_only import CALLS
from simulated_aws.deployment.actions import OPERATIONS, READING, actions, deployed, tag_actions
from simulated_aws.deployment.authorization import patterns
from simulated_aws.deployment.commands import actions_of
from simulated_aws.deployment.signing import regions_of

FILE = PROJECT / "components" / "ci" / "actions.yaml"
# Any region that a stack may use.
REGION = "eu-west-2"
# Where a preflight asks besides.
ELSEWHERE = {"servicequotas": frozenset((OF_ACCOUNT,))}
TAGS = ("tags", "tagsAll")
# The call that changes a property, where the provider makes one for it alone.
CHANGES: Mapping[tuple[str, str], tuple[str, ...]] = {
    (lambda_.FUNCTION.token, "reservedConcurrentExecutions"): (
        "lambda:DeleteFunctionConcurrency",
        "lambda:PutFunctionConcurrency",
    ),
    (cloudwatch.LOG_GROUP.token, "retentionInDays"): ("logs:DeleteRetentionPolicy", "logs:PutRetentionPolicy"),
}
HEAD = """\
# Written by `make reference`: the actions that the provider's calls need for the types of the catalog, and the services
# whose calls are signed for another region than the provider's (`own`) too, or for others alone. `named` are those that
# are asked for what has a name of the stack, `any` the others. `preflight` are those of `make preflight` with which no
# service of the catalog is read. What is given by a condition is in `statements.py`.
"""


def text() -> str:
    """The text that the file must have."""
    content = {
        "signed": dict(signed()),
        "preflight": _by_service(asked()),
        "deploy": sorted_out(deploying()),
        "drift": sorted_out(remediating(Rules.read())),
    }
    return HEAD + yaml.safe_dump(content, sort_keys=False, width=118, default_flow_style=None)


def signed() -> Iterator[tuple[str, list[str]]]:
    """The services whose calls are not all signed for the provider's region, with the regions."""
    asking = {action.partition(":")[0] for action in asked()}
    for service in sorted(SERVICES.keys() | asking):
        regions = regions_of(service, REGION) | ELSEWHERE.get(service, frozenset())
        if regions != frozenset((REGION,)):
            yield service, sorted("own" if region == REGION else region for region in regions)


def sorted_out(found: set[str]) -> dict[str, dict[str, list[str]]]:
    """The actions by whether the stack's name is in what they are asked for; reading is permitted anyway."""
    writing = {action for action in found if not READING.fullmatch(action)}
    named = {action for action in writing if action.partition(":")[0] in NAMED and patterns(action)}
    return {"named": _by_service(named), "any": _by_service(writing - named)}


def _by_service(found: set[str]) -> dict[str, list[str]]:
    split: dict[str, list[str]] = {}
    for action in sorted(found):
        service, _, operation = action.partition(":")
        split.setdefault(service, []).append(operation)
    return split


def asked() -> set[str]:
    """What a preflight needs beside what every role reads."""
    read = [f"{service.prefix}:{action}" for service in SERVICES.values() for action in service.read]
    return {action for action in actions_of(CALLS) if not any(fnmatchcase(action, pattern) for pattern in read)}


def deploying() -> set[str]:
    """What a deployment needs."""
    return {action for token in deployed() for operation in OPERATIONS for action in actions(token, operation)}


def remediating(rules: Rules) -> set[str]:
    """What the remediation of all that the rules list needs."""
    return {
        action
        for token in deployed()
        if not rules.forbid(token)
        for rule in rules.remediate
        if fnmatchcase(token, rule.type)
        for action in _of_rule(rule, token)
    }


def _of_rule(rule: Rule, token: str) -> Iterator[str]:
    for name in rule.properties:
        if name in TAGS:
            yield from tag_actions(token)
        else:
            yield from CHANGES.get((token, name), actions(token, "update") - tag_actions(token))
    if rule.missing or rule.replace:
        yield from actions(token, "create")
    if rule.replace:
        yield from actions(token, "delete")
