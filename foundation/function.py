"""A Lambda function inside the network, with its role, its log group and an alarm on its errors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, FileArchive, Input, Output, ResourceOptions
from pulumi_aws import cloudwatch, iam, lambda_

from foundation.alarms import AlarmArgs, alarm
from foundation.naming import Naming
from foundation.packaging import Package
from foundation.policies import Statement, allow, assumable_by, document


@dataclass(frozen=True, kw_only=True)
class FunctionArgs:
    """What runs, where, with which rights, and who hears of its errors.

    `kind` makes the function's name; `statements` are its rights beyond logging, tracing and its network
    interfaces; `layers` are ARNs; `reserved_concurrency` both keeps and limits concurrent runs; with `publish` each
    change of code or settings makes a numbered version.
    """

    naming: Naming
    kind: str
    description: str
    package: Package
    handler: str
    environment: Mapping[str, Input[str]]
    statements: Sequence[Statement]
    subnet_ids: Sequence[Input[str]]
    security_group_id: Input[str]
    key_arn: Input[str]
    log_retention_days: int
    topic_arn: Input[str]
    memory_mb: int = 512
    timeout_seconds: int = 30
    reserved_concurrency: int | None = None
    layers: Sequence[Input[str]] = ()
    publish: bool = False

    def __post_init__(self) -> None:
        if not 128 <= self.memory_mb <= 10240:
            raise ValueError(f"memory_mb must be 128 to 10240, as Lambda takes it; got {self.memory_mb}")
        if not 1 <= self.timeout_seconds <= 900:
            raise ValueError(f"timeout_seconds must be 1 to 900, as Lambda takes it; got {self.timeout_seconds}")


class Function(ComponentResource):
    """A Lambda function whose environment and logs are encrypted with a key of the account's own."""

    arn: Output[str]
    name: Output[str]
    role_arn: Output[str]
    version: Output[str]
    errors_alarm_name: Output[str]

    def __init__(self, name: str, args: FunctionArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:compute:Function", name, None, opts)
        child, naming = ResourceOptions(parent=self), args.naming
        group = cloudwatch.LogGroup(
            f"{name}-log",
            name=naming.log_group(args.kind),
            kms_key_id=args.key_arn,
            retention_in_days=args.log_retention_days,
            tags=naming.tags(f"{args.kind}-log"),
            opts=child,
        )
        role = iam.Role(
            f"{name}-role",
            description=f"What {args.kind} may do",
            assume_role_policy=assumable_by("lambda.amazonaws.com"),
            tags=naming.tags(f"{args.kind}-role"),
            opts=child,
        )
        policy = iam.RolePolicy(
            f"{name}-role-policy",
            role=role.id,
            policy=document(*_running(group.arn, args.key_arn), *args.statements),
            opts=child,
        )
        function = lambda_.Function(
            f"{name}-function",
            name=naming.name(args.kind, limit=64),
            description=args.description,
            runtime=lambda_.Runtime.PYTHON3D14,
            architectures=["arm64"],
            handler=args.handler,
            code=FileArchive(args.package.path),
            source_code_hash=args.package.sha256,
            role=role.arn,
            memory_size=args.memory_mb,
            timeout=args.timeout_seconds,
            reserved_concurrent_executions=args.reserved_concurrency,
            environment={"variables": args.environment},
            kms_key_arn=args.key_arn,
            layers=list(args.layers) or None,
            publish=args.publish,
            vpc_config={
                "subnet_ids": args.subnet_ids,
                "security_group_ids": [args.security_group_id],
            },
            logging_config={"log_format": "JSON", "log_group": group.name},
            tracing_config={"mode": "Active"},
            # Its network interfaces outlive it by up to 45 minutes and would hold on to the group meanwhile.
            replace_security_groups_on_destroy=True,
            tags=naming.tags(args.kind),
            # Lambda tries the role's rights when the function is made.
            opts=ResourceOptions(parent=self, depends_on=[policy]),
        )
        errors = alarm(
            f"{name}-errors",
            AlarmArgs(
                naming=naming,
                kind=f"{args.kind}-errors",
                reason=f"{args.description}: runs of {naming.name(args.kind)} end in errors; its log says why.",
                runbook="functions",
                namespace="AWS/Lambda",
                metric="Errors",
                dimensions={"FunctionName": function.name},
                threshold=0,
                topic_arn=args.topic_arn,
            ),
            child,
        )
        self.arn, self.name, self.role_arn = function.arn, function.name, role.arn
        self.version, self.errors_alarm_name = function.version, errors.name
        self.register_outputs(
            {
                "arn": self.arn,
                "name": self.name,
                "role_arn": self.role_arn,
                "version": self.version,
                "errors_alarm_name": self.errors_alarm_name,
            }
        )


def _running(log_group_arn: Input[str], key_arn: Input[str]) -> list[Statement]:
    """What every function needs to run at all."""
    return [
        allow(["logs:CreateLogStream", "logs:PutLogEvents"], Output.format("{0}:*", log_group_arn)),
        allow(["kms:Decrypt"], key_arn),
        # Neither can be narrowed to a resource: the interfaces and traces do not exist yet.
        allow(
            [
                "ec2:CreateNetworkInterface",
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeSubnets",
                "ec2:DeleteNetworkInterface",
                "ec2:AssignPrivateIpAddresses",
                "ec2:UnassignPrivateIpAddresses",
            ],
            "*",
        ),
        allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*"),
    ]


def called_by(
    rule: cloudwatch.EventRule,
    name: str,
    function: Function,
    opts: ResourceOptions,
    alias: lambda_.Alias | None = None,
) -> None:
    """EventBridge calls a function, or the version that its alias stands for, on each event of a rule."""
    permission = lambda_.Permission(
        f"{name}-permission",
        action="lambda:InvokeFunction",
        function=function.name,
        qualifier=alias.name if alias else None,
        principal="events.amazonaws.com",
        source_arn=rule.arn,
        opts=opts,
    )
    cloudwatch.EventTarget(
        f"{name}-target",
        rule=rule.name,
        arn=alias.arn if alias else function.arn,
        opts=ResourceOptions.merge(opts, ResourceOptions(depends_on=[permission])),
    )
