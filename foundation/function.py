"""A Lambda function inside the network, with its role, its log group and an alarm on its errors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pulumi import Input, Output, ResourceOptions
from pulumi_aws import cloudwatch, lambda_

from foundation.alarms import Alarm, Question
from foundation.code import code
from foundation.component import Component
from foundation.logs import log_group
from foundation.metric_alarms import alarm
from foundation.packaging import Package
from foundation.policies import Statement, allow, assumable_by
from foundation.region import Region
from foundation.roles import role


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Where a function's network interfaces are: the subnets, the security group, and the network's default one."""

    subnet_ids: Sequence[Input[str]]
    security_group_id: Input[str]
    default_security_group_id: Input[str]


@dataclass(frozen=True, kw_only=True)
class Extension:
    """What a function gets beside its own code: environment variables, permissions, and layers by ARN.

    `calls` are the services that it then calls through interface endpoints, by the names of those.
    """

    variables: Mapping[str, Input[str]] = field(default_factory=dict[str, Input[str]])
    statements: Sequence[Statement] = ()
    calls: Sequence[str] = ()
    layers: Sequence[Input[str]] = ()


@dataclass(frozen=True, kw_only=True)
class FunctionArgs:
    """What runs, where, and with which permissions.

    `kind` makes the function's name; `statements` are its permissions beyond logging, tracing and its network
    interfaces; `layers` are ARNs; `reserved_concurrency` both keeps and limits concurrent runs; with `publish` each
    change of code or settings makes a numbered version. `question` is the one that the alarm on its errors answers.
    """

    region: Region
    kind: str
    description: str
    package: Package
    handler: str
    environment: Mapping[str, Input[str]]
    statements: Sequence[Statement]
    placement: Placement
    key_arn: Input[str]
    question: Question = Question.FUNCTIONS
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


class Function(Component):
    """A Lambda function whose environment and logs are encrypted with a key of the account's own."""

    arn: Output[str]
    name: Output[str]
    role_arn: Output[str]
    version: Output[str]
    errors_alarm: Alarm

    def __init__(self, name: str, args: FunctionArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.region, opts)
        naming = args.region.naming
        logs = log_group(self, f"{name}-log", kind=args.kind, key_arn=args.key_arn)
        role_arn = role(
            self,
            name,
            kind=args.kind,
            description=f"What {args.kind} may do",
            trust=assumable_by("lambda.amazonaws.com"),
            statements=[*_running(logs.arn, args.key_arn), *args.statements],
        )
        runs = code(args.package, args.region.signer, layered=bool(args.layers))
        function = lambda_.Function(
            f"{name}-function",
            name=naming.name(args.kind, limit=64),
            description=args.description,
            runtime=lambda_.Runtime.PYTHON3D14,
            architectures=["arm64"],
            handler=args.handler,
            code=runs.archive,
            source_code_hash=runs.sha256,
            s3_bucket=runs.bucket,
            s3_key=runs.key,
            code_signing_config_arn=runs.signing_arn,
            role=role_arn,
            memory_size=args.memory_mb,
            timeout=args.timeout_seconds,
            reserved_concurrent_executions=args.reserved_concurrency,
            environment={"variables": args.environment},
            kms_key_arn=args.key_arn,
            layers=list(args.layers) or None,
            publish=args.publish,
            vpc_config={
                "subnet_ids": args.placement.subnet_ids,
                "security_group_ids": [args.placement.security_group_id],
            },
            logging_config={"log_format": "JSON", "log_group": logs.name},
            tracing_config={"mode": "Active"},
            # Its network interfaces outlive it by up to 45 minutes and would hold on to the group meanwhile.
            replace_security_groups_on_destroy=True,
            replacement_security_group_ids=[args.placement.default_security_group_id],
            tags=naming.tags(args.kind),
            opts=self.child(),
        )
        self.errors_alarm = alarm(
            self,
            f"{name}-errors",
            kind=f"{args.kind}-errors",
            question=args.question,
            runbook="functions",
            reason=f"{args.description}: runs of {naming.name(args.kind)} end in errors; its log says why.",
            namespace="AWS/Lambda",
            metric="Errors",
            dimensions={"FunctionName": function.name},
            threshold=0,
        )
        self.publish(arn=function.arn, name=function.name, role_arn=role_arn, version=function.version)


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
    owner: Component,
    name: str,
    rule: cloudwatch.EventRule,
    function: Function,
    alias: lambda_.Alias | None = None,
) -> None:
    """EventBridge invokes a function, or the version that its alias refers to, on each event of a rule."""
    permission = lambda_.Permission(
        f"{name}-permission",
        action="lambda:InvokeFunction",
        function=function.name,
        qualifier=alias.name if alias else None,
        principal="events.amazonaws.com",
        source_arn=rule.arn,
        opts=owner.child(),
    )
    cloudwatch.EventTarget(
        f"{name}-target",
        rule=rule.name,
        arn=alias.arn if alias else function.arn,
        opts=owner.child(depends_on=[permission]),
    )
