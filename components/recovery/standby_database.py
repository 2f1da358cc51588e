"""The second region's database: a replica of the first's until a failover makes it the one that serves."""

from pulumi import Input, Resource, ResourceOptions
from pulumi_aws import rds

from components.database import DatabaseArgs, RegionalDatabase
from components.database.access import CredentialAccess
from components.database.bootstrap import Bootstrap
from components.database.credentials import Replicas
from components.database.functions import CredentialFunctions
from components.database.rotation import Rotation
from components.database.server import DATABASE_NAME, Server, Source
from components.recovery.replication_alarms import ReplicationAlarms
from foundation.keys import EncryptionKey


class StandbyDatabase(RegionalDatabase):
    """A read replica under a key of its own, with the rotation of its credentials ready, and alarms on its lag.

    `args` are the first region's with the second region and its network in them. Where they are active, a failover has
    made this the database that serves: it replicates nothing any more, and the rotation continues here.
    """

    instance: rds.Instance

    def __init__(
        self,
        name: str,
        args: DatabaseArgs,
        *,
        source_arn: Input[str],
        secrets: Replicas,
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, args.region, opts)
        key = EncryptionKey(f"{name}-key", args.region, purpose="database", logs=True, opts=self.child())
        server = Server(
            f"{name}-server",
            args.region,
            network=args.network,
            settings=args.settings,
            key_arn=key.arn,
            source=Source(arn=source_arn, promoted=args.active),
            opts=self.child(),
        )
        self.instance = server.instance
        rotation = self._rotation(name, args, server, secrets, key)
        if not args.active:
            ReplicationAlarms(f"{name}-replication", args.region, identifier=server.identifier, opts=self.child())
        self.publish(
            identifier=server.identifier,
            name=DATABASE_NAME,
            arn=server.arn,
            endpoint=server.host,
            port=args.settings.port,
            application_secret_arn=secrets.secret_arns["application"],
            master_secret_arn=secrets.secret_arns["master"],
            rotation_function_name=rotation.function_name,
            rotation_function_arn=rotation.function_arn,
            key_arn=key.arn,
            credentials_key_arn=secrets.key_arn,
        )

    def _rotation(
        self, name: str, args: DatabaseArgs, server: Server, secrets: Replicas, key: EncryptionKey
    ) -> Rotation:
        access = CredentialAccess(
            region=args.region,
            host=server.host,
            port=args.settings.port,
            secret_arns=secrets.secret_arns,
            key_arn=secrets.key_arn,
            password_length=args.rotation.password_length,
            counterpart=secrets.origin,
        )
        functions = CredentialFunctions(
            access=access,
            package=args.package,
            placement=args.network.placement("rotation", calls=["secretsmanager"]),
            key_arn=key.arn,
        )
        ready: Resource = server.instance
        if args.active:
            # The schema changes where the payments are.
            ready = Bootstrap(
                f"{name}-bootstrap",
                functions.bootstrap(),
                access=access,
                server_id=server.instance.resource_id,
                ready=server.instance,
                opts=self.child(),
            ).invocation
        return Rotation(
            f"{name}-rotation",
            functions,
            secret_arns=secrets.secret_arns,
            days=args.rotation.days,
            ready=ready,
            active=args.active,
            borrowed=True,
            opts=self.child(),
        )
