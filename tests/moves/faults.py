"""What happens at a call of a command that moves payments."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from botocore.exceptions import ReadTimeoutError

from tests.ops.failover.regions import Killed
from tests.support.aws import refused

Moment = Literal["before", "after"]
Error = Callable[[str], BaseException]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """At which call of which step, counted from one, and what it is."""

    step: str
    number: int
    moment: Moment
    error: Error


def killed(operation: str) -> BaseException:
    return Killed()


def unanswered(operation: str) -> BaseException:
    return ReadTimeoutError(endpoint_url=f"https://{operation}.amazonaws.com")


KINDS: Mapping[str, tuple[Moment, Error]] = {
    "killed before a call": ("before", killed),
    "killed after a call": ("after", killed),
    "a call that does not arrive": ("before", unanswered),
    "a call whose answer is lost": ("after", unanswered),
    "a refusal": ("before", lambda operation: refused(operation, "AccessDeniedException", status=403)),
    "throttling": ("before", lambda operation: refused(operation, "ThrottlingException")),
    "a fault of the service": ("before", lambda operation: refused(operation, "InternalFailure", status=500)),
}
STEPS: Sequence[str] = (
    *("freeze drift", "stop-reading", "take-lease", "catch-up", "promote-database", "start-reading"),
    *("turn-records", "promote-secrets", "waiting payments"),
)
