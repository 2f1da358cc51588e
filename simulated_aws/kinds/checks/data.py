"""Servers of data, files, secrets and keys: each rule yields a field and what is wrong with it."""

import re
from collections.abc import Sequence

from simulated_aws.kinds.forms import Fields, Found, field, is_given, is_unknown, repeated
from simulated_aws.kinds.paths import is_open, values_at

# GiB by storage type of a MySQL server (botocore: rds.CreateDBInstanceMessage.AllocatedStorage).
STORAGE = {"gp2": (20, 65536), "gp3": (20, 65536), "io1": (100, 65536), "io2": (100, 65536), "standard": (5, 3072)}
# From this size on, the volumes of gp3 take other IOPS and throughput than the first ones (guide rds: CHAP_Storage).
STRIPED_GIB, LEAST = 400, {"iops": 12000, "storageThroughput": 500}
CHOSEN = {
    "gp2": (), "gp3": ("iops", "storageThroughput"), "io1": ("iops",), "io2": ("iops",), "standard": (),
}  # fmt: skip
# IOPS to a GiB of storage, and the limit of autoscaling in tenths of what is allocated
# (botocore: rds.CreateDBInstanceMessage.Iops; guide rds: USER_PIOPS.StorageTypes).
RATIO, TENTHS = (0.5, 50), 11
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY, WEEK, SHORTEST_WINDOW, HOURS = 1440, 10080, 30, 24
# Days before S3 moves an object into these classes, and out of them
# (guide s3: lifecycle-transition-general-considerations).
COLD, ARCHIVES, COLD_DAYS = ("STANDARD_IA", "ONEZONE_IA"), ("GLACIER", "DEEP_ARCHIVE"), 30
# Days that the advanced mode keeps data (botocore: rds.CreateDBClusterMessage.DatabaseInsightsMode).
LONG_INSIGHTS = 465


def storage(server: Fields) -> Found:
    """Each storage type has its sizes, and takes IOPS and throughput only where they can be chosen."""
    if is_given(server, "replicateSourceDb"):
        return
    kind, size = (
        str(server.get("storageType") or ("io1" if server.get("iops") else "gp3")),
        server.get("allocatedStorage"),
    )
    if not isinstance(size, int | float) or kind not in STORAGE:
        return
    low, high = STORAGE[kind]
    if not low <= size <= high:
        yield "allocatedStorage", f"{size:g} GiB are not between {low} and {high} of {kind}"
    limit = field(server, "maxAllocatedStorage")
    if limit and 10 * limit < TENTHS * size:
        yield (
            "maxAllocatedStorage",
            f"Invalid max storage size: {limit:g} is not a tenth above allocatedStorage {size:g}",
        )
    yield from _performance(server, kind, size)


def _performance(server: Fields, kind: str, size: float) -> Found:
    given = [(key, value) for key in ("iops", "storageThroughput") if (value := field(server, key))]
    for key, value in given:
        if key not in CHOSEN[kind]:
            yield key, f"{kind} takes no {key}"
        elif kind == "gp3" and size < STRIPED_GIB:
            engine = server.get("engine", "mysql")
            what = f"You can't specify IOPS or storage throughput for engine {engine} and a storage size less than"
            yield key, f"{what} {STRIPED_GIB}"
        elif key == "iops" and not RATIO[0] * size <= value <= RATIO[1] * size:
            yield key, f"{value:g} is not {RATIO[0]} to {RATIO[1]} times allocatedStorage {size:g}"
        elif kind == "gp3" and value < LEAST[key]:
            yield key, f"{value:g} is less than {LEAST[key]} from {STRIPED_GIB} GiB on"
    if kind in ("io1", "io2") and not server.get("iops"):
        yield "iops", f"{kind} needs IOPS"


def encryption(server: Fields) -> Found:
    """A key encrypts storage that is to be encrypted; a replica's is as its source's."""
    is_plain = not is_given(server, "storageEncrypted") and not is_given(server, "replicateSourceDb")
    if is_plain and is_given(server, "kmsKeyId"):
        yield "storageEncrypted", "kmsKeyId needs storageEncrypted"


def windows(server: Fields) -> Found:
    """The windows are of half an hour at least, and do not overlap on any day."""
    backup = _minutes(server.get("backupWindow"), DAY)
    maintenance = _minutes(server.get("maintenanceWindow"), WEEK)
    for key, window in (("backupWindow", backup), ("maintenanceWindow", maintenance)):
        if window and len(window) < SHORTEST_WINDOW:
            yield key, f"{server[key]} is less than {SHORTEST_WINDOW} minutes"
    if {minute % DAY for minute in maintenance} & set(backup):
        yield "maintenanceWindow", "The backup window and maintenance window must not overlap"


def window(server: Fields) -> Found:
    """The window of a replication is of half an hour at least."""
    key = "preferredMaintenanceWindow"
    minutes = _minutes(server.get(key), WEEK)
    if minutes and len(minutes) < SHORTEST_WINDOW:
        yield key, f"{server[key]} is less than {SHORTEST_WINDOW} minutes"


def _minutes(window: object, cycle: int) -> Sequence[int]:
    """The minutes of a window, such as `sun:03:30-sun:04:30`, counted in a day or a week."""
    edges = re.findall(r"(?:([a-z]{3}):)?(\d\d):(\d\d)", window.lower()) if isinstance(window, str) else []
    if len(edges) != 2 or any(day and day not in DAYS for day, _, _ in edges):
        return ()
    start, end = (DAYS.index(day or "mon") * DAY + int(hour) * 60 + int(minute) for day, hour, minute in edges)
    return [minute % cycle for minute in range(start, start + (end - start) % cycle)]


def priorities(inputs: Fields) -> Found:
    """Each rule has a priority of its own, and an id of its own."""
    yield from repeated([value for _, value in values_at(inputs, "rules[].priority")], "rules")
    yield from rule_ids(inputs)


def rule_ids(inputs: Fields) -> Found:
    """Each rule has an id of its own."""
    yield from repeated([value for _, value in values_at(inputs, "rules[].id")], "rules")


def tagged_delete_markers(rule: Fields) -> Found:
    """Delete markers have no tags to be chosen by."""
    has_tags = is_given(rule, "filter.tag") or is_given(rule, "filter.and.tags")
    if has_tags and field(rule, "deleteMarkerReplication.status") == "Enabled":
        yield "deleteMarkerReplication", "Delete marker replication is not supported if any Tag filter is specified"


def transitions(rule: Fields) -> Found:
    """Objects become cold after a month, each step later than the one before, and expire last."""
    for key, days_key, end_key in (
        ("transitions", "days", "expiration.days"),
        ("noncurrentVersionTransitions", "noncurrentDays", "noncurrentVersionExpiration.noncurrentDays"),
    ):
        steps = [step for _, step in values_at(rule, f"{key}[]")]
        days: list[float] = [step[days_key] for step in steps if isinstance(step.get(days_key), int | float)]
        end = field(rule, end_key)
        for step in steps:
            after = step.get(days_key)
            if step.get("storageClass") in COLD and isinstance(after, int | float) and after < COLD_DAYS:
                what = f"'Days' in Transition action must be greater than or equal to {COLD_DAYS} for storageClass"
                yield key, f"{what} '{step['storageClass']}'"
        if end and days and end <= max(days):
            yield end_key, f"'Days' in the Expiration action, {end:g}, must be greater than {max(days):g}"
        yield from repeated([step.get("storageClass") for step in steps], key)
        cold, archived = (
            [
                step[days_key]
                for step in steps
                if step.get("storageClass") in classes and not is_open(step.get(days_key))
            ]
            for classes in (COLD, ARCHIVES)
        )
        if cold and archived and min(archived) < max(cold) + COLD_DAYS:
            yield key, f"objects stay {COLD_DAYS} days in {' or '.join(COLD)} before they go to {' or '.join(ARCHIVES)}"


def aborted_uploads(rule: Fields) -> Found:
    """Uploads that are not complete have no tags and no size yet."""
    filters = ("tag", "and.tags", "objectSizeGreaterThan", "objectSizeLessThan")
    if is_given(rule, "abortIncompleteMultipartUpload") and any(is_given(rule, f"filter.{key}") for key in filters):
        yield "abortIncompleteMultipartUpload", "AbortIncompleteMultipartUpload cannot be specified with Tags or sizes"


def replicas(secret: Fields) -> Found:
    """A secret has one replica in a region."""
    yield from repeated([value for _, value in values_at(secret, "replicas[].region")], "replicas")


def rotated_key(key: Fields) -> Found:
    """KMS rotates symmetric keys of its own material for encryption alone."""
    spec, usage = field(key, "customerMasterKeySpec"), field(key, "keyUsage")
    if key.get("enableKeyRotation") and (
        spec not in (None, "SYMMETRIC_DEFAULT") or usage not in (None, "ENCRYPT_DECRYPT")
    ):
        yield "enableKeyRotation", f"a key of {spec or usage} is not rotated"


def workflow_step(step: Fields) -> Found:
    """A step has the details of its own type."""
    details = {
        "COPY": "copyStepDetails", "CUSTOM": "customStepDetails", "DECRYPT": "decryptStepDetails",
        "DELETE": "deleteStepDetails", "TAG": "tagStepDetails",
    }  # fmt: skip
    wanted = details.get(str(step.get("type")))
    for key in details.values():
        if wanted and is_given(step, key) != (key == wanted):
            yield key, f"a step {step['type']} has {wanted} and no others"


def file_server(server: Fields) -> Found:
    """FTP and FTPS are for networks and own directories of users, and addresses for subnets, each its own."""
    protocols = set(field(server, "protocols") or ["SFTP"])
    plain = sorted(protocols & {"FTP", "FTPS"})
    endpoint = server.get("endpointType") or "PUBLIC"
    if plain and server.get("identityProviderType") in (None, "SERVICE_MANAGED"):
        yield "identityProviderType", f"{', '.join(plain)} takes no SERVICE_MANAGED users"
    if plain and endpoint != "VPC" and not is_open(endpoint):
        yield "endpointType", f"{', '.join(plain)} needs the endpointType VPC"
    if "AS2" in protocols and server.get("domain") == "EFS":
        yield "domain", "AS2 takes the domain S3"
    if "FTPS" in protocols and not is_given(server, "certificate"):
        yield "certificate", "FTPS needs a certificate"
    addresses, subnets = (field(server, f"endpointDetails.{key}") for key in ("addressAllocationIds", "subnetIds"))
    if addresses and ("FTP" in protocols or len(set(addresses)) != len(subnets or ())):
        yield "endpointDetails.addressAllocationIds", "one address a subnet is expected, and none with FTP"


def home(user: Fields) -> Found:
    """A logical home is mapped, and one to land in is among the mappings; a path is not mapped."""
    if is_unknown(user, "homeDirectoryMappings"):
        return
    kind, landing = user.get("homeDirectoryType") or "PATH", field(user, "homeDirectory")
    entries = [entry for _, entry in values_at(user, "homeDirectoryMappings[].entry")]
    if kind == "PATH" and entries:
        yield "homeDirectoryMappings", "homeDirectoryType PATH takes no mappings"
    if kind == "LOGICAL" and landing and landing not in entries:
        yield "homeDirectory", f"{landing} is none of the mapped {', '.join(map(str, entries))}"


def insights(server: Fields) -> Found:
    """The advanced mode keeps data for 15 months."""
    days = server.get("performanceInsightsRetentionPeriod")
    if server.get("databaseInsightsMode") == "advanced" and isinstance(days, int | float) and days < LONG_INSIGHTS:
        yield "performanceInsightsRetentionPeriod", f"{days:g} days are less than {LONG_INSIGHTS} of the advanced mode"


def configuration_source(profile: Fields) -> Found:
    """Flags are hosted by AppConfig, and what others host is read with a role."""
    location = str(profile.get("locationUri"))
    if is_open(profile.get("locationUri")) or location == "hosted":
        return
    if profile.get("type") == "AWS.AppConfig.FeatureFlags":
        yield "locationUri", f"feature flags are hosted, not at {location}"
    if not location.startswith("codepipeline://") and not profile.get("retrievalRoleArn"):
        yield "retrievalRoleArn", f"a role is needed to read {location}"


def reachable(endpoint: Fields) -> Found:
    """An endpoint of a database names its server, or a secret that does."""
    is_database = endpoint.get("engineName") in ("mysql", "mariadb", "postgres", "aurora", "oracle", "sqlserver")
    if is_database and not any(endpoint.get(key) for key in ("secretsManagerArn", "serverName")):
        yield "serverName", "one of serverName and secretsManagerArn is needed"


def rotation_window(rules: Fields) -> Found:
    """A window of rotation is over before the next day of UTC begins."""
    found = re.fullmatch(r"(\d+)h", str(rules.get("duration")))
    if found and not 1 <= int(found[1]) <= HOURS:
        yield "duration", f"{found[0]} is not 1h to {HOURS}h; the window must not extend into the next UTC day"
