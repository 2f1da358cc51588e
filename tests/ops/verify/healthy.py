"""The accounts in which everything is as it should be: before a failover, after one, and on the way back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from config.load import StackConfig
from tests.ops.canned import Answers
from tests.ops.verify import healthy_network, healthy_region, healthy_stack
from tests.ops.verify.stack import ACCOUNT, FIRST, SECOND, config
from tests.support.aws import refused

# No failover is under way, or one has moved the payments to the second region.
NO_NOTE: Answers = {"ssm.GetParameter": refused("GetParameter", "ParameterNotFound")}
MOVED: Answers = {"ssm.GetParameter": {"Parameter": {"Value": json.dumps({"active": SECOND, "began": 1})}}}

# The container of the region that was left may ask for the other one's queue.
SENDING_AWAY: Answers = {
    "route53resolver.ListFirewallDomains": healthy_network.dns_domains(
        allowed=[*healthy_network.ALLOWED, f"sqs.{SECOND}.amazonaws.com."]
    )
}


def at(region: str, answers: Answers) -> Answers:
    """These answers in one region."""
    return {f"{region} {operation}": answer for operation, answer in answers.items()}


def _account(first: Answers, second: Answers, note: Answers) -> Answers:
    both = {
        key: answer
        for region in (FIRST, SECOND)
        for key, answer in at(region, healthy_network.answers(region) | healthy_region.answers(region)).items()
    }
    caller = {"sts.GetCallerIdentity": {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/me"}}
    return both | caller | healthy_stack.answers() | at(FIRST, first) | at(SECOND, second) | note


@dataclass(frozen=True, kw_only=True)
class Healthy:
    """A configuration, an account that fits it, and the checks that then have nothing to check."""

    config: StackConfig
    answers: Answers
    skipped: frozenset[str]


FIRST_SERVES, SECOND_SERVES, RETURNING = "first region serves", "second region serves", "way back"
HEALTHY: Mapping[str, Healthy] = {
    FIRST_SERVES: Healthy(
        config=config(),
        answers=_account(healthy_region.serving(FIRST), healthy_region.standby(SECOND), NO_NOTE),
        skipped=frozenset({"S1 rotation, second region"}),
    ),
    SECOND_SERVES: Healthy(
        config=config(active="recovery"),
        answers=_account(healthy_region.left(FIRST) | SENDING_AWAY, healthy_region.serving(SECOND), MOVED),
        skipped=frozenset({"S1 rotation", "R2 replica", "R2 copied backups", "R1 credentials there", "R1 plan"}),
    ),
    RETURNING: Healthy(
        config=config(active="recovery", returning=True),
        answers=_account(healthy_region.standby(FIRST), healthy_region.serving(SECOND), MOVED),
        skipped=frozenset({"S1 rotation", "R2 copied backups", "R1 credentials there", "R1 plan"}),
    ),
}


def answers() -> Answers:
    """What the account answers before any failover."""
    return HEALTHY[FIRST_SERVES].answers
