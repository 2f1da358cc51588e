"""The container on ECS Express Mode: Fargate tasks behind a load balancer that ECS manages."""

from collections.abc import Sequence

from pulumi import Input, Output, Resource, ResourceOptions
from pulumi_aws import cloudwatch, ecs, iam
from pulumi_aws.ecs.outputs import ExpressGatewayServiceIngressPath

from components.container.platform import Platform, PlatformArgs, pulling, reading, sending
from foundation.alarms import AlarmArgs, alarm
from foundation.policies import Statement, allow, assumable_by, document

INFRASTRUCTURE_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonECSInfrastructureRoleforExpressGatewayServices"


class EcsExpress(Platform):
    """An ECS Express Mode service in private subnets, which ECS puts behind an internal load balancer."""

    alarm_kind = "container-running-tasks"

    def __init__(self, name: str, args: PlatformArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:compute:EcsExpress", name, None, opts)
        self._name, self._args, self._child = name, args, ResourceOptions(parent=self)
        # On the way down the service drains only while these rights last.
        self._rights: list[Resource] = []
        naming = args.naming
        group = cloudwatch.LogGroup(
            f"{name}-log",
            name=naming.log_group("container"),
            kms_key_id=args.key_arn,
            retention_in_days=args.log_retention_days,
            tags=naming.tags("container-log"),
            opts=self._child,
        )
        cluster = ecs.Cluster(
            f"{name}-cluster",
            settings=[{"name": "containerInsights", "value": "enabled"}],
            tags=naming.tags("container-cluster"),
            opts=self._child,
        )
        execution = self._execution_role(group.arn)
        infrastructure = self._infrastructure_role()
        task = self._role("task", "ecs-tasks.amazonaws.com", sending(args), args.account_id)
        service = self._service(cluster, group, execution, infrastructure, task)
        self._running_tasks_alarm(cluster, service)
        self.url = service.ingress_paths.apply(_url)
        self.arn, self.log_group_name = service.service_arn, group.name
        self.register_outputs({"url": self.url, "arn": self.arn, "log_group_name": self.log_group_name})

    def _execution_role(self, log_group_arn: Input[str]) -> iam.Role:
        logs = allow(["logs:CreateLogStream", "logs:PutLogEvents"], Output.format("{0}:*", log_group_arn))
        statements = [logs, *pulling(self._args.image), *reading(self._args)]
        return self._role("execution", "ecs-tasks.amazonaws.com", statements, self._args.account_id)

    def _infrastructure_role(self) -> iam.Role:
        role = self._role("infrastructure", "ecs.amazonaws.com", [])
        self._rights.append(
            iam.RolePolicyAttachment(
                f"{self._name}-infrastructure-policy",
                role=role.name,
                policy_arn=INFRASTRUCTURE_POLICY,
                opts=self._child,
            )
        )
        return role

    def _role(
        self, use: str, service: str, statements: Sequence[Statement], account_id: Input[str] | None = None
    ) -> iam.Role:
        role = iam.Role(
            f"{self._name}-{use}-role",
            description=f"The {use} role of the container service",
            assume_role_policy=assumable_by(service, account_id),
            tags=self._args.naming.tags(f"container-{use}-role"),
            opts=self._child,
        )
        if statements:
            policy = iam.RolePolicy(
                f"{self._name}-{use}-role-policy", role=role.id, policy=document(*statements), opts=self._child
            )
            self._rights.append(policy)
        return role

    def _service(
        self,
        cluster: ecs.Cluster,
        group: cloudwatch.LogGroup,
        execution: iam.Role,
        infrastructure: iam.Role,
        task: iam.Role,
    ) -> ecs.ExpressGatewayService:
        args, settings = self._args, self._args.settings
        return ecs.ExpressGatewayService(
            f"{self._name}-service",
            service_name=args.naming.name("container"),
            cluster=cluster.arn,
            execution_role_arn=execution.arn,
            infrastructure_role_arn=infrastructure.arn,
            task_role_arn=task.arn,
            cpu=str(settings.cpu),
            memory=str(settings.memory_mb),
            health_check_path=settings.health_check_path,
            network_configurations=[
                {"subnets": args.subnet_ids, "security_groups": [args.security_group_id]},
            ],
            primary_container={
                "image": args.image,
                "container_port": settings.port,
                "aws_logs_configurations": [{"log_group": group.name, "log_stream_prefix": "container"}],
                "environments": [{"name": key, "value": value} for key, value in args.environment.items()],
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
            tags=args.naming.tags("container"),
            opts=ResourceOptions(parent=self, depends_on=self._rights),
        )

    def _running_tasks_alarm(self, cluster: ecs.Cluster, service: ecs.ExpressGatewayService) -> None:
        args = self._args
        alarm(
            f"{self._name}-running-tasks",
            AlarmArgs(
                naming=args.naming,
                kind=self.alarm_kind,
                reason="Fewer containers run than configured; the service's events and the log say why.",
                runbook="container",
                namespace="ECS/ContainerInsights",
                metric="RunningTaskCount",
                dimensions={"ClusterName": cluster.name, "ServiceName": service.service_name},
                threshold=args.settings.minimum_tasks,
                below=True,
                missing_is_bad=True,
                statistic="Maximum",
                period_seconds=60,
                periods=5,
                topic_arn=args.topic_arn,
            ),
            self._child,
        )


def _url(paths: Sequence[ExpressGatewayServiceIngressPath]) -> str:
    """ECS gives the one endpoint of the service, with or without its scheme."""
    return f"https://{paths[0].endpoint.removeprefix('https://').rstrip('/')}"
