"""The database of one region, composed of its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_random import RandomPassword

from components.database.access import CredentialAccess
from components.database.bootstrap import Bootstrap, BootstrapArgs
from components.database.credentials import ROTATING, Credentials, CredentialsArgs, Replicas
from components.database.functions import CredentialFunctions
from components.database.rotation import Rotation, RotationArgs
from components.database.server import DATABASE_NAME, MASTER_USER, Server, ServerArgs, Source
from config.sections import Database as DatabaseSettings
from foundation.keys import EncryptionKey, EncryptionKeyArgs, log_group_use
from foundation.naming import Naming
from foundation.ordering import after
from foundation.packaging import Package
from foundation.region import Replica

# RDS refuses slashes, at signs, quotes and spaces in a master password.
SPECIAL_CHARACTERS = "!#$%^&*()-_=+[]{}<>:?"


@dataclass(frozen=True, kw_only=True)
class DatabaseArgs:
    """Where the database stands, the stack's settings of it, and the code that looks after its credentials.

    Subnet ids are by zone letter; `endpoint_ids` are the interface endpoints of Secrets Manager; `package` is the
    archive of the bootstrap and the rotation; `migration` asks for a user that data is copied as. After a failover
    `active` is False: this database does not serve, and its credentials rest. On the way back `source_arn` is the
    server that serves, of which this one is made a copy.
    """

    naming: Naming
    region: str
    account_id: Input[str]
    settings: DatabaseSettings
    isolated_subnet_ids: Mapping[str, Output[str]]
    private_subnet_ids: Mapping[str, Output[str]]
    database_group_id: Input[str]
    rotation_group_id: Input[str]
    endpoint_ids: Sequence[Input[str]]
    replica: Replica | None
    package: Package
    rotation_days: int
    password_length: int
    deletion_protection: bool
    key_deletion_days: int
    secret_recovery_days: int
    log_retention_days: int
    topic_arn: Input[str]
    migration: bool = False
    active: bool = True
    source_arn: Input[str] | None = None

    def __post_init__(self) -> None:
        if self.active and self.source_arn is not None:
            raise ValueError("source_arn is given; only a database that is not active copies another")


class Database(ComponentResource):
    """A private MySQL server with its schema, whose credentials stand in Secrets Manager alone and rotate.

    With a second region each secret has a replica there, of which `replicas` tells.
    """

    identifier: str
    name: str
    endpoint: Output[str]
    arn: Output[str]
    port: Output[int]
    application_secret_arn: Output[str]
    master_secret_arn: Output[str]
    migration_secret_arn: Output[str] | None
    rotation_function_name: Output[str]
    rotation_function_arn: Output[str]
    key_arn: Output[str]
    credentials_key_arn: Output[str]
    replicas: Replicas | None

    def __init__(self, name: str, args: DatabaseArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:database:Database", name, None, opts)
        self._args, self._child = args, ResourceOptions(parent=self)
        key = EncryptionKey(
            f"{name}-key",
            EncryptionKeyArgs(
                naming=args.naming,
                purpose="database",
                account_id=args.account_id,
                deletion_days=args.key_deletion_days,
                statements=[log_group_use(args.region, args.account_id)],
            ),
            self._child,
        )
        first_password = self._first_password(name)
        server = Server(
            f"{name}-server",
            ServerArgs(
                naming=args.naming,
                account_id=args.account_id,
                isolated_subnet_ids=args.isolated_subnet_ids,
                security_group_id=args.database_group_id,
                settings=args.settings,
                deletion_protection=args.deletion_protection,
                key_arn=key.arn,
                log_retention_days=args.log_retention_days,
                topic_arn=args.topic_arn,
                first_password=first_password,
                source=Source(arn=args.source_arn) if args.source_arn is not None else None,
            ),
            self._child,
        )
        credentials = Credentials(
            f"{name}-credentials",
            CredentialsArgs(
                naming=args.naming,
                account_id=args.account_id,
                endpoint_ids=args.endpoint_ids,
                key_deletion_days=args.key_deletion_days,
                recovery_days=args.secret_recovery_days,
                replica=args.replica,
                promoted=not args.active,
                migration=args.migration,
            ),
            self._child,
        )
        rotation = self._credentials_life(name, server, first_password, credentials, key)
        self.identifier, self.arn = server.identifier, server.arn
        self.name = DATABASE_NAME
        self.endpoint, self.port = server.host, server.port
        self.application_secret_arn = credentials.secret_arns["application"]
        self.master_secret_arn = credentials.secret_arns["master"]
        self.rotation_function_name, self.rotation_function_arn = rotation.function_name, rotation.function_arn
        self.key_arn, self.credentials_key_arn = key.arn, credentials.key_arn
        self.replicas = credentials.replicas
        self.register_outputs(
            {
                "identifier": self.identifier,
                "name": self.name,
                "arn": self.arn,
                "endpoint": self.endpoint,
                "port": self.port,
                "application_secret_arn": self.application_secret_arn,
                "master_secret_arn": self.master_secret_arn,
                "migration_secret_arn": self.migration_secret_arn,
                "rotation_function_name": self.rotation_function_name,
                "rotation_function_arn": self.rotation_function_arn,
                "key_arn": self.key_arn,
                "credentials_key_arn": self.credentials_key_arn,
                "replica_secret_arns": self.replicas.secret_arns if self.replicas else {},
            }
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
            opts=self._child,
        ).result

    def _credentials_life(
        self, name: str, server: Server, first_password: Output[str], credentials: Credentials, key: EncryptionKey
    ) -> Rotation:
        """The bootstrap, and then the rotation."""
        args = self._args
        access = CredentialAccess(
            host=server.host,
            port=args.settings.port,
            database=DATABASE_NAME,
            master_user=MASTER_USER,
            application_secret_arn=credentials.secret_arns["application"],
            master_secret_arn=credentials.secret_arns["master"],
            key_arn=credentials.key_arn,
            region=args.region,
            password_length=args.password_length,
            stack=args.naming.suffix,
        )
        migration_arn = credentials.secret_arns.get("migration")
        widest = replace(access, migration_secret_arn=migration_arn)
        functions = CredentialFunctions(
            naming=args.naming,
            package=args.package,
            access=access,
            subnet_ids=list(args.private_subnet_ids.values()),
            security_group_id=args.rotation_group_id,
            key_arn=key.arn,
            log_retention_days=args.log_retention_days,
            topic_arn=args.topic_arn,
        )
        bootstrap = Bootstrap(
            f"{name}-bootstrap",
            BootstrapArgs(
                function=replace(functions, access=widest).bootstrap(),
                access=widest,
                first_password=first_password,
                # With the secrets' policies, and so the endpoint.
                ready=credentials,
            ),
            self._child,
        )
        # Once its user exists.
        self.migration_secret_arn = after(migration_arn, [bootstrap.invocation]) if migration_arn is not None else None
        return Rotation(
            f"{name}-rotation",
            RotationArgs(
                function=functions.rotation(),
                watch_function=functions.watch(),
                account_id=args.account_id,
                secret_arns={user: credentials.secret_arns[user] for user in ROTATING},
                days=args.rotation_days,
                ready=bootstrap.invocation,
                active=args.active,
            ),
            self._child,
        )
