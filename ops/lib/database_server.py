"""The database server of a region: whether it is a replica, and its promotion to a standalone server."""

from typing import Any

from botocore.exceptions import ClientError

from ops.lib.clients import code
from ops.lib.context import Context
from ops.lib.sites import Site
from ops.lib.steps import Outcome, Status

# A promotion restarts the server, which takes minutes; a backup that runs has to end first.
PROMOTED_SECONDS, EVERY_SECONDS = 2700, 15


def describe(context: Context, site: Site) -> dict[str, Any] | None:
    """A site's server as RDS describes it; None where there is none."""
    try:
        found = context.client("rds", site).describe_db_instances(DBInstanceIdentifier=site.server)
    except ClientError as error:
        if code(error) in ("DBInstanceNotFound", "DBInstanceNotFoundFault"):
            return None
        raise
    return found["DBInstances"][0]


def source(server: dict[str, Any]) -> str:
    """What a server replicates: an identifier or, from another region, an ARN; empty where it is no replica."""
    return server.get("ReadReplicaSourceDBInstanceIdentifier", "")


def is_replica(context: Context, site: Site) -> bool:
    """Whether a site's server is still a replica."""
    server = describe(context, site)
    return server is not None and bool(source(server))


def promote(context: Context, site: Site) -> Outcome:
    """Promotes a site's replica to a standalone server, and returns when it is available."""
    text = f"the server {site.server} in {site.region} is standalone"
    asked = False

    def promoted() -> str | None:
        nonlocal asked
        server = describe(context, site) or {}
        if server.get("DBInstanceStatus") != "available":
            return None
        if not source(server):
            return text
        if not asked:
            asked = True
            _ask_for_promotion(context, site, server["BackupRetentionPeriod"])
        return None

    if not is_replica(context, site) and available(context, site):
        return Outcome(Status.ALREADY, text)
    return context.change(
        f"the server {site.server} in {site.region} is promoted",
        lambda: context.clock.until(
            promoted, seconds=PROMOTED_SECONDS, every=EVERY_SECONDS, what=f"the promotion of {site.server}"
        ),
    )


def _ask_for_promotion(context: Context, site: Site, retention_days: int) -> None:
    try:
        # Without a value RDS keeps the backups of one day only.
        context.client("rds", site).promote_read_replica(
            DBInstanceIdentifier=site.server, BackupRetentionPeriod=retention_days
        )
    except ClientError as error:
        # It has been asked before, and does not show it yet.
        if code(error) not in ("InvalidDBInstanceState", "InvalidDBInstanceStateFault"):
            raise


def available(context: Context, site: Site) -> bool:
    """Whether a site's server is available."""
    return (describe(context, site) or {}).get("DBInstanceStatus") == "available"
