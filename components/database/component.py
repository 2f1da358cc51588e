"""The database of one region, composed of its parts."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pulumi import Input, Output, Resource, ResourceOptions
from pulumi_random import RandomPassword

from components.database.access import CredentialAccess
from components.database.bootstrap import Bootstrap
from components.database.credentials import ROTATING, Credentials, Replicas, User
from components.database.functions import CredentialFunctions
from components.database.regional import RegionalDatabase
from components.database.rotation import Rotation
from components.database.server import DATABASE_NAME, Server, Source
from components.network import Network
from config.migration import DatabaseMigration
from config.sections import Database as Settings
from config.sections import Rotation as RotationSettings
from foundation.keys import EncryptionKey
from foundation.ordering import after
from foundation.packaging import Package
from foundation.region import Region

# RDS refuses slashes, at signs, quotes and spaces in a master password.
SPECIAL_CHARACTERS = "!#$%^&*()-_=+[]{}<>:?"


@dataclass(frozen=True, kw_only=True)
class DatabaseArgs:
    """The region, the network, the stack's settings, and the code that looks after the credentials.

    `second` is the region that the secrets are replicated to, `second_endpoint_ids` the interface endpoints of Secrets
    Manager there; `package` is the archive of the bootstrap and the rotation; `migration` says whether data is copied
    into the database, and back. After a failover `active` is False: this database does not serve, and its credentials
    do not rotate. On the way back `source_arn` is the server that serves, of which this one is made a replica.
    """

    region: Region
    network: Network
    settings: Settings
    rotation: RotationSettings
    package: Package
    second: Region | None = None
    second_endpoint_ids: Sequence[Input[str]] = ()
    migration: DatabaseMigration = field(default_factory=DatabaseMigration)
    active: bool = True
    source_arn: Input[str] | None = None

    def __post_init__(self) -> None:
        if self.active and self.source_arn is not None:
            raise ValueError("source_arn is given; only a database that is not active replicates another")

    @property
    def copying(self) -> tuple[User, ...]:
        """The users of the migration."""
        if not self.migration.enabled:
            return ()
        return ("migration", "reverse") if self.migration.reverse.enabled else ("migration",)


class Database(RegionalDatabase):
    """A private MySQL server with its schema, whose credentials are in Secrets Manager alone and rotate.

    With a second region each secret has a replica there: `replicas`.
    """

    migration_secret_arn: Output[str] | None
    reverse_secret_arn: Output[str] | None
    bootstrap_function_name: Output[str] | None
    replicas: Replicas | None

    def __init__(self, name: str, args: DatabaseArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.region, opts)
        self._args = args
        self._bootstrap: Bootstrap | None = None
        key = EncryptionKey(f"{name}-key", args.region, purpose="database", logs=True, opts=self.child())
        first_password = self._first_password(name)
        server = Server(
            f"{name}-server",
            args.region,
            network=args.network,
            settings=args.settings,
            key_arn=key.arn,
            first_password=first_password,
            source=Source(arn=args.source_arn) if args.source_arn is not None else None,
            loaded=args.migration.enabled and args.active,
            opts=self.child(),
        )
        credentials = Credentials(
            f"{name}-credentials",
            args.region,
            endpoint_ids=[args.network.endpoint_id("secretsmanager"), *args.second_endpoint_ids],
            second=args.second,
            promoted=not args.active,
            copying=args.copying,
            opts=self.child(),
        )
        rotation, ready = self._rotated(name, server, first_password, credentials, key)
        # The migration's secrets are handed out once their users exist.
        copying = {user: after(credentials.secret_arns[user], [ready]) for user in args.copying}
        self.replicas = credentials.replicas
        self.publish(
            identifier=server.identifier,
            name=DATABASE_NAME,
            arn=server.arn,
            endpoint=server.host,
            port=args.settings.port,
            application_secret_arn=credentials.secret_arns["application"],
            master_secret_arn=credentials.secret_arns["master"],
            migration_secret_arn=copying.get("migration"),
            reverse_secret_arn=copying.get("reverse"),
            bootstrap_function_name=self._bootstrap.function_name if self._bootstrap else None,
            rotation_function_name=rotation.function_name,
            rotation_function_arn=rotation.function_arn,
            key_arn=key.arn,
            credentials_key_arn=credentials.key_arn,
        )

    def _first_password(self, name: str) -> Output[str]:
        """The master's until the bootstrap replaces it, before anyone uses the server."""
        return RandomPassword(
            f"{name}-server-first-password",
            length=32,
            override_special=SPECIAL_CHARACTERS,
            min_lower=1,
            min_upper=1,
            min_numeric=1,
            min_special=1,
            opts=self.child(),
        ).result

    def _rotated(
        self, name: str, server: Server, first_password: Output[str], credentials: Credentials, key: EncryptionKey
    ) -> tuple[Rotation, Resource]:
        """The bootstrap where this database serves, then the rotation, and what exists once the users do."""
        args = self._args
        rotating: dict[User, Output[str]] = {user: credentials.secret_arns[user] for user in ROTATING}
        widest = CredentialAccess(
            region=args.region,
            host=server.host,
            port=args.settings.port,
            secret_arns=credentials.secret_arns,
            key_arn=credentials.key_arn,
            password_length=args.rotation.password_length,
            counterpart=credentials.counterpart,
            binlog_hours=args.migration.reverse.binlog_hours if "reverse" in args.copying else None,
        )
        functions = CredentialFunctions(
            access=replace(widest, secret_arns=rotating, binlog_hours=None),
            package=args.package,
            placement=args.network.placement("rotation", calls=["secretsmanager"]),
            key_arn=key.arn,
        )
        ready: Resource = credentials
        if args.active:
            self._bootstrap = Bootstrap(
                f"{name}-bootstrap",
                replace(functions, access=widest).bootstrap(),
                access=widest,
                first_password=first_password,
                server_id=server.instance.resource_id,
                # With the secrets' policies, and so the endpoint.
                ready=credentials,
                opts=self.child(),
            )
            ready = self._bootstrap.invocation
        rotation = Rotation(
            f"{name}-rotation",
            functions,
            secret_arns=rotating,
            days=args.rotation.days,
            ready=ready,
            active=args.active,
            replica_region=args.second.name if args.second else None,
            opts=self.child(),
        )
        return rotation, ready
