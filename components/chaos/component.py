"""The experiments of one region, ready to be started by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import cloudwatch, fis

from components.chaos.experiments import Experiment, Targets, experiments
from components.chaos.role import ExperimentRole, ExperimentRoleArgs
from components.chaos.watch import ALARM_KIND, ExperimentWatch, ExperimentWatchArgs
from config.sections import Chaos as Settings
from foundation.naming import Naming
from foundation.ordering import after
from foundation.policies import document

TARGET = "target"
LOG_SCHEMA = 2


@dataclass(frozen=True, kw_only=True)
class ChaosArgs:
    """What the experiments break, and the alarm that stops them.

    Subnet ids are by zone letter; `endpoint_id` is the interface endpoint of Secrets Manager; `function_arn` is the
    function that reads the queue, whose environment `function_key_arn` encrypts. The faults' bucket and key come from
    the link, and may be missing only where chaos is off.
    """

    naming: Naming
    region: str
    account_id: Input[str]
    settings: Settings
    vpc_id: Input[str]
    private_subnet_ids: Mapping[str, Input[str]]
    isolated_subnet_ids: Mapping[str, Input[str]]
    endpoint_id: Input[str]
    database_arn: Input[str]
    function_arn: Input[str]
    function_key_arn: Input[str]
    function_timeout_seconds: int
    faults_bucket_arn: Input[str] | None
    faults_key_arn: Input[str] | None
    stop_alarm_arn: Input[str]
    log_retention_days: int
    topic_arn: Input[str]

    def __post_init__(self) -> None:
        if not self.settings.enabled:
            return
        zone = self.settings.zone
        for tier, subnet_ids in (("private", self.private_subnet_ids), ("isolated", self.isolated_subnet_ids)):
            if zone not in subnet_ids:
                raise ValueError(
                    f"settings.zone must have a subnet in {tier}_subnet_ids, {list(subnet_ids)}; got {zone}"
                )
        if self.faults_bucket_arn is None or self.faults_key_arn is None:
            raise ValueError("faults_bucket_arn or faults_key_arn is None; both must be given where chaos is enabled")


class Chaos(ComponentResource):
    """Experiment templates that stop when the alarm rings, and log what they did; nothing where chaos is off.

    `template_ids` is by the kind of experiment.
    """

    template_ids: dict[str, Output[str]] | None = None
    log_group_name: Output[str] | None = None
    alarm_kinds: Sequence[str] = ()

    def __init__(self, name: str, args: ChaosArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:chaos:Chaos", name, None, opts)
        self._args, self._child = args, ResourceOptions(parent=self)
        if args.settings.enabled:
            group, targets = self._log(name), self._targets()
            role_arn, log_arn = self._role(name, targets), self._writable(name, group)
            self.template_ids = {
                kind: self._template(name, kind, experiment, role_arn, log_arn)
                for kind, experiment in experiments(targets).items()
            }
            self.log_group_name = group.name
            self.alarm_kinds = [ALARM_KIND]
            watched = ExperimentWatchArgs(
                naming=args.naming, template_ids=list(self.template_ids.values()), topic_arn=args.topic_arn
            )
            ExperimentWatch(f"{name}-watch", watched, self._child)
        self.register_outputs({"template_ids": self.template_ids, "log_group_name": self.log_group_name})

    def _targets(self) -> Targets:
        args, zone = self._args, self._args.settings.zone
        place = Output.format("arn:aws:ec2:{0}:{1}", args.region, args.account_id)
        subnet_ids = (args.private_subnet_ids[zone], args.isolated_subnet_ids[zone])
        return Targets(
            database_arn=args.database_arn,
            subnet_arns=[Output.format("{0}:subnet/{1}", place, subnet_id) for subnet_id in subnet_ids],
            endpoint_arn=Output.format("{0}:vpc-endpoint/{1}", place, args.endpoint_id),
            function_arn=args.function_arn,
            # Slow, and still in time.
            delay_milliseconds=args.function_timeout_seconds * 1000 // 3,
        )

    def _role(self, name: str, targets: Targets) -> Output[str]:
        args = self._args
        role = ExperimentRole(
            f"{name}-experiments",
            ExperimentRoleArgs(
                naming=args.naming,
                region=args.region,
                account_id=args.account_id,
                targets=targets,
                vpc_id=args.vpc_id,
                function_key_arn=args.function_key_arn,
                faults_bucket_arn=args.faults_bucket_arn or "",
                faults_key_arn=args.faults_key_arn or "",
            ),
            self._child,
        )
        return role.arn

    def _log(self, name: str) -> cloudwatch.LogGroup:
        return cloudwatch.LogGroup(
            f"{name}-log",
            name=self._args.naming.log_group("chaos"),
            kms_key_id=self._args.faults_key_arn,
            retention_in_days=self._args.log_retention_days,
            tags=self._args.naming.tags("chaos-log"),
            opts=self._child,
        )

    def _writable(self, name: str, group: cloudwatch.LogGroup) -> Output[str]:
        """The log group's ARN, once logs may be delivered to it: else FIS's role would need the right to allow it."""
        args = self._args
        delivery = cloudwatch.LogResourcePolicy(
            f"{name}-log-delivery",
            policy_name=args.naming.name("chaos-log-delivery"),
            policy_document=document(
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "delivery.logs.amazonaws.com"},
                    "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                    "Resource": Output.format("{0}:log-stream:*", group.arn),
                    "Condition": {
                        "StringEquals": {"aws:SourceAccount": args.account_id},
                        "ArnLike": {
                            "aws:SourceArn": Output.format("arn:aws:logs:{0}:{1}:*", args.region, args.account_id)
                        },
                    },
                }
            ),
            opts=self._child,
        )
        return after(group.arn, [delivery])

    def _template(
        self, name: str, kind: str, experiment: Experiment, role_arn: Output[str], log_arn: Output[str]
    ) -> Output[str]:
        template = fis.ExperimentTemplate(
            f"{name}-{kind}",
            description=experiment.description,
            role_arn=role_arn,
            actions=[
                {
                    "name": kind,
                    "action_id": experiment.action_id,
                    "parameters": [{"key": key, "value": value} for key, value in experiment.parameters.items()],
                    "target": {"key": experiment.target_key, "value": TARGET},
                }
            ],
            targets=[
                {
                    "name": TARGET,
                    "resource_type": experiment.resource_type,
                    "selection_mode": "ALL",
                    "resource_arns": experiment.resource_arns,
                }
            ],
            stop_conditions=[{"source": "aws:cloudwatch:alarm", "value": self._args.stop_alarm_arn}],
            experiment_options={"account_targeting": "single-account", "empty_target_resolution_mode": "fail"},
            log_configuration={
                "log_schema_version": LOG_SCHEMA,
                "cloudwatch_logs_configuration": {"log_group_arn": Output.format("{0}:*", log_arn)},
            },
            tags=self._args.naming.tags(f"chaos-{kind}"),
            opts=self._child,
        )
        return template.id
