"""The container on App Runner, which AWS keeps for accounts that used it before 30 April 2026."""

from collections.abc import Sequence

from pulumi import Output, Resource, ResourceOptions
from pulumi_aws import apprunner, ec2, iam

from components.container.platform import Platform, PlatformArgs, pulling, reading, sending
from foundation.alarms import AlarmArgs, alarm
from foundation.policies import Statement, assumable_by, document


class AppRunner(Platform):
    """An App Runner service that is reached from inside the network alone, and leaves through it.

    App Runner makes and names its log groups itself; neither their key nor their retention can be set beforehand.
    """

    alarm_kind = "container-server-errors"

    def __init__(self, name: str, args: PlatformArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:compute:AppRunner", name, None, opts)
        self._name, self._args, self._child = name, args, ResourceOptions(parent=self)
        # App Runner pulls the image and starts it while the service is made.
        self._rights: list[Resource] = []
        access = self._role("access", "build.apprunner.amazonaws.com", pulling(args.image))
        instance = self._role("instance", "tasks.apprunner.amazonaws.com", [*sending(args), *reading(args)])
        service = self._service(access, instance)
        connection = self._ingress(service)
        alarm(
            f"{name}-server-errors",
            AlarmArgs(
                naming=args.naming,
                kind=self.alarm_kind,
                reason="The container answers requests with server errors; its log says why.",
                runbook="container",
                namespace="AWS/AppRunner",
                metric="5xxStatusResponses",
                dimensions={"ServiceName": service.service_name, "ServiceID": service.service_id},
                threshold=0,
                topic_arn=args.topic_arn,
            ),
            self._child,
        )
        self.url = Output.format("https://{0}", connection.domain_name)
        self.arn = service.arn
        self.log_group_name = Output.format(
            "/aws/apprunner/{0}/{1}/application", service.service_name, service.service_id
        )
        self.register_outputs({"url": self.url, "arn": self.arn, "log_group_name": self.log_group_name})

    def _role(self, use: str, service: str, statements: Sequence[Statement]) -> iam.Role:
        role = iam.Role(
            f"{self._name}-{use}-role",
            description=f"The {use} role of the container service",
            assume_role_policy=assumable_by(service),
            tags=self._args.naming.tags(f"container-{use}-role"),
            opts=self._child,
        )
        policy = iam.RolePolicy(
            f"{self._name}-{use}-role-policy", role=role.id, policy=document(*statements), opts=self._child
        )
        self._rights.append(policy)
        return role

    def _service(self, access: iam.Role, instance: iam.Role) -> apprunner.Service:
        args, settings = self._args, self._args.settings
        return apprunner.Service(
            f"{self._name}-service",
            service_name=args.naming.name("container", limit=40),
            source_configuration={
                "authentication_configuration": {"access_role_arn": access.arn},
                "auto_deployments_enabled": False,
                "image_repository": {
                    "image_identifier": args.image,
                    "image_repository_type": "ECR",
                    "image_configuration": {
                        "port": str(settings.port),
                        "runtime_environment_variables": args.environment,
                        "runtime_environment_secrets": settings.secrets,
                    },
                },
            },
            instance_configuration={
                "cpu": str(settings.cpu),
                "memory": str(settings.memory_mb),
                "instance_role_arn": instance.arn,
            },
            health_check_configuration={"protocol": "HTTP", "path": settings.health_check_path},
            auto_scaling_configuration_arn=self._scaling().arn,
            network_configuration={
                "egress_configuration": {"egress_type": "VPC", "vpc_connector_arn": self._connector().arn},
                "ingress_configuration": {"is_publicly_accessible": False},
            },
            encryption_configuration={"kms_key": args.key_arn},
            tags=args.naming.tags("container"),
            opts=ResourceOptions(parent=self, depends_on=self._rights),
        )

    def _scaling(self) -> apprunner.AutoScalingConfigurationVersion:
        args = self._args
        return apprunner.AutoScalingConfigurationVersion(
            f"{self._name}-scaling",
            auto_scaling_configuration_name=args.naming.name("container", limit=32),
            min_size=args.settings.minimum_tasks,
            max_size=args.settings.maximum_tasks,
            tags=args.naming.tags("container-scaling"),
            opts=self._child,
        )

    def _connector(self) -> apprunner.VpcConnector:
        args = self._args
        return apprunner.VpcConnector(
            f"{self._name}-connector",
            vpc_connector_name=args.naming.name("container", limit=40),
            subnets=args.subnet_ids,
            security_groups=[args.security_group_id],
            tags=args.naming.tags("container-connector"),
            opts=self._child,
        )

    def _ingress(self, service: apprunner.Service) -> apprunner.VpcIngressConnection:
        """The way in from the network: an endpoint of its own, since App Runner gives the service its domain."""
        args, naming = self._args, self._args.naming
        endpoint = ec2.VpcEndpoint(
            f"{self._name}-endpoint",
            vpc_id=args.vpc_id,
            service_name=f"com.amazonaws.{args.region}.apprunner.requests",
            vpc_endpoint_type="Interface",
            subnet_ids=args.subnet_ids,
            security_group_ids=[args.endpoint_group_id],
            private_dns_enabled=False,
            tags=naming.tags("container-endpoint"),
            opts=self._child,
        )
        return apprunner.VpcIngressConnection(
            f"{self._name}-ingress",
            name=naming.name("container", limit=40),
            service_arn=service.arn,
            ingress_vpc_configuration={"vpc_id": args.vpc_id, "vpc_endpoint_id": endpoint.id},
            tags=naming.tags("container-ingress"),
            opts=self._child,
        )
