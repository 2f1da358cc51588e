"""The database server of a region, as a replica and as one of its own."""

from typing import Any

from botocore.exceptions import ClientError

from ops.failover.sites import Site
from ops.failover.steps import Outcome, Status
from ops.failover.work import Work
from ops.lib.clients import code

# A promotion restarts the server, which takes minutes; a backup that runs has to end first.
PROMOTED_SECONDS, EVERY_SECONDS = 2700, 15


def describe(work: Work, site: Site) -> dict[str, Any] | None:
    """A site's server as RDS describes it; None where there is none."""
    try:
        found = work.client("rds", site).describe_db_instances(DBInstanceIdentifier=site.server)
    except ClientError as error:
        if code(error) in ("DBInstanceNotFound", "DBInstanceNotFoundFault"):
            return None
        raise
    return found["DBInstances"][0]


def source(server: dict[str, Any]) -> str:
    """What a server replicates: an identifier or, from another region, an ARN; empty where it is no replica."""
    return server.get("ReadReplicaSourceDBInstanceIdentifier", "")


def is_replica(work: Work, site: Site) -> bool:
    """Whether a site's server still follows another one."""
    server = describe(work, site)
    return server is not None and bool(source(server))


def promote(work: Work, site: Site) -> Outcome:
    """Makes a site's replica a server of its own, and returns when it takes payments."""
    text = f"the server {site.server} in {site.region} is one of its own"
    asked = False

    def promoted() -> str | None:
        nonlocal asked
        server = describe(work, site) or {}
        if server.get("DBInstanceStatus") != "available":
            return None
        if not source(server):
            return text
        if not asked:
            # RDS keeps the backups of one day where it is told nothing.
            work.client("rds", site).promote_read_replica(
                DBInstanceIdentifier=site.server, BackupRetentionPeriod=server["BackupRetentionPeriod"]
            )
            asked = True
        return None

    if not is_replica(work, site) and available(work, site):
        return Outcome(Status.ALREADY, text)
    return work.change(
        f"the server {site.server} in {site.region} is promoted",
        lambda: work.clock.until(
            promoted, seconds=PROMOTED_SECONDS, every=EVERY_SECONDS, what=f"the promotion of {site.server}"
        ),
    )


def available(work: Work, site: Site) -> bool:
    """Whether a site's server answers."""
    return (describe(work, site) or {}).get("DBInstanceStatus") == "available"
