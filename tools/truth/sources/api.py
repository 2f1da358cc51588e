"""What AWS's API models state of the calls that create a type, as botocore ships them."""

# botocore leaves its shapes untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from botocore import session
from botocore.exceptions import UnknownServiceError
from botocore.model import ListShape, MapShape, Shape, StructureShape

from catalog import arc, billing, cloudwatch, dms, ec2, iam, lambda_, networkfirewall, rds, s3, sns, transfer
from tools.truth.sources import registry
from tools.truth.sources.names import matched
from tools.truth.sources.statement import Statement

SOURCE = "API"
# The calls of types that the registry does not create by a call of the type's own.
CALLS: Mapping[str, tuple[tuple[str, str], ...]] = {
    billing.BUDGET.token: (("budgets", "CreateBudget/Budget"),),
    cloudwatch.LOG_GROUP.token: (("logs", "CreateLogGroup"), ("logs", "PutRetentionPolicy")),
    dms.REPLICATION_INSTANCE.token: (("dms", "CreateReplicationInstance"),),
    ec2.ROUTE_TABLE_ASSOCIATION.token: (("ec2", "AssociateRouteTable"),),
    networkfirewall.LOGGING_CONFIGURATION.token: (("network-firewall", "UpdateLoggingConfiguration"),),
    sns.TOPIC_SUBSCRIPTION.token: (("sns", "Subscribe"),),
    ec2.SECURITY_GROUP_EGRESS_RULE.token: (
        ("ec2", "AuthorizeSecurityGroupEgress"),
        ("ec2", "AuthorizeSecurityGroupEgress/IpPermissions"),
    ),
    ec2.SECURITY_GROUP_INGRESS_RULE.token: (
        ("ec2", "AuthorizeSecurityGroupIngress"),
        ("ec2", "AuthorizeSecurityGroupIngress/IpPermissions"),
    ),
    cloudwatch.EVENT_TARGET.token: (("events", "PutTargets/Targets"),),
    billing.COST_ALLOCATION_TAG.token: (("ce", "UpdateCostAllocationTagsStatus/CostAllocationTagsStatus"),),
    ec2.MANAGED_PREFIX_LIST.token: (("ec2", "CreateManagedPrefixList"),),
    iam.ROLE_POLICY.token: (("iam", "PutRolePolicy"),),
    iam.ROLE_POLICY_ATTACHMENT.token: (("iam", "AttachRolePolicy"),),
    lambda_.FUNCTION_EVENT_INVOKE_CONFIG.token: (("lambda", "PutFunctionEventInvokeConfig"),),
    lambda_.FUNCTION_RECURSION_CONFIG.token: (("lambda", "PutFunctionRecursionConfig"),),
    lambda_.INVOCATION.token: (("lambda", "Invoke"),),
    lambda_.PERMISSION.token: (("lambda", "AddPermission"),),
    rds.INSTANCE_AUTOMATED_BACKUPS_REPLICATION.token: (("rds", "StartDBInstanceAutomatedBackupsReplication"),),
    arc.CLUSTER.token: (("route53-recovery-control-config", "CreateCluster"),),
    arc.CONTROL_PANEL.token: (("route53-recovery-control-config", "CreateControlPanel"),),
    arc.ROUTING_CONTROL.token: (("route53-recovery-control-config", "CreateRoutingControl"),),
    s3.BUCKET_LIFECYCLE_CONFIGURATION.token: (("s3", "PutBucketLifecycleConfiguration/LifecycleConfiguration"),),
    s3.BUCKET_LOGGING.token: (("s3", "PutBucketLogging/BucketLoggingStatus"),),
    s3.BUCKET_NOTIFICATION.token: (("s3", "PutBucketNotificationConfiguration/NotificationConfiguration"),),
    s3.BUCKET_OWNERSHIP_CONTROLS.token: (("s3", "PutBucketOwnershipControls/OwnershipControls"),),
    s3.BUCKET_PUBLIC_ACCESS_BLOCK.token: (("s3", "PutPublicAccessBlock/PublicAccessBlockConfiguration"),),
    s3.BUCKET_REPLICATION_CONFIG.token: (("s3", "PutBucketReplication/ReplicationConfiguration"),),
    s3.BUCKET_SERVER_SIDE_ENCRYPTION_CONFIGURATION.token: (
        ("s3", "PutBucketEncryption/ServerSideEncryptionConfiguration"),
    ),
    s3.BUCKET_VERSIONING.token: (("s3", "PutBucketVersioning"),),
    transfer.SSH_KEY.token: (("transfer", "ImportSshPublicKey"),),
}
WRITES = re.compile(r"(Create|Put|Allocate|Import|Register|Rotate|Subscribe|Request|Enable|Start)[A-Z]")
ABSENT = re.compile(r"NotFound|NoSuch|NotExist|DoesNotExist|Unknown")
TAKEN = re.compile(r"Already|Exists|Conflict|Duplicate|InUse")


@dataclass(frozen=True, eq=False)
class Modelled:
    """A shape of an API model."""

    shape: Shape

    def field(self, name: str, context: str = "") -> "Modelled | None":
        """The shape of a member, by the provider's name."""
        members = _members(self.item_or_self.shape)
        wanted = matched(name, members, context)
        return Modelled(members[wanted]) if wanted else None

    def name_of(self, name: str, context: str = "") -> str | None:
        """The API's own name of a member."""
        return matched(name, _members(self.item_or_self.shape), context)

    @property
    def item_or_self(self) -> "Modelled":
        """The shape of a list's items; the provider gives some lists that hold one item as the item."""
        return Modelled(cast(Shape, self.shape.member)) if isinstance(self.shape, ListShape) else self

    @property
    def value(self) -> "Modelled":
        """The shape of a map's values."""
        return Modelled(cast(Shape, self.shape.value)) if isinstance(self.shape, MapShape) else self

    @property
    def required(self) -> tuple[str, ...]:
        """The members that a structure may not lack, by the API's names."""
        return tuple(getattr(self.item_or_self.shape, "required_members", ()))

    @property
    def statement(self) -> Statement:
        """What the model states of a value."""
        known: Mapping[str, Any] = cast(Any, self.shape).metadata
        least, most, kind = known.get("min"), known.get("max"), self.shape.type_name
        if kind == "string":
            choices = tuple(getattr(self.shape, "enum", None) or ())
            return Statement(source=SOURCE, shortest=least, longest=most, pattern=known.get("pattern"), choices=choices)
        if kind in ("list", "map"):
            return Statement(source=SOURCE, fewest=least, most_items=most)
        return Statement(source=SOURCE, least=least, most=most)


@cache
def resource(token: str) -> tuple[Modelled, ...]:
    """The inputs of the calls that create a type, the one that makes it first."""
    return tuple(Modelled(shape) for operation, part in _operations(token) for shape in _inputs(operation, part))


@cache
def refuses_absent(token: str) -> bool:
    """Whether a call that creates the type has an error for what does not exist."""
    return _has_error(token, ABSENT)


@cache
def refuses_taken(token: str) -> bool:
    """Whether the call that creates the type has an error for a name that is taken."""
    return _has_error(token, TAKEN)


def _has_error(token: str, pattern: "re.Pattern[str]") -> bool:
    errors = (cast(Shape, error).name for operation, _ in _operations(token) for error in operation.error_shapes)
    return any(pattern.search(name) for name in errors)


@cache
def _operations(token: str) -> tuple[tuple[Any, str], ...]:
    by_hand = CALLS.get(token, ())
    kind = token.rpartition(":")[2]
    names = by_hand or sorted(set(registry.create_permissions(token)), key=lambda item: not item[1].endswith(kind))
    own = {"vpc": "ec2"}.get(token.split(":")[1].partition("/")[0], token.split(":")[1].partition("/")[0])
    found = [pair for service, name in names if (by_hand or _belongs(service, own)) for pair in _model(service, name)]
    if by_hand:
        return tuple(found)
    writes = [pair for pair in found if WRITES.match(pair[0].name)]
    named = [pair for pair in writes if kind in pair[0].name]
    return tuple(named or writes)


def _belongs(service: str, module: str) -> bool:
    """Whether a permission's service is the one of the type's module in the SDK."""
    other = {"ce": "costexplorer", "events": "cloudwatch", "logs": "cloudwatch", "arc-region-switch": "arcregionswitch"}
    plain = service.replace("-", "")
    return plain == module or other.get(service) == module


@cache
def _model(service: str, name: str) -> tuple[tuple[Any, str], ...]:
    operation, _, part = name.partition("/")
    try:
        model = _session().get_service_model(service)
    except UnknownServiceError:
        return ()
    return ((model.operation_model(operation), part),) if operation in model.operation_names else ()


def _inputs(operation: Any, part: str) -> Iterator[Shape]:
    given = cast(Shape, operation.input_shape)
    if part:
        yield _item(_members(given)[part])
        return
    yield given
    subject = re.sub(r"^(Create|Put|Allocate|Import|Register)", "", operation.name)
    # What is made is described in a structure of the input's own.
    for name, member in _members(given).items():
        if isinstance(member, StructureShape) and name.lower() in (subject.lower(), f"{subject.lower()}config"):
            yield member


def _item(shape: Shape) -> Shape:
    return cast(Shape, shape.member) if isinstance(shape, ListShape) else shape


def _members(shape: Shape) -> Mapping[str, Shape]:
    return cast(Any, shape).members if isinstance(shape, StructureShape) else {}


@cache
def _session() -> Any:
    return session.get_session()
