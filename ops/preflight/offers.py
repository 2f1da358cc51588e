"""What AWS and the account have to offer: endpoint services, rule groups, layers, images, certificate authorities."""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from botocore.exceptions import ClientError

from catalog import apprunner, ec2, ecs, lambda_, networkfirewall, rds
from config.load import StackConfig
from ops.lib.checks import Answer, Check, judged
from ops.lib.clients import Client, Clients, code
from ops.preflight.planned import Plan, Planned, texts

MANAGED_GROUP = re.compile(r"arn:aws:network-firewall:[a-z0-9-]+:aws-managed:stateful-rulegroup/\S+")
IMAGE = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/(?P<repository>[^@:]+)"
    r"(:(?P<tag>[^@]+))?(@(?P<digest>sha256:[0-9a-f]{64}))?"
)


def offer_checks(plan: Plan, config: StackConfig, clients: Clients) -> Sequence[Check]:
    """The checks of each region."""
    checks: list[Check] = []
    for region in plan.regions:
        get = partial(clients.get, region=region)
        endpoints = plan.of(ec2.VPC_ENDPOINT, region=region)
        functions, servers = plan.of(lambda_.FUNCTION, region=region), plan.of(rds.INSTANCE, region=region)
        policies = plan.of(networkfirewall.FIREWALL_POLICY, region=region)
        if endpoints:
            zones = [f"{region}{zone}" for zone in config.network.zones]
            checks.append(Check(f"endpoint services in {region}", partial(services, endpoints, zones, get("ec2"))))
        if policies:
            ask = partial(rule_groups, policies, get("network-firewall"))
            checks.append(Check(f"managed rule groups in {region}", ask))
        if any(item.inputs.get("layers") for item in functions):
            checks.append(Check(f"layers in {region}", partial(layers, functions, get("lambda"))))
        if servers:
            checks.append(Check(f"certificate authorities in {region}", partial(authorities, servers, get("rds"))))
    containers = plan.of(apprunner.SERVICE, ecs.EXPRESS_GATEWAY_SERVICE)
    if containers:
        checks.append(Check("container images", partial(images, containers, clients)))
    return checks


def services(endpoints: Sequence[Planned], zones: Sequence[str], client: Client) -> Answer:
    """Whether each service is in the stack's zones, and takes a policy where one is planned."""
    wanted = {str(item.inputs["serviceName"]): item for item in endpoints if item.known("serviceName")}
    pages = client.get_paginator("describe_vpc_endpoint_services").paginate()
    offered = {one["ServiceName"]: one for page in pages for one in page["ServiceDetails"]}

    def faults() -> Iterator[str]:
        for name, item in wanted.items():
            if name not in offered:
                yield f"{name} does not exist"
                continue
            found = offered[name]
            if item.inputs.get("policy") and not found["VpcEndpointPolicySupported"]:
                yield f"{name} takes no policy"
            missing = sorted(set(zones) - set(found["AvailabilityZones"]))
            if item.inputs.get("vpcEndpointType") == "Interface" and missing:
                yield f"{name} is not in {', '.join(missing)}"

    return judged(faults(), f"{len(wanted)} are offered", "take the service from payments:network, or other zones")


def rule_groups(policies: Sequence[Planned], client: Client) -> Answer:
    """Whether AWS has each managed rule group."""
    wanted = {found for item in policies for text in texts(item.inputs) for found in MANAGED_GROUP.findall(text)}
    pages = client.get_paginator("list_rule_groups").paginate(Scope="MANAGED", Type="STATEFUL")
    offered = {one["Arn"] for page in pages for one in page["RuleGroups"]}
    missing = (f"{arn} does not exist" for arn in sorted(wanted - offered))
    return judged(missing, f"{len(wanted)} exist", "name others in payments:network.firewall.threatGroups")


def layers(functions: Sequence[Planned], client: Client) -> Answer:
    """Whether each layer of another account exists and may be used."""
    wanted = {arn for item in functions for arn in item.known("layers") or ()}

    def faults() -> Iterator[str]:
        for arn in sorted(wanted):
            try:
                client.get_layer_version_by_arn(Arn=arn)
            except ClientError as error:
                if code(error) not in ("ResourceNotFoundException", "AccessDeniedException"):
                    raise
                yield f"{arn}: {code(error)}"

    return judged(faults(), f"{len(wanted)} can be used", "take a version that exists in this region")


def authorities(servers: Sequence[Planned], client: Client) -> Answer:
    """Whether RDS has the certificate authority that a server asks for."""
    wanted = {str(item.inputs["caCertIdentifier"]) for item in servers if item.known("caCertIdentifier")}
    pages = client.get_paginator("describe_certificates").paginate()
    offered = {one["CertificateIdentifier"] for page in pages for one in page["Certificates"]}
    return judged((f"{name} does not exist" for name in sorted(wanted - offered)), "they exist", "choose another one")


def images(containers: Sequence[Planned], clients: Clients) -> Answer:
    """Whether the container's image is in its repository."""
    found = [match for item in containers for text in texts(item.inputs) if (match := IMAGE.fullmatch(text))]

    def faults() -> Iterator[str]:
        for image in found:
            key = {"imageDigest": image["digest"]} if image["digest"] else {"imageTag": image["tag"] or "latest"}
            try:
                clients.get("ecr", image["region"]).describe_images(
                    registryId=image["account"], repositoryName=image["repository"], imageIds=[key]
                )
            except ClientError as error:
                if code(error) not in ("ImageNotFoundException", "RepositoryNotFoundException"):
                    raise
                yield f"{image[0]}: {code(error)}"

    return judged(faults(), f"{len(found)} are there", "push it, or set payments:container.image")
