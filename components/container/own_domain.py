"""A domain of the stack's own for a container on ECS Express Mode."""

from dataclasses import dataclass

from pulumi import Input, Output, Resource, ResourceOptions
from pulumi_aws import ecs, lambda_

from components.network import Network
from foundation.alarms import Question
from foundation.component import Component
from foundation.function import Function, FunctionArgs
from foundation.packaging import Package
from foundation.policies import allow
from foundation.region import Region

# What ECS tags whatever it makes for a service of Express Mode with.
MADE_BY_ECS = {"StringEquals": {"aws:ResourceTag/AmazonECSManaged": "true"}}


@dataclass(frozen=True, kw_only=True)
class OwnDomain:
    """A domain, its certificate in the container's region, and the code that gives a service the domain.

    While the service exists its listener holds on to the certificate, so `issued` is deleted after the service.
    """

    name: str
    certificate_arn: Input[str]
    issued: Resource
    package: Package


class ExpressDomain(Component):
    """The load balancer that ECS makes for a service answers to a domain of one's own, under its certificate.

    A function sees to it while `pulumi up` waits, after each new version of the service. It finds the listener and the
    rule by the service, since no resource has them.
    """

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        service: ecs.ExpressGatewayService,
        domain: OwnDomain,
        network: Network,
        key_arn: Input[str],
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        function = Function(
            name,
            FunctionArgs(
                region=region,
                kind="container-domain",
                description="Gives the container its own domain",
                package=domain.package,
                handler="lambdas.container.own_domain.handle",
                environment={},
                statements=[
                    allow(["ecs:DescribeExpressGatewayService"], service.service_arn),
                    allow(["ecs:DescribeServiceRevisions"], region.arn("ecs", "service-revision/*")),
                    # It can't be narrowed to a resource.
                    allow(["elasticloadbalancing:DescribeRules"], "*"),
                    allow(
                        ["elasticloadbalancing:AddListenerCertificates"],
                        region.arn("elasticloadbalancing", "listener/app/*"),
                        MADE_BY_ECS,
                    ),
                    allow(
                        ["elasticloadbalancing:ModifyRule"],
                        region.arn("elasticloadbalancing", "listener-rule/app/*"),
                        MADE_BY_ECS,
                    ),
                ],
                placement=network.placement("release", calls=["ecs", "elasticloadbalancing"]),
                key_arn=key_arn,
                question=Question.CONTAINER,
                memory_mb=256,
                timeout_seconds=60,
            ),
            self.child(),
        )
        lambda_.Invocation(
            f"{name}-run",
            function_name=function.name,
            input=Output.json_dumps(
                {
                    "serviceArn": service.service_arn,
                    "domain": domain.name,
                    "certificateArn": domain.certificate_arn,
                },
                sort_keys=True,
            ),
            triggers={"code": domain.package.sha256, "version": service.service_revision_arn},
            opts=self.child(),
        )
        self.publish()
