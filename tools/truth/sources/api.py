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

from tools.truth.sources import registry
from tools.truth.sources.names import matched
from tools.truth.sources.statement import Statement

SOURCE = "API"
# The calls of types that the registry does not create by a call of the type's own.
CALLS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "aws:budgets/budget:Budget": (("budgets", "CreateBudget/Budget"),),
    "aws:cloudwatch/logGroup:LogGroup": (("logs", "CreateLogGroup"), ("logs", "PutRetentionPolicy")),
    "aws:dms/replicationInstance:ReplicationInstance": (("dms", "CreateReplicationInstance"),),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": (("ec2", "AssociateRouteTable"),),
    "aws:networkfirewall/loggingConfiguration:LoggingConfiguration": (
        ("network-firewall", "UpdateLoggingConfiguration"),
    ),
    "aws:sns/topicSubscription:TopicSubscription": (("sns", "Subscribe"),),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": (
        ("ec2", "AuthorizeSecurityGroupEgress"),
        ("ec2", "AuthorizeSecurityGroupEgress/IpPermissions"),
    ),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": (
        ("ec2", "AuthorizeSecurityGroupIngress"),
        ("ec2", "AuthorizeSecurityGroupIngress/IpPermissions"),
    ),
    "aws:cloudwatch/eventTarget:EventTarget": (("events", "PutTargets/Targets"),),
    "aws:costexplorer/costAllocationTag:CostAllocationTag": (
        ("ce", "UpdateCostAllocationTagsStatus/CostAllocationTagsStatus"),
    ),
    "aws:ec2/managedPrefixList:ManagedPrefixList": (("ec2", "CreateManagedPrefixList"),),
    "aws:iam/rolePolicy:RolePolicy": (("iam", "PutRolePolicy"),),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": (("iam", "AttachRolePolicy"),),
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": (("lambda", "PutFunctionEventInvokeConfig"),),
    "aws:lambda/functionRecursionConfig:FunctionRecursionConfig": (("lambda", "PutFunctionRecursionConfig"),),
    "aws:lambda/invocation:Invocation": (("lambda", "Invoke"),),
    "aws:lambda/permission:Permission": (("lambda", "AddPermission"),),
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": (
        ("rds", "StartDBInstanceAutomatedBackupsReplication"),
    ),
    "aws:route53recoverycontrol/cluster:Cluster": (("route53-recovery-control-config", "CreateCluster"),),
    "aws:route53recoverycontrol/controlPanel:ControlPanel": (
        ("route53-recovery-control-config", "CreateControlPanel"),
    ),
    "aws:route53recoverycontrol/routingControl:RoutingControl": (
        ("route53-recovery-control-config", "CreateRoutingControl"),
    ),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": (
        ("s3", "PutBucketLifecycleConfiguration/LifecycleConfiguration"),
    ),
    "aws:s3/bucketLogging:BucketLogging": (("s3", "PutBucketLogging/BucketLoggingStatus"),),
    "aws:s3/bucketNotification:BucketNotification": (
        ("s3", "PutBucketNotificationConfiguration/NotificationConfiguration"),
    ),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": (("s3", "PutBucketOwnershipControls/OwnershipControls"),),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": (
        ("s3", "PutPublicAccessBlock/PublicAccessBlockConfiguration"),
    ),
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": (
        ("s3", "PutBucketReplication/ReplicationConfiguration"),
    ),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": (
        ("s3", "PutBucketEncryption/ServerSideEncryptionConfiguration"),
    ),
    "aws:s3/bucketVersioning:BucketVersioning": (("s3", "PutBucketVersioning"),),
    "aws:transfer/sshKey:SshKey": (("transfer", "ImportSshPublicKey"),),
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
