"""What is left once a stack is destroyed: what services made again goes, and what stays on purpose is listed."""

from collections.abc import Iterator, Sequence
from functools import partial

from botocore.exceptions import ClientError

from catalog import cloudwatch, kms, rds, secretsmanager
from ops.destroy.inventory import Deployed, Inventory
from ops.lib.clients import code
from ops.lib.context import Context
from ops.lib.steps import Outcome, Status, Step

# How long a service delivers the last lines of what is deleted: no document says it, the reports are of minutes.
MINUTES_OF_LAST_LINES = 10
LOOKS = 4


def removals(inventory: Inventory, context: Context) -> Sequence[Step]:
    """The step after a destroy: log groups that a service made again for its last lines, unencrypted and for ever."""
    groups = [item for item in inventory.of(cloudwatch.LOG_GROUP) if not item.retained]
    return [Step("log groups", partial(_remove_log_groups, groups, context))] if groups else []


def _remove_log_groups(groups: Sequence[Deployed], context: Context) -> Outcome:
    """Deletes what is there, and looks again until nothing is: the service makes a group again for each last line."""
    removed: set[str] = set()

    def are_gone() -> str | None:
        found = [item for item in groups if _has_log_group(item, context)]
        for item in found:
            context.clients.get("logs", item.region).delete_log_group(logGroupName=item.outputs["name"])
            removed.add(item.outputs["name"])
        return None if found else "gone"

    if context.dry_run:
        return Outcome(Status.WOULD, f"those of {len(groups)} that a service makes again are deleted")
    context.clock.until(
        are_gone,
        seconds=60 * MINUTES_OF_LAST_LINES * (LOOKS - 1),
        every=60 * MINUTES_OF_LAST_LINES,
        what="the end of the last lines",
    )
    if not removed:
        return Outcome(Status.ALREADY, "none was made again")
    return Outcome(Status.DONE, f"made again, and deleted: {', '.join(sorted(removed))}")


def _has_log_group(item: Deployed, context: Context) -> bool:
    name = item.outputs["name"]
    found = context.clients.get("logs", item.region).describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    return any(group["logGroupName"] == name for group in found)


def remaining(inventory: Inventory, context: Context) -> Iterator[str]:
    """What stays in the account on purpose, one line each, and what it costs or when it ends."""
    for item in inventory.of(rds.INSTANCE):
        yield from _backups(item, context)
    for item in inventory.of(kms.KEY):
        if until := _key_ends(item, context):
            yield f"key {item.id} in {item.region} until {until}; no snapshot under it can be read afterwards"
    for item in inventory.of(secretsmanager.SECRET):
        if since := _secret_ended(item, context):
            name = item.outputs["name"]
            yield f"secret {name} in {item.region}, deleted on {since}; it can be restored for some days"
    for item in inventory.resources:
        if item.retained:
            yield f"{item.name}, which others use too"


def _backups(item: Deployed, context: Context) -> Iterator[str]:
    client, server = context.clients.get("rds", item.region), item.outputs["identifier"]
    for page in client.get_paginator("describe_db_snapshots").paginate(DBInstanceIdentifier=server):
        for snapshot in page["DBSnapshots"]:
            name, size = snapshot["DBSnapshotIdentifier"], snapshot["AllocatedStorage"]
            yield f"snapshot {name} in {item.region}, {size} GiB, which costs until it is deleted"
    asked = {"DBInstanceIdentifier": server}
    for page in client.get_paginator("describe_db_instance_automated_backups").paginate(**asked):
        for backup in page["DBInstanceAutomatedBackups"]:
            days = backup.get("BackupRetentionPeriod", 0)
            yield f"automated backups of {server} in {backup['Region']}, which cost and end after {days} days"


def _key_ends(item: Deployed, context: Context) -> str:
    try:
        found = context.clients.get("kms", item.region).describe_key(KeyId=item.id)["KeyMetadata"]
    except ClientError as error:
        if code(error) != "NotFoundException":
            raise
        return ""
    return f"{found['DeletionDate']:%Y-%m-%d}" if found["KeyState"] == "PendingDeletion" else ""


def _secret_ended(item: Deployed, context: Context) -> str:
    try:
        found = context.clients.get("secretsmanager", item.region).describe_secret(SecretId=item.id)
    except ClientError as error:
        if code(error) != "ResourceNotFoundException":
            raise
        return ""
    return f"{found['DeletedDate']:%Y-%m-%d}" if found.get("DeletedDate") else ""
