"""A network of the least that server migration needs, and the migration in it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pulumi
import pulumi_aws as aws

from components.config_sections import ServerMigration as Settings
from components.migration import ServerMigration, ServerMigrationArgs
from tests.graph import Graph
from tests.samples import ACCOUNT, NAMING, REGION, in_region

TEMPLATES = {
    "replication": "pulumi-python:dynamic/mgn:ReplicationTemplate",
    "launch": "pulumi-python:dynamic/mgn:LaunchTemplate",
}


def settings(**keys: Any) -> Settings:
    """The section of a stack file, by its keys."""
    return Settings.model_validate({"enabled": True, "sourceCidrs": ["10.0.8.0/24"], **keys})


def migrate(options: pulumi.ResourceOptions, name: str = "server-migration", **changes: Any) -> ServerMigration:
    """Server migration in a subnet of its own; the options hold the region's provider."""
    network = aws.ec2.Vpc(f"{name}-vpc", cidr_block="172.16.0.0/16", opts=options)
    subnet = aws.ec2.Subnet(
        f"{name}-subnet",
        vpc_id=network.id,
        cidr_block="172.16.0.0/24",
        availability_zone=f"{REGION}a",
        opts=options,
    )
    args = ServerMigrationArgs(
        naming=NAMING,
        region=REGION,
        account_id=ACCOUNT,
        settings=settings(),
        subnet_id=subnet.id,
        security_group_id=aws.ec2.SecurityGroup(f"{name}-group", vpc_id=network.id, opts=options).id,
        key_deletion_days=7,
        topic_arn="arn:aws:sns:eu-west-2:aws:alerts",
    )
    return ServerMigration(name, replace(args, **changes), options)


def build_migration(*, preview: bool = False, **changes: Any) -> Graph:
    """What server migration registers."""
    return in_region(lambda options: migrate(options, **changes), preview=preview)


def template(graph: Graph, kind: str) -> Mapping[str, Any]:
    """The inputs of one of the two templates."""
    return graph.one(f"server-migration-{kind}-template").inputs
