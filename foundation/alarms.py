"""What an alarm is to people: its kind, why it matters, the question that it answers, and its runbook."""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from pulumi import Output

from foundation.region import Region

# The pages of `docs/runbooks/` that say what to do.
Runbook = Literal[
    "alerts",
    "container",
    "costs",
    "database",
    "dead-letters",
    "flags",
    "functions",
    "ledger",
    "migration",
    "network",
    "payments",
    "recovery",
    "rotation",
]


class Question(Enum):
    """The questions that dashboards answer, in their order; each alarm answers one."""

    PAYMENTS = "Are payments flowing?"
    FUNCTIONS = "Are the functions running?"
    DATABASE = "Is the database healthy?"
    ROTATION = "Are the credentials being rotated?"
    NETWORK = "Does the network let through what it must, and nothing else?"
    CONTAINER = "Does the container accept payments?"
    MIGRATION = "Is the migration on time?"
    EXPERIMENTS = "Did an experiment end early?"
    LOSS = "What would a failover lose?"
    FAILBACK = "Could payments move back from the second region?"
    STANDBY = "Would what stands by work?"
    COSTS = "What does it cost?"
    NOTIFICATIONS = "Is everybody notified?"


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """An alarm that exists: its kind, which makes its name, its question, its runbook, and its region."""

    kind: str
    question: Question
    runbook: Runbook
    region: Region
    name: Output[str]
    arn: Output[str]


def description(reason: str, runbook: Runbook) -> str:
    """An alarm's description: why it matters, and the page of the repository that says what to do."""
    return f"{reason} Runbook: docs/runbooks/{runbook}.md"
