"""The container on ECS Express Mode: Fargate tasks behind a load balancer that ECS manages."""

from collections.abc import Sequence

from pulumi import Input, Output, ResourceOptions
from pulumi_aws import cloudwatch, ecs
from pulumi_aws.ecs.outputs import ExpressGatewayServiceIngressPath

from components.container.own_domain import ExpressDomain
from components.container.platform import ContainerArgs, Platform, pulling, queueing, reading, sending
from config.sections import Container as Settings
from config.types import ECR_IMAGE
from foundation.alarms import Question
from foundation.logs import log_group
from foundation.metric_alarms import alarm
from foundation.policies import Statement, allow, assumable_by
from foundation.roles import managed_role, role

INFRASTRUCTURE_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonECSInfrastructureRoleforExpressGatewayServices"


class EcsExpress(Platform):
    """An ECS Express Mode service in private subnets, which ECS puts behind an internal load balancer."""

    def __init__(self, name: str, args: ContainerArgs, *, key_arn: Input[str], opts: ResourceOptions | None = None):
        super().__init__(name, args.region, opts)
        self._name, self._args = name, args
        group = log_group(self, f"{name}-log", kind="container", key_arn=key_arn)
        cluster = ecs.Cluster(
            f"{name}-cluster",
            settings=[{"name": "containerInsights", "value": "enabled"}],
            tags=args.region.naming.tags("container-cluster"),
            opts=self.child(),
        )
        service = self._service(cluster, group)
        self._running_tasks_alarm(cluster, service)
        if args.own_domain:
            ExpressDomain(
                f"{name}-domain",
                args.region,
                service=service,
                domain=args.own_domain,
                network=args.network,
                key_arn=key_arn,
                opts=self.child(),
            )
        self.publish(url=service.ingress_paths.apply(_url), arn=service.service_arn, log_group_name=group.name)

    def _execution_role(self, log_group_arn: Input[str]) -> Output[str]:
        logs = allow(["logs:CreateLogStream", "logs:PutLogEvents"], Output.format("{0}:*", log_group_arn))
        return self._task_role("execution", [logs, *pulling(self._args), *reading(self._args)])

    def _task_role(self, use: str, statements: Sequence[Statement]) -> Output[str]:
        return role(
            self,
            f"{self._name}-{use}",
            kind=f"container-{use}",
            description=f"The {use} role of the container service",
            trust=assumable_by("ecs-tasks.amazonaws.com", self.region.account_id),
            statements=statements,
        )

    def _infrastructure_role(self) -> Output[str]:
        """Its permissions are those that AWS maintains for it."""
        _, arn = managed_role(
            self,
            f"{self._name}-infrastructure-role",
            kind="container-infrastructure-role",
            description="The infrastructure role of the container service",
            trust=assumable_by("ecs.amazonaws.com"),
            policies={f"{self._name}-infrastructure-policy": INFRASTRUCTURE_POLICY},
        )
        return arn

    def _service(self, cluster: ecs.Cluster, group: cloudwatch.LogGroup) -> ecs.ExpressGatewayService:
        """The service, which is deleted before its roles' permissions are: it drains only while these last."""
        args, settings, naming = self._args, self._args.settings, self.region.naming
        placement = args.network.placement("container", calls=[*queueing(args), *_starting(args)])
        return ecs.ExpressGatewayService(
            f"{self._name}-service",
            service_name=naming.name("container"),
            cluster=cluster.arn,
            execution_role_arn=self._execution_role(group.arn),
            infrastructure_role_arn=self._infrastructure_role(),
            task_role_arn=self._task_role("task", sending(args)),
            cpu=str(settings.cpu),
            memory=str(settings.memory_mb),
            health_check_path=settings.health_check_path,
            network_configurations=[
                {"subnets": placement.subnet_ids, "security_groups": [placement.security_group_id]},
            ],
            primary_container={
                "image": args.image,
                "container_port": settings.port,
                "aws_logs_configurations": [{"log_group": group.name, "log_stream_prefix": "container"}],
                "environments": [
                    {"name": key, "value": value} for key, value in {**args.environment, **_scaling(settings)}.items()
                ],
                "secrets": [{"name": key, "value_from": arn} for key, arn in settings.secrets.items()],
            },
            scaling_targets=[
                {
                    "auto_scaling_metric": "AVERAGE_CPU",
                    "auto_scaling_target_value": 60,
                    "min_task_count": settings.minimum_tasks,
                    "max_task_count": settings.maximum_tasks,
                },
            ],
            wait_for_steady_state=True,
            tags=naming.tags("container"),
            # Its name is taken as long as it exists.
            opts=self.child(
                delete_before_replace=True,
                depends_on=[args.own_domain.issued] if args.own_domain else None,
            ),
        )

    def _running_tasks_alarm(self, cluster: ecs.Cluster, service: ecs.ExpressGatewayService) -> None:
        alarm(
            self,
            f"{self._name}-running-tasks",
            kind="container-running-tasks",
            question=Question.CONTAINER,
            runbook="container",
            reason="Fewer containers run than configured; the service's events and the log say why.",
            namespace="ECS/ContainerInsights",
            metric="RunningTaskCount",
            dimensions={"ClusterName": cluster.name, "ServiceName": service.service_name},
            threshold=self._args.settings.minimum_tasks,
            below=True,
            missing_is_bad=True,
            statistic="Maximum",
            period_seconds=60,
            periods=5,
        )


def _starting(args: ContainerArgs) -> list[str]:
    """What Fargate itself calls by a task's own network interface, before and beside the container (ECR guide,
    interface VPC endpoints; ECS guide, interface VPC endpoints).
    """
    image = ["ecr.api", "ecr.dkr"] if ECR_IMAGE.match(args.image) else []
    return ["logs", *image, *(["secretsmanager"] if args.settings.secrets else [])]


def _scaling(settings: Settings) -> dict[str, str]:
    """The bounds of the scaling, as a variable: the provider does not call ECS where the scaling alone changes."""
    return {"TASKS": f"{settings.minimum_tasks}-{settings.maximum_tasks}"}


def _url(paths: Sequence[ExpressGatewayServiceIngressPath]) -> str:
    """ECS gives the one endpoint of the service, with or without its scheme."""
    return f"https://{paths[0].endpoint.removeprefix('https://').rstrip('/')}"
