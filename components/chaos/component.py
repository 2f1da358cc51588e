"""The experiments of one region, ready to be started by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import Output, ResourceOptions
from pulumi_aws import cloudwatch, fis

from components.chaos.experiments import Experiment, Targets, experiments
from components.chaos.link import ChaosLink
from components.chaos.role import experiment_role
from components.chaos.watch import ExperimentWatch
from components.database import RegionalDatabase
from components.network import Network
from components.payments import Payments
from config.sections import Chaos as Settings
from foundation.alarms import Alarm
from foundation.component import Component
from foundation.logs import log_group
from foundation.ordering import after
from foundation.policies import document
from foundation.region import Region

TARGET = "target"
LOG_SCHEMA = 2


@dataclass(frozen=True, kw_only=True)
class ChaosArgs:
    """The region, the stack's settings, what the experiments break, their link to functions, and what stops them.

    Raises ValueError where chaos is on and its link is off, where the settings' zone has no subnets, or where nothing
    stops the experiments.
    """

    region: Region
    network: Network
    settings: Settings
    database: RegionalDatabase
    payments: Payments
    link: ChaosLink
    stop_alarms: Sequence[Alarm]

    def __post_init__(self) -> None:
        if not self.settings.enabled:
            return
        network, zone = self.network, self.settings.zone
        for tier, subnet_ids in (("private", network.private_subnet_ids), ("isolated", network.isolated_subnet_ids)):
            if zone not in subnet_ids:
                raise ValueError(
                    f"settings.zone must have a subnet in {tier}_subnet_ids, {list(subnet_ids)}; got {zone}"
                )
        if self.link.faults is None:
            raise ValueError("link.faults is None; the link must be enabled where chaos is enabled")
        if not self.stop_alarms:
            raise ValueError("stop_alarms must hold at least one alarm; got none")


class Chaos(Component):
    """Experiment templates that stop when an alarm starts, and log what they did; nothing where chaos is off.

    `template_ids` is by the kind of experiment.
    """

    template_ids: dict[str, Output[str]] | None
    log_group_name: Output[str] | None

    def __init__(self, name: str, args: ChaosArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.region, opts)
        self._args = args
        faults = args.link.faults if args.settings.enabled else None
        if faults is None:
            self.publish(template_ids=None, log_group_name=None)
            return
        targets = self._targets()
        group = log_group(self, f"{name}-log", kind="chaos", key_arn=faults.key_arn)
        log_arn = self._writable(name, group)
        role_arn = experiment_role(
            self,
            f"{name}-experiments",
            targets=targets,
            network=args.network,
            payments=args.payments,
            faults=faults,
        )
        template_ids = {
            kind: self._template(name, kind, experiment, role_arn, log_arn)
            for kind, experiment in experiments(targets).items()
        }
        ExperimentWatch(f"{name}-watch", args.region, template_ids=list(template_ids.values()), opts=self.child())
        self.publish(template_ids=template_ids, log_group_name=group.name)

    def _targets(self) -> Targets:
        args, region, network = self._args, self.region, self._args.network
        zone, timeout_seconds = args.settings.zone, args.payments.settings.queue_reader.timeout_seconds
        subnet_ids = (network.private_subnet_ids[zone], network.isolated_subnet_ids[zone])
        endpoint_id = network.endpoint_id("secretsmanager")
        return Targets(
            database_arn=args.database.arn,
            subnet_arns=[region.arn("ec2", Output.format("subnet/{0}", subnet_id)) for subnet_id in subnet_ids],
            endpoint_arn=region.arn("ec2", Output.format("vpc-endpoint/{0}", endpoint_id)),
            function_arn=args.payments.processor_arn,
            # Slow, and still in time.
            delay_milliseconds=timeout_seconds * 1000 // 3,
        )

    def _writable(self, name: str, group: cloudwatch.LogGroup) -> Output[str]:
        """The log group's ARN, once logs may be delivered to it: else FIS's role would need the permission for that."""
        region = self.region
        delivery = cloudwatch.LogResourcePolicy(
            f"{name}-log-delivery",
            policy_name=region.naming.name("chaos-log-delivery"),
            policy_document=document(
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "delivery.logs.amazonaws.com"},
                    "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                    "Resource": Output.format("{0}:log-stream:*", group.arn),
                    "Condition": {
                        "StringEquals": {"aws:SourceAccount": region.account_id},
                        "ArnLike": {"aws:SourceArn": region.arn("logs", "*")},
                    },
                }
            ),
            opts=self.child(),
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
            stop_conditions=[
                {"source": "aws:cloudwatch:alarm", "value": alarm.arn} for alarm in self._args.stop_alarms
            ],
            experiment_options={"account_targeting": "single-account", "empty_target_resolution_mode": "fail"},
            log_configuration={
                "log_schema_version": LOG_SCHEMA,
                "cloudwatch_logs_configuration": {"log_group_arn": Output.format("{0}:*", log_arn)},
            },
            tags=self.region.naming.tags(f"chaos-{kind}"),
            opts=self.child(),
        )
        return template.id
