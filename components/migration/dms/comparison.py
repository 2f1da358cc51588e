"""What compares the old database with the new one, from inside of the network."""

from pulumi import Input, Output, ResourceOptions

from components.database import Database
from components.migration.dms.endpoints import reading
from components.network import Network
from config.migration import DatabaseMigration as Settings
from foundation.alarms import Question
from foundation.component import Component
from foundation.function import Function, FunctionArgs
from foundation.packaging import Package
from foundation.region import Region


class DatabaseComparison(Component):
    """A function that answers one question at a time about both databases, and changes nothing but a mark.

    It logs in as DMS does, by the same two secrets: the new one's lives as long as the migration and reads DMS's own
    tables too, and its sessions are read-only. It is where DMS is in the network, with the same ways. `authority` is
    the PEM text of whoever signs the source's certificate, empty for RDS.
    """

    function_name: Output[str]

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        settings: Settings,
        authority: str,
        database: Database,
        network: Network,
        package: Package,
        key_arn: Input[str],
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        # The migration's arguments refuse what lacks a secret.
        source, target = settings.source_secret_arn or "", database.migration_secret_arn or ""
        function = Function(
            name,
            FunctionArgs(
                region=region,
                kind="dms-comparison",
                description="Compares the old database with the new one",
                package=package,
                handler="lambdas.comparison.handler.handle",
                environment={
                    "DATABASE_HOST": database.endpoint,
                    "DATABASE_PORT": str(database.port),
                    "DATABASE_NAME": database.name,
                    "MIGRATION_SECRET_ARN": target,
                    "SOURCE_SECRET_ARN": source,
                    "SOURCE_TLS": settings.source_tls,
                    **({"SOURCE_AUTHORITY": authority} if authority else {}),
                },
                statements=[*reading(source, None, region), *reading(target, database.credentials_key_arn, region)],
                placement=network.placement("dms", calls=["secretsmanager"]),
                key_arn=key_arn,
                question=Question.MIGRATION,
                # The rows of a block that differ are held by their keys and hashes.
                memory_mb=512,
                # For a block of cold disks, twice what one statement may take and more.
                timeout_seconds=300,
            ),
            self.child(),
        )
        self.publish(function_name=function.name)
