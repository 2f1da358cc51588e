"""Who else may use what is the stack's, and which types it may be made of."""

from collections.abc import Iterator, Sequence

from policy.checks.accounts import of_own_account
from policy.checks.destinations import in_own_account, in_own_buckets
from policy.checks.documents import not_public
from policy.checks.stacks import StackCheck, stack_check
from policy.looked_at import LOOKED_AT
from policy.resources import Stack, Violation
from policy.rule import CRITICAL, HIGH, Record, StackRule, rule
from policy.rules.functions import PERMISSION
from policy.rules.identity import ROLE
from policy.rules.keys import KEY, KEY_POLICY, REPLICA, SECRET, SECRET_POLICY
from policy.rules.messaging import QUEUE, QUEUE_POLICY, TOPIC, TOPIC_POLICY
from policy.rules.network import ENDPOINT
from policy.rules.storage import BUCKET, BUCKET_POLICY

LOG_POLICY = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"
STREAMS = {f"{service}.amazonaws.com": "logs:CreateLogStream" for service in ("delivery.logs", "events")}
KEYS = (KEY, KEY_POLICY)
# AWS publishes AppConfig's agent from these, one in each region that a stack may use ("Available versions of the AWS
# AppConfig Agent Lambda extension" in AppConfig's user guide). A layer of another account is an exemption.
PUBLISHERS = frozenset(("066940009817", "282860088358", "434848589818"))
HOLDERS = (
    *KEYS,
    # Its policy is no sign of whose account it is in: the key that it is of may be another account's.
    REPLICA,
    SECRET,
    SECRET_POLICY,
    QUEUE,
    QUEUE_POLICY,
    TOPIC,
    TOPIC_POLICY,
    BUCKET,
    BUCKET_POLICY,
    LOG_POLICY,
    ENDPOINT,
    ROLE,
)

RULES = (
    rule(LOG_POLICY, "logs-policy-not-public", HIGH).needs(
        # EventBridge names no rule when it makes a stream, which holds nothing yet.
        not_public("log groups", unconditioned=STREAMS)
    ),
    rule((*HOLDERS, PERMISSION), "policy-own-account", CRITICAL, "FSBP S3.6").needs(
        of_own_account(KEYS, HOLDERS, PERMISSION), "what others may use is shared by RAM, which has its own rules"
    ),
    rule(("aws:*", "pulumi-python:*"), "resource-own-account", CRITICAL).needs(in_own_account(KEYS, PUBLISHERS)),
    rule(("aws:*", "pulumi-python:*"), "resource-own-bucket", CRITICAL).needs(
        in_own_buckets(BUCKET), "a bucket's ARN does not say whose it is"
    ),
)


def of_known_types(rules: Sequence[Record]) -> StackRule:
    """The rule that a stack is made of types that other rules look at, or that somebody has looked at."""
    known = {kind for item in rules for kind in item.types}
    return rule("*", "resource-type-looked-at", HIGH).needs(_of_types(known.union(LOOKED_AT)))


def _of_types(known: set[str]) -> StackCheck:
    @stack_check("types with a rule in policy/rules/, or with a reason for none in policy/looked_at.py")
    def violations(stack: Stack) -> Iterator[Violation]:
        for item in stack.resources:
            if item.type.partition(":")[0] not in ("payments", "pulumi") and item.type not in known:
                yield Violation(resource=item, text=f"nobody has looked at {item.type}")

    return violations
