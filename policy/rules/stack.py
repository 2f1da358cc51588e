"""What holds for a stack as a whole: where everything stands, what it is called by, and who hears of it."""

from collections.abc import Iterator

from policy.rule import Fault, Resource, Stack, StackCheck, StackRule
from policy.rules import database

SUBSCRIPTION = "aws:rds/eventSubscription:EventSubscription"
SUBNETS = "aws:rds/subnetGroup:SubnetGroup"
TAGS = ("CostCenter", "Environment", "ManagedBy", "Name", "Owner", "Project")
# Whose resources a provider makes; `pulumi` has the stack itself and the providers.
PROVIDED = ("aws", "pulumi-python", "random")
# AWS takes no tags for these, or Pulumi's provider has no property for them.
UNTAGGABLE = (
    "appconfig/extensionAssociation",
    "appconfig/hostedConfigurationVersion",
    "cloudwatch/dashboard",
    "cloudwatch/eventTarget",
    "cloudwatch/logMetricFilter",
    "cloudwatch/logResourcePolicy",
    "cloudwatch/queryDefinition",
    "costexplorer/costAllocationTag",
    "ec2/route",
    "ec2/routeTableAssociation",
    "iam/rolePolicy",
    "iam/rolePolicyAttachment",
    "kms/alias",
    "lambda/alias",
    "lambda/functionEventInvokeConfig",
    "lambda/functionRecursionConfig",
    "lambda/invocation",
    "lambda/permission",
    "networkfirewall/loggingConfiguration",
    "ram/principalAssociation",
    "ram/resourceAssociation",
    "rds/instanceAutomatedBackupsReplication",
    "s3/bucketLifecycleConfiguration",
    "s3/bucketLogging",
    "s3/bucketNotification",
    "s3/bucketOwnershipControls",
    "s3/bucketPolicy",
    "s3/bucketPublicAccessBlock",
    "s3/bucketReplicationConfig",
    "s3/bucketServerSideEncryptionConfiguration",
    "s3/bucketVersioning",
    "secretsmanager/secretPolicy",
    "secretsmanager/secretRotation",
    "sns/topicPolicy",
    "sns/topicSubscription",
    "sqs/queuePolicy",
    "sqs/redriveAllowPolicy",
    "transfer/sshKey",
)


def _stands_in_a_component(stack: Stack) -> Iterator[Fault]:
    components = {item.urn for item in stack.resources if _package(item) not in (*PROVIDED, "pulumi")}
    for item in stack.resources:
        if _package(item) in PROVIDED and item.parent not in components:
            yield Fault(resource=item, text="it stands outside every component")


def _package(item: Resource) -> str:
    return item.type.partition(":")[0]


def _tagged(stack: Stack) -> Iterator[Fault]:
    for item in stack.resources:
        package, kind, _ = f"{item.type}::".split(":", 2)
        if package == "aws" and kind not in UNTAGGABLE:
            missing = [tag for tag in TAGS if tag not in (item.values.at("tags") or {})]
            if missing:
                yield Fault(resource=item, text=f"it lacks {', '.join(missing)}")


def _private_subnets(stack: Stack) -> Iterator[Fault]:
    """A database's subnets have no route table with a way to an internet gateway."""
    for group in stack.of(SUBNETS):
        for subnet in stack.of("aws:ec2/subnet:Subnet"):
            if group.refers_to(subnet, "subnetIds") and _is_public(subnet, stack):
                yield Fault(resource=group, text=f"{subnet.name} has a way to the internet")


def _is_public(subnet: Resource, stack: Stack) -> bool:
    associations = stack.users(subnet, "aws:ec2/routeTableAssociation:RouteTableAssociation", "subnetId")
    return any(
        route.refers_to(table, "routeTableId") and route.refers_to(gateway, "gatewayId")
        for table in stack.of("aws:ec2/routeTable:RouteTable")
        if any(item.refers_to(table, "routeTableId") for item in associations)
        for route in stack.of("aws:ec2/route:Route")
        for gateway in stack.of("aws:ec2/internetGateway:InternetGateway")
    )


def _subscribed(*sources: str) -> StackCheck:
    """Somebody hears of the events of a kind of source, in each region where there is a database."""

    def check(stack: Stack) -> Iterator[Fault]:
        for item in stack.of(database.INSTANCE):
            of_the_region = [other for other in stack.of(SUBSCRIPTION) if other.provider == item.provider]
            # Without a source type a subscription is of all of them.
            if not {other.values.at("sourceType") for other in of_the_region} & {None, *sources}:
                yield Fault(resource=item, text=f"nobody hears of events of the type {sources[0]}")

    return check


RULES = (
    StackRule(
        name="database-subnets-are-private",
        controls=("FSBP RDS.46",),
        severity="high",
        types=(SUBNETS, "aws:ec2/route:Route"),
        check=_private_subnets,
        message="subnet_ids of subnets whose route tables name no internet gateway",
    ),
    StackRule(
        name="database-events-are-heard",
        controls=("FSBP RDS.20", "PCI RDS.20"),
        severity="low",
        types=(SUBSCRIPTION, database.INSTANCE),
        check=_subscribed("db-instance"),
        message="an EventSubscription of the source type db-instance",
    ),
    StackRule(
        name="parameter-events-are-heard",
        controls=("FSBP RDS.21", "PCI RDS.21"),
        severity="low",
        types=(SUBSCRIPTION, database.INSTANCE),
        check=_subscribed("db-parameter-group"),
        message="an EventSubscription of the source type db-parameter-group",
    ),
    StackRule(
        name="security-group-events-are-heard",
        controls=("FSBP RDS.22", "PCI RDS.22"),
        severity="low",
        types=(SUBSCRIPTION, database.INSTANCE),
        check=_subscribed("db-security-group"),
        message="an EventSubscription of the source type db-security-group",
    ),
    StackRule(
        name="resource-stands-in-a-component",
        controls=("own",),
        severity="low",
        types=("aws:*", "random:*", "pulumi-python:*"),
        check=_stands_in_a_component,
        message="ResourceOptions(parent=...) with the component that it belongs to",
    ),
    StackRule(
        name="resource-is-tagged",
        controls=("Security Hub AppConfig.1", "own"),
        severity="low",
        types=("aws:*",),
        check=_tagged,
        message="tags=naming.tags(...): who pays, who answers, and where it belongs",
    ),
)
