"""Whether whoever runs the command may do all that a move does, as IAM simulates it."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from ops.failover.move import Move
from ops.lib.sites import Site

Right = tuple[str, str]
# What turning the public names takes, beside looking.
EXECUTES = ("StartPlanExecution", "UpdatePlanExecutionStep")


def missing(move: Move, *, answers: bool) -> Iterator[str]:
    """A sentence for each action that would be refused; raises ClientError where nobody may ask, or IAM is away.

    IAM's simulation is asked in us-east-1, and knows no condition that depends on the call.
    """
    client, caller = move.context.client("iam", move.target), _caller(move)
    for action, resource in [*_at_target(move), *(_at_source(move.source) if answers else ())]:
        [found] = client.simulate_principal_policy(
            PolicySourceArn=caller, ActionNames=[action], ResourceArns=[resource]
        )["EvaluationResults"]
        if found["EvalDecision"] != "allowed":
            yield f"{caller} may not do {action} with {resource}"


def _caller(move: Move) -> str:
    """The user or the role behind the credentials; AWS names a session where a role is assumed."""
    arn: str = move.context.client("sts", move.target).get_caller_identity()["Arn"]
    if ":assumed-role/" not in arn:
        return arn
    name = arn.split("/")[1]
    return move.context.client("iam", move.target).get_role(RoleName=name)["Role"]["Arn"]


def _at_target(move: Move) -> Sequence[Right]:
    target = move.target
    # The note is kept in the second region, whichever way the payments go.
    region = move.journal.region
    return [
        ("ssm:PutParameter", f"arn:aws:ssm:{region}:{target.account}:parameter{move.journal.name}"),
        ("rds:PromoteReadReplica", target.server_arn),
        ("lambda:UpdateEventSourceMapping", _mapping(target)),
        *(("lambda:InvokeFunction", function) for function in target.functions),
        ("sqs:SendMessage", _queue(target, target.queue_url)),
        *((f"arc-region-switch:{action}", target.plan) for action in EXECUTES if target.plan),
    ]


def _at_source(source: Site) -> Sequence[Right]:
    return [
        ("lambda:UpdateEventSourceMapping", _mapping(source)),
        ("sqs:ReceiveMessage", _queue(source, source.queue_url)),
        ("sqs:DeleteMessage", _queue(source, source.queue_url)),
    ]


def _mapping(site: Site) -> str:
    return f"arn:aws:lambda:{site.region}:{site.account}:event-source-mapping:{site.event_source}"


def _queue(site: Site, url: str) -> str:
    return f"arn:aws:sqs:{site.region}:{site.account}:{urlsplit(url).path.rpartition('/')[2]}"
