"""A region's old server set aside, and a replica of the other region's server in its place."""

from typing import Any

from ops import server
from ops.sites import Site
from ops.steps import Outcome, Status, StepError
from ops.work import Work

# A rename restarts the server; a replica begins with a snapshot that is copied to the other region.
RENAMED_SECONDS, MADE_SECONDS, EVERY_SECONDS = 1800, 4 * 3600, 30
# What RDS calls the same when it describes a server and when it makes a replica.
SAME = (
    *("DBInstanceClass", "MultiAZ", "PubliclyAccessible", "AutoMinorVersionUpgrade", "CopyTagsToSnapshot", "KmsKeyId"),
    *("StorageType", "MonitoringInterval", "MonitoringRoleArn", "CACertificateIdentifier", "DeletionProtection"),
    *("DatabaseInsightsMode", "PerformanceInsightsKMSKeyId", "PerformanceInsightsRetentionPeriod"),
)


def kept_name(site: Site, day: str) -> str:
    """What a server that is set aside is called: RDS allows 63 characters."""
    return f"{site.server[:47]}-until-{day}"


def rebuild(work: Work, source: Site, target: Site, day: str) -> Outcome:
    """Sets the target's server aside under another name and makes a replica of the source's in its place.

    The old server keeps what was never replicated, until a person has compared the books and deletes it.
    """
    text = f"{target.server} in {target.region} follows {source.server} in {source.region}"
    found = server.describe(work, target)
    if found and server.source(found):
        if work.dry_run or found["DBInstanceStatus"] == "available":
            return Outcome(Status.ALREADY, text)
        _await(work, target, target.server, MADE_SECONDS)
        return Outcome(Status.DONE, text)

    def make() -> None:
        if found:
            _set_aside(work, target, kept_name(target, day))
        _make_replica(work, source, target, kept_name(target, day))

    return work.change(f"{text}; the one before is {kept_name(target, day)}", make)


def _set_aside(work: Work, site: Site, kept: str) -> None:
    # Both names exist only where a person gave them, and nothing here may overwrite the older one.
    if server.describe(work, site, kept):
        raise StepError(f"there are {site.server} and {kept} in {site.region}; rename or delete one of them")
    work.client("rds", site).modify_db_instance(
        DBInstanceIdentifier=site.server, NewDBInstanceIdentifier=kept, ApplyImmediately=True
    )

    def renamed() -> str | None:
        now = server.describe(work, site, kept)
        return kept if now and now["DBInstanceStatus"] == "available" and not server.describe(work, site) else None

    work.clock.until(renamed, seconds=RENAMED_SECONDS, every=EVERY_SECONDS, what=f"the new name {kept}")


def _make_replica(work: Work, source: Site, target: Site, kept: str) -> None:
    old = server.describe(work, target, kept)
    if old is None:
        raise StepError(f"there is neither {target.server} nor {kept} in {target.region} to take the settings from")
    work.client("rds", target).create_db_instance_read_replica(
        DBInstanceIdentifier=target.server,
        SourceDBInstanceIdentifier=source.server_arn,
        SourceRegion=source.region,
        **settings(old),
    )
    _await(work, target, target.server, MADE_SECONDS)


def settings(old: dict[str, Any]) -> dict[str, Any]:
    """What a replica takes from the server that stood in its place; the rest comes from what it replicates."""
    same = {
        **{name: name for name in SAME},
        "EnableIAMDatabaseAuthentication": "IAMDatabaseAuthenticationEnabled",
        "EnablePerformanceInsights": "PerformanceInsightsEnabled",
        "EnableCloudwatchLogsExports": "EnabledCloudwatchLogsExports",
        "Tags": "TagList",
    }
    return {
        **{wanted: old[given] for wanted, given in same.items() if given in old},
        "Port": old["Endpoint"]["Port"],
        "DBSubnetGroupName": old["DBSubnetGroup"]["DBSubnetGroupName"],
        "VpcSecurityGroupIds": [group["VpcSecurityGroupId"] for group in old["VpcSecurityGroups"]],
        "DBParameterGroupName": old["DBParameterGroups"][0]["DBParameterGroupName"],
    }


def _await(work: Work, site: Site, identifier: str, seconds: float) -> None:
    def available() -> str | None:
        found = server.describe(work, site, identifier)
        return identifier if found and found["DBInstanceStatus"] == "available" else None

    work.clock.until(available, seconds=seconds, every=EVERY_SECONDS, what=f"the server {identifier} in {site.region}")
