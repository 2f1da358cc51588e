"""Every id and ARN that a resource names belongs to its own region, and every role to its own account."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from catalog import appconfig, apprunner, arc, cloudwatch, dynamodb, ecs, kms, rds, s3, secretsmanager, sns, transfer
from catalog.resource_type import ResourceType
from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.live import Live
from simulated_aws.modelling import Inputs

ARN = re.compile(r"arn:aws:(?P<service>[a-z0-9-]+):(?P<region>[a-z0-9-]*):(?P<account>[a-z0-9-]*):(?P<rest>.+)")
QUEUE_URL = re.compile(r"https://sqs\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/")
IMAGE = re.compile(r"\d{12}\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/")
# What AWS makes up in an id, so that no two regions have the same.
MADE_UP = re.compile(r"[0-9a-f]{7}")
# Policies may name what is anywhere; the rest is for people, or for programs that may call any region.
FREE = {
    "accessPolicy", "alarmDescription", "assumeRolePolicy", "code", "dashboardBody", "description",
    "environment", "environments", "input", "policy", "policyDocument", "resourcePolicy", "tags", "tagsAll", "triggers",
}  # fmt: skip
ROLE = re.compile(r"arn:aws:iam::(?P<account>\d{12}):role/")
# The input of roles that names the policy which bounds them.
BOUNDARY = "permissionsBoundary"


@dataclass(frozen=True, kw_only=True)
class Exempt:
    """An input that takes what belongs to another region.

    Args:
        of: the type of the resource.
        path: the path of the input, without indexes; what is below it is exempt too.
        services: the services whose ARNs are taken; empty for all.
        source: where AWS says so; after UNVERIFIED, what would prove it.
    """

    of: ResourceType
    path: str
    services: tuple[str, ...] = ()
    source: str


EXEMPT = (
    Exempt(
        of=sns.TOPIC_SUBSCRIPTION,
        path="endpoint",
        services=("sqs", "lambda"),
        source="docs.aws.amazon.com/sns/latest/dg/sns-cross-region-delivery.html",
    ),
    Exempt(
        of=cloudwatch.EVENT_TARGET,
        path="arn",
        services=("events",),
        source="docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html",
    ),
    Exempt(
        of=kms.REPLICA_KEY,
        path="primaryKeyArn",
        source="docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-replicate.html",
    ),
    Exempt(
        of=rds.INSTANCE,
        path="replicateSourceDb",
        source="docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.XRgn.html",
    ),
    Exempt(
        of=rds.INSTANCE_AUTOMATED_BACKUPS_REPLICATION,
        path="sourceDbInstanceArn",
        source="docs.aws.amazon.com/AmazonRDS/latest/UserGuide/AutomatedBackups.Replicating.Enable.html",
    ),
    Exempt(
        of=secretsmanager.SECRET,
        path="replicas",
        source="docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html",
    ),
    Exempt(
        of=s3.BUCKET_REPLICATION_CONFIG,
        path="rules",
        source="docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html",
    ),
    Exempt(
        of=cloudwatch.METRIC_ALARM,
        path="dimensions.DestinationBucket",
        source="docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html (replication metrics)",
    ),
    Exempt(
        of=cloudwatch.METRIC_ALARM,
        path="metricQueries.metric.dimensions.DestinationBucket",
        source="docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html (replication metrics)",
    ),
    Exempt(of=dynamodb.TABLE_ITEM, path="item", source="a value that DynamoDB only keeps"),
    Exempt(of=appconfig.HOSTED_CONFIGURATION_VERSION, path="content", source="a text for programs"),
    Exempt(
        of=arc.PLAN, path="workflows", source="docs.aws.amazon.com/r53recovery/latest/dg/working-with-rs-workflows.html"
    ),
    Exempt(
        of=arc.PLAN,
        path="associatedAlarms",
        source="UNVERIFIED: CreatePlan with such alarms",
    ),
    Exempt(
        of=arc.PLAN,
        path="triggers",
        source="UNVERIFIED: CreatePlan with such a trigger",
    ),
    Exempt(
        of=ecs.EXPRESS_GATEWAY_SERVICE,
        path="primaryContainer.secrets",
        source="docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-ssm-paramstore.html",
    ),
    Exempt(
        of=ecs.EXPRESS_GATEWAY_SERVICE,
        path="primaryContainer.image",
        source="UNVERIFIED: a task with such an image",
    ),
    Exempt(
        of=apprunner.SERVICE,
        path="sourceConfiguration.imageRepository.imageConfiguration",
        source="docs.aws.amazon.com/apprunner/latest/dg/env-variable.html",
    ),
    Exempt(
        of=transfer.WORKFLOW,
        path="steps",
        source="UNVERIFIED: CreateWorkflow with such a bucket",
    ),
)


def faults(token: str, inputs: Inputs) -> Iterator[Fault]:
    """What names another region by its text alone; a resource that has no region may name any."""
    region = inputs.get("region")
    if not region or region == UNKNOWN:
        return
    for path, text in texts_with_paths(inputs):
        found = ARN.fullmatch(text) or QUEUE_URL.match(text) or IMAGE.match(text)
        if found and found["region"] not in ("", region) and not is_exempt(token, path, text):
            yield Fault(path, _refusal(text, found["region"], region))
        zone = path.rpartition(".")[2] in ("availabilityZone", "availabilityZones")
        if zone and not re.fullmatch(rf"{re.escape(region)}[a-c]", text):
            yield Fault(path, f"InvalidParameterValue: {text!r} is no zone of {region}; allowed: {region}a to c")


def _refusal(text: str, other: str, region: str) -> str:
    if text.startswith("arn:aws:kms:"):
        return f"KMSKeyNotAccessible: {text} is in {other} and is no key of {region}"
    return f"InvalidParameterValue: {text} is in {other}; allowed: {region}"


def clashes(token: str, inputs: Inputs, account: str, everything: Mapping[str, Live]) -> Iterator[Fault]:
    """What names a resource of another region by its id, and a role of another account."""
    region = inputs.get("region")
    for path, text in texts_with_paths(inputs):
        role = ROLE.match(text)
        if role and role["account"] != account and not is_exempt(token, path, text):
            yield Fault(path, f"AccessDeniedException: Cross-account pass role is not allowed: {text}")
        if path == BOUNDARY and not re.fullmatch(rf"arn:aws:iam::({account}|aws):policy/.+", text):
            # hashicorp/terraform-provider-aws#38294.
            yield Fault(path, f"NoSuchEntity: Scope ARN: {text} does not exist or is not attachable.")
        target = everything.get(text)
        if not region or target is None or text.startswith("arn:") or not MADE_UP.search(text):
            continue
        if target.region not in ("", region) and not is_exempt(token, path, text):
            yield Fault(path, f"NotFound: {text} is in {target.region}; allowed: {region}")


def is_exempt(token: str, path: str, text: str) -> bool:
    """Whether an input takes what belongs to another region."""
    service = text.split(":")[2] if text.startswith("arn:") else ""
    return any(
        token == item.of.token
        and (path == item.path or path.startswith(f"{item.path}."))
        and (not item.services or service in item.services)
        for item in EXEMPT
    )


def texts_with_paths(value: Inputs) -> Iterator[tuple[str, str]]:
    """Every text by the path of its property, without indexes; texts that are JSON are looked into."""
    for key, item in value.items():
        if key not in FREE and key != "region" and not key.startswith("__"):
            yield from _below(item, key)


def _below(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, item in cast(Mapping[str, object], value).items():
            if key not in FREE:
                yield from _below(item, f"{path}.{key}")
    elif isinstance(value, list):
        for item in cast(list[object], value):
            yield from _below(item, path)
    elif isinstance(value, str) and UNKNOWN not in value:
        yield path, value
        if value[:1] in ("{", "["):
            yield from _below(_parsed(value), path)


def _parsed(text: str) -> Any:
    """The content of a JSON text; nothing where it is none, which is another check's matter."""
    try:
        return json.loads(text)
    except ValueError:
        return None
