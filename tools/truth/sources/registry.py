"""What the CloudFormation registry states, as cfn-lint ships it: schemas, nested ones and those between properties."""

# cfn-lint hands its schemas over untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

import catalog
from catalog import arc, billing, cloudwatch, ec2, lambda_, s3, sqs
from tools.truth.sources.names import matched
from tools.truth.sources.statement import Statement

REGION = "eu-west-2"
SOURCE = "registry"
Schema = Mapping[str, Any]
# The types of which the registry has a part of another one, by the path to it.
PARTS: Mapping[str, tuple[str, str]] = {
    billing.BUDGET.token: ("AWS::Budgets::Budget", "Budget"),
    cloudwatch.EVENT_TARGET.token: ("AWS::Events::Rule", "Targets"),
    ec2.MANAGED_PREFIX_LIST.token: ("AWS::EC2::PrefixList", ""),
    lambda_.FUNCTION_EVENT_INVOKE_CONFIG.token: ("AWS::Lambda::EventInvokeConfig", ""),
    s3.BUCKET_LIFECYCLE_CONFIGURATION.token: ("AWS::S3::Bucket", "LifecycleConfiguration"),
    s3.BUCKET_LOGGING.token: ("AWS::S3::Bucket", "LoggingConfiguration"),
    s3.BUCKET_NOTIFICATION.token: ("AWS::S3::Bucket", "NotificationConfiguration"),
    s3.BUCKET_OWNERSHIP_CONTROLS.token: ("AWS::S3::Bucket", "OwnershipControls"),
    s3.BUCKET_REPLICATION_CONFIG.token: ("AWS::S3::Bucket", "ReplicationConfiguration"),
    s3.BUCKET_SERVER_SIDE_ENCRYPTION_CONFIGURATION.token: (
        "AWS::S3::Bucket", "BucketEncryption",
    ),
    s3.BUCKET_VERSIONING.token: ("AWS::S3::Bucket", ""),
    arc.CLUSTER.token: ("AWS::Route53RecoveryControl::Cluster", ""),
    arc.CONTROL_PANEL.token: ("AWS::Route53RecoveryControl::ControlPanel", ""),
    arc.ROUTING_CONTROL.token: ("AWS::Route53RecoveryControl::RoutingControl", ""),
    arc.SAFETY_RULE.token: ("AWS::Route53RecoveryControl::SafetyRule", ""),
    sqs.REDRIVE_ALLOW_POLICY.token: ("AWS::SQS::Queue", ""),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Registered:
    """A schema of the registry, with those that it refers to."""

    schema: Schema
    definitions: Schema

    def field(self, name: str, context: str = "") -> "Registered | None":
        """The schema of a property, by the provider's name."""
        properties = self.resolved.item_or_self.schema.get("properties", {})
        wanted = matched(name, properties, context)
        return Registered(properties[wanted], self.definitions) if wanted else None

    def name_of(self, name: str, context: str = "") -> str | None:
        """The registry's own name of a property."""
        return matched(name, self.resolved.item_or_self.schema.get("properties", {}), context)

    @property
    def resolved(self) -> "Registered":
        """The schema that a reference leads to."""
        if "$ref" not in self.schema:
            return self
        return Registered(self.definitions.get(self.schema["$ref"].rpartition("/")[2], {}), self.definitions).resolved

    @property
    def item_or_self(self) -> "Registered":
        """The schema of a list's items; the provider gives some lists that hold one item as the item."""
        if "items" not in self.schema:
            return self
        return Registered(self.schema["items"], self.definitions).resolved

    @property
    def required(self) -> tuple[str, ...]:
        """The properties that an object may not lack, by the registry's names."""
        return tuple(self.resolved.item_or_self.schema.get("required", ()))

    @property
    def statement(self) -> Statement:
        """What it states of a value."""
        schema = self.resolved.schema
        return Statement(
            source=SOURCE,
            least=schema.get("minimum"),
            most=schema.get("maximum"),
            shortest=schema.get("minLength"),
            longest=schema.get("maxLength"),
            fewest=schema.get("minItems"),
            most_items=schema.get("maxItems"),
            pattern=schema.get("pattern"),
            choices=tuple(schema.get("enum", ())),
        )

    @property
    def type_name(self) -> str:
        """The type of resource whose id the value has to be; empty where none is stated."""
        schema = self.resolved.schema
        named, dot, attribute = str(schema.get("format", "")).partition(".")
        if dot and attribute in ("Id", "Arn", "Name"):
            return named
        return schema.get("relationshipRef", {}).get("typeName", "")


@cache
def resource(token: str) -> Registered | None:
    """The schema of a type of resource, by the provider's token; None where the registry has nothing of it."""
    name, part = PARTS.get(token, (catalog.of(token).cloudformation, ""))
    if not name:
        return None
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, name).schema
    whole = Registered(schema, schema.get("definitions", {}))
    return whole.field(part) if part else whole


def create_permissions(token: str) -> Iterator[tuple[str, str]]:
    """The service and the operation of each call that the registry makes to create a resource."""
    name = PARTS.get(token, (catalog.of(token).cloudformation, ""))[0]
    if name and token not in PARTS:
        schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, name).schema
        for permission in schema.get("handlers", {}).get("create", {}).get("permissions", ()):
            service, _, operation = permission.partition(":")
            yield service, operation
