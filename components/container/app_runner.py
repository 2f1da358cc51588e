"""The container on App Runner, which AWS keeps for accounts that used it before 30 April 2026."""

from collections.abc import Sequence

from pulumi import Input, Output, ResourceOptions
from pulumi_aws import apprunner, ec2
from pulumi_random import RandomId

from components.container.platform import ContainerArgs, Platform, pulling, queueing, reading, sending
from foundation.alarms import Question
from foundation.metric_alarms import alarm
from foundation.policies import Statement, assumable_by
from foundation.roles import role


class AppRunner(Platform):
    """An App Runner service that is reached from inside the network alone, and leaves through it.

    App Runner makes and names its log groups itself; neither their key nor their retention can be set beforehand.
    """

    def __init__(self, name: str, args: ContainerArgs, *, key_arn: Input[str], opts: ResourceOptions | None = None):
        super().__init__(name, args.region, opts)
        self._name, self._args = name, args
        service = self._service(key_arn)
        connection = self._ingress(service)
        alarm(
            self,
            f"{name}-server-errors",
            kind="container-server-errors",
            question=Question.CONTAINER,
            runbook="container",
            reason="The container answers requests with server errors; its log says why.",
            namespace="AWS/AppRunner",
            metric="5xxStatusResponses",
            dimensions={"ServiceName": service.service_name, "ServiceID": service.service_id},
            threshold=0,
        )
        self.publish(
            url=Output.format("https://{0}", connection.domain_name),
            arn=service.arn,
            log_group_name=Output.format(
                "/aws/apprunner/{0}/{1}/application", service.service_name, service.service_id
            ),
        )

    def _role(self, use: str, service: str, statements: Sequence[Statement]) -> Output[str]:
        """A role with its permissions: App Runner pulls the image and starts it while the service is made."""
        return role(
            self,
            f"{self._name}-{use}",
            kind=f"container-{use}",
            description=f"The {use} role of the container service",
            trust=assumable_by(service),
            statements=statements,
        )

    def _service(self, key_arn: Input[str]) -> apprunner.Service:
        args, settings, naming = self._args, self._args.settings, self.region.naming
        access = self._role("access", "build.apprunner.amazonaws.com", pulling(args))
        instance = self._role("instance", "tasks.apprunner.amazonaws.com", [*sending(args), *reading(args)])
        return apprunner.Service(
            f"{self._name}-service",
            service_name=naming.name("container", limit=40),
            source_configuration={
                "authentication_configuration": {"access_role_arn": access},
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
                "instance_role_arn": instance,
            },
            health_check_configuration={"protocol": "HTTP", "path": settings.health_check_path},
            auto_scaling_configuration_arn=self._scaling(),
            network_configuration={
                "egress_configuration": {"egress_type": "VPC", "vpc_connector_arn": self._connector()},
                "ingress_configuration": {"is_publicly_accessible": False},
            },
            encryption_configuration={"kms_key": key_arn},
            tags=naming.tags("container"),
            # Its name is taken as long as it exists.
            opts=self.child(delete_before_replace=True),
        )

    def _scaling(self) -> Output[str]:
        naming, settings = self.region.naming, self._args.settings
        return apprunner.AutoScalingConfigurationVersion(
            f"{self._name}-scaling",
            auto_scaling_configuration_name=naming.name("container", limit=32),
            min_size=settings.minimum_tasks,
            max_size=settings.maximum_tasks,
            tags=naming.tags("container-scaling"),
            opts=self.child(),
        ).arn

    def _connector(self) -> Output[str]:
        naming, placement = self.region.naming, self._args.network.placement("container", calls=queueing(self._args))
        subnets, group = placement.subnet_ids, placement.security_group_id
        # What is in a connector stays. Another one needs another name, since the service uses this one until then.
        own = RandomId(
            f"{self._name}-connector-name",
            byte_length=2,
            keepers={"subnets": Output.all(*subnets).apply(lambda ids: ",".join(sorted(ids))), "group": group},
            opts=self.child(),
        )
        return apprunner.VpcConnector(
            f"{self._name}-connector",
            vpc_connector_name=Output.format("{0}-{1}", naming.name("container", limit=35), own.hex),
            subnets=subnets,
            security_groups=[group],
            tags=naming.tags("container-connector"),
            opts=self.child(),
        ).arn

    def _ingress(self, service: apprunner.Service) -> apprunner.VpcIngressConnection:
        """The way in from the network: an endpoint of its own, since App Runner gives the service its domain."""
        region, network = self.region, self._args.network
        placement = network.placement("endpoints")
        endpoint = ec2.VpcEndpoint(
            f"{self._name}-endpoint",
            vpc_id=network.vpc_id,
            service_name=f"com.amazonaws.{region.name}.apprunner.requests",
            vpc_endpoint_type="Interface",
            subnet_ids=placement.subnet_ids,
            security_group_ids=[placement.security_group_id],
            private_dns_enabled=False,
            tags=region.naming.tags("container-endpoint"),
            opts=self.child(),
        )
        return apprunner.VpcIngressConnection(
            f"{self._name}-ingress",
            name=region.naming.name("container", limit=40),
            service_arn=service.arn,
            ingress_vpc_configuration={"vpc_id": network.vpc_id, "vpc_endpoint_id": endpoint.id},
            tags=region.naming.tags("container-ingress"),
            opts=self.child(),
        )
