"""What has to be true before anything is stopped: that the move can succeed. Nothing here changes anything."""

from collections.abc import Iterator

from botocore.exceptions import BotoCoreError, ClientError

from config.recovery_objectives import LEASE_WAIT_SECONDS
from ops.failover import kill_switch, loss, rights
from ops.failover.move import Move
from ops.lib import database_server, lease, replica_lag
from ops.lib.steps import Outcome, Status, StepError


def check(move: Move) -> Outcome:
    """Looks at all that the move needs; raises StepError with everything that is in its way."""
    answers = move.source_answers()
    remarks = [] if answers else [f"{move.source.region} does not answer"]
    remarks.extend(kill_switch.remarks(move.context, move.target))
    faults = [*_server(move), *_functions(move), *_secrets(move), *_lease(move)]
    if not faults and not move.begun() and database_server.is_replica(move.context, move.target):
        faults.extend(_copy(move, answers=answers))
    try:
        faults.extend(rights.missing(move, answers=answers))
    except (BotoCoreError, ClientError) as error:
        remarks.append(f"whether you may do all of it is not known: {error}")
    if faults:
        raise StepError("; ".join([*faults, "nothing was changed by this command"]))
    text = "; ".join([f"{move.target.region} can take over", *remarks])
    return Outcome(Status.WARNED if remarks else Status.DONE, text)


def _server(move: Move) -> Iterator[str]:
    target, found = move.target, database_server.describe(move.context, move.target)
    if found is None:
        yield f"there is no server {target.server} in {target.region}"
    elif move.begun():
        # It may be in the middle of its promotion.
        return
    elif not (move.allowed.promoted or database_server.source(found)):
        yield (
            f"{target.server} in {target.region} is not a replica: its data may be old. Where the Region switch plan "
            "has promoted it, add --promoted"
        )
    elif found["DBInstanceStatus"] != "available":
        yield f"{target.server} in {target.region} is {found['DBInstanceStatus']} and not available"


def _functions(move: Move) -> Iterator[str]:
    target, client = move.target, move.context.client("lambda", move.target)
    processor = client.get_event_source_mapping(UUID=target.event_source)["FunctionArn"]
    for function in (processor, *target.functions):
        found = client.get_function_configuration(FunctionName=function)
        if found.get("State") == "Failed" or found.get("LastUpdateStatus") == "Failed":
            reason = found.get("StateReason") or found.get("LastUpdateStatusReason") or "no reason given"
            yield f"the function {found['FunctionName']} in {target.region} can't run: {reason}"


def _secrets(move: Move) -> Iterator[str]:
    client = move.context.client("secretsmanager", move.target)
    for secret in move.target.secrets:
        if client.describe_secret(SecretId=secret).get("DeletedDate"):
            yield f"the secret {secret} is deleted"


def _lease(move: Move) -> Iterator[str]:
    """What the client raises passes: without the lease nothing would be booked there."""
    found = lease.read(move.context.client("dynamodb", move.target), move.target.lease_table)
    if found is None:
        yield f"the table {move.target.lease_table} says nothing about who may book payments: run `pulumi up`"
    # A move of the command's takes the lease before it promotes.
    elif (
        found.region == move.source.region
        and (move.begun() and not move.allowed.promoted)
        and not database_server.is_replica(move.context, move.target)
    ):
        yield (
            f"{move.target.server} in {move.target.region} is a server of its own, and {move.source.region} holds "
            "the lease: payments may be booked there that it lacks. Where the Region switch plan has moved them, "
            "`make failback` goes on; where a plan was broken off before anything was booked, add --promoted"
        )


def _copy(move: Move, *, answers: bool) -> Iterator[str]:
    """Whether the target's server has what the source's has, or is about to."""
    if move.allowed.loss:
        return
    if not answers:
        now = replica_lag.possible_loss(move.context, move.target)
        try:
            # The source may book until it has lost the lease.
            loss.judge(None if now is None else now + LEASE_WAIT_SECONDS, accepted=False)
        except StepError as error:
            yield str(error)
        return
    behind = replica_lag.behind(move.context, move.target)
    if behind is None:
        yield (
            f"{move.target.server} in {move.target.region} does not replicate, and {move.source.region} answers: "
            "repair it first (docs/runbooks/recovery.md), or give up what it lacks with --accept-loss"
        )
    elif behind > replica_lag.READY_SECONDS:
        yield (
            f"{move.target.server} in {move.target.region} is {behind:.0f} s behind, and {move.source.region} answers: "
            f"wait until it is at most {replica_lag.READY_SECONDS} s, or give up what it lacks with --accept-loss"
        )
