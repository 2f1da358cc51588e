"""Checks of the migration: how files arrive, how the database is replicated, how servers are replicated."""

from typing import Any

from ops.lib.checks import Answer, differing, judged
from ops.lib.live import Live, Place


def files(live: Live) -> Answer:
    """Whether only partners reach the SFTP server, and its bucket blocks public access."""
    if absent := live.absent("transferServerId", asked=live.config.migration.transfer.enabled):
        return absent
    found = live.client("transfer").describe_server(ServerId=live.text("transferServerId"))["Server"]
    expected = {"State": "ONLINE", "EndpointType": "VPC", "Protocols": ["SFTP"]}
    faults = differing(found, expected)
    wanted = len(live.config.migration.transfer.users)
    if found.get("UserCount") != wanted:
        faults.append(f"it has {found.get('UserCount')} users and not {wanted}")
    block = live.client("s3").get_public_access_block(Bucket=live.text("transferBucket"))
    faults += [f"{name} is off" for name, on in block["PublicAccessBlockConfiguration"].items() if not on]
    return judged(faults, f"{wanted} partners, and a private bucket", "see `make drift`; run `pulumi up`")


def address(place: Place) -> Answer:
    """Whether the name that partners connect to leads to the region's SFTP server."""
    if absent := place.absent("transferServerId", asked=place.config.migration.transfer.enabled):
        return absent
    server = place.client("transfer").describe_server(ServerId=place.text("transferServerId"))["Server"]
    endpoint = server.get("EndpointDetails", {}).get("VpcEndpointId", "")
    [found] = place.client("ec2").describe_vpc_endpoints(VpcEndpointIds=[endpoint])["VpcEndpoints"]
    name = place.text("transferEndpoint")
    faults = differing(found, {"State": "available"})
    if name not in [entry["DnsName"] for entry in found["DnsEntries"]]:
        faults.append(f"{name} is no name of {endpoint}")
    return judged(faults, f"{name} leads to the server", "run `pulumi up`, and give partners the new name")


def database(live: Live) -> Answer:
    """Whether the replication of the database has failed, or of single tables."""
    if absent := live.absent("dmsTaskArn", asked=live.config.migration.dms.enabled):
        return absent
    ways = {"it": "dmsTaskArn"}
    if live.config.migration.dms.reverse.enabled:
        ways["the way back"] = "dmsReverseTaskArn"
    faults, states = list[str](), list[str]()
    for way, output in ways.items():
        found = _replication(live, output)
        status = found.get("Status", "missing")
        stats: dict[str, int] = found.get("ReplicationTaskStats") or found.get("ReplicationStats") or {}
        if errors := stats.get("TablesErrored", 0):
            faults.append(f"{errors} tables have failed" if way == "it" else f"{errors} tables of {way} have failed")
        if "failed" in status or status == "missing":
            faults.append(f"{way} is {status}")
        states.append(f"{way} is {status}")
    return judged(faults, ", ".join(states), "see the task's log, and docs/cutover.md")


def reports(live: Live) -> Answer:
    """Whether each version of an assessment and of a comparison is kept."""
    if absent := live.absent("migrationReportsBucket", asked=live.config.migration.dms.enabled):
        return absent
    found = live.client("s3").get_bucket_versioning(Bucket=live.text("migrationReportsBucket"))
    faults = differing(found, {"Status": "Enabled"})
    return judged(faults, "each version is kept", "see who suspended it; run `pulumi up`")


def _replication(live: Live, output: str) -> dict[str, Any]:
    """The task, or the serverless replication, that an output names, as DMS describes it."""
    arn, client = live.text(output), live.client("dms")
    if live.config.migration.dms.mode == "provisioned":
        asked = [{"Name": "replication-task-arn", "Values": [arn]}]
        found = client.describe_replication_tasks(Filters=asked, WithoutSettings=True)["ReplicationTasks"]
    else:
        found = client.describe_replications(Filters=[{"Name": "replication-config-arn", "Values": [arn]}])[
            "Replications"
        ]
    return found[0] if found else {}


def servers(live: Live) -> Answer:
    """Whether servers are replicated privately, onto disks encrypted with the stack's own key."""
    if absent := live.absent("mgnReplicationTemplateId", asked=live.config.migration.mgn.enabled):
        return absent
    [found] = live.client("mgn").describe_replication_configuration_templates(
        replicationConfigurationTemplateIDs=[live.text("mgnReplicationTemplateId")]
    )["items"]
    expected = {
        "associateDefaultSecurityGroup": False,
        "createPublicIP": False,
        "dataPlaneRouting": "PRIVATE_IP",
        "ebsEncryption": "CUSTOM",
    }
    faults = differing(found, expected)
    return judged(faults, "the template is private and encrypted", "see who changed it; run `pulumi up`")


EVERYWHERE = {"M2 address": address}
CHECKS = {"M1 servers": servers, "M2 files": files, "M3 database replication": database, "M3 reports": reports}
