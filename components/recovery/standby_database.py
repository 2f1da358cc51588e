"""The second region's database: a copy of the first's until a failover makes it the one that serves."""

from collections.abc import Mapping
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions

from components.database import DatabaseArgs
from components.database.access import CredentialAccess
from components.database.credentials import User
from components.database.functions import CredentialFunctions
from components.database.rotation import Rotation, RotationArgs
from components.database.server import DATABASE_NAME, MASTER_USER, Server, ServerArgs, Source
from components.recovery.region import Place
from components.recovery.replication_alarms import ReplicationAlarms, ReplicationAlarmsArgs
from foundation.keys import EncryptionKey, EncryptionKeyArgs, log_group_use


@dataclass(frozen=True, kw_only=True)
class StandbyDatabaseArgs:
    """The place, what the first region's database takes, the server to copy, and the replicas of the secrets.

    `active` says that a failover has made this the database that serves.
    """

    place: Place
    first: DatabaseArgs
    source_arn: Input[str]
    secret_arns: Mapping[User, Output[str]]
    secrets_key_arn: Input[str]
    active: bool


class StandbyDatabase(ComponentResource):
    """A read replica under a key of its own, with the rotation of its credentials ready, and alarms on its lag.

    Where it is active it replicates nothing any more, and the rotation goes on here.
    """

    identifier: str
    arn: Output[str]
    endpoint: Output[str]
    key_arn: Output[str]
    rotation_function_arn: Output[str]

    def __init__(self, name: str, args: StandbyDatabaseArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:recovery:StandbyDatabase", name, None, opts)
        self._args, self._child = args, ResourceOptions(parent=self)
        first, place = args.first, args.place
        key = EncryptionKey(
            f"{name}-key",
            EncryptionKeyArgs(
                naming=place.naming,
                purpose="database",
                account_id=first.account_id,
                deletion_days=first.key_deletion_days,
                statements=[log_group_use(place.region, first.account_id)],
            ),
            self._child,
        )
        server = self._server(f"{name}-server", key)
        rotation = self._rotation(f"{name}-rotation", server, key)
        if not args.active:
            ReplicationAlarms(
                f"{name}-replication",
                ReplicationAlarmsArgs(naming=place.naming, identifier=server.identifier, topic_arn=place.topic_arn),
                self._child,
            )
        self.identifier, self.arn, self.endpoint = server.identifier, server.arn, server.host
        self.key_arn, self.rotation_function_arn = key.arn, rotation.function_arn
        self.register_outputs(
            {
                "identifier": self.identifier,
                "arn": self.arn,
                "endpoint": self.endpoint,
                "key_arn": self.key_arn,
                "rotation_function_arn": self.rotation_function_arn,
            }
        )

    def _server(self, name: str, key: EncryptionKey) -> Server:
        args, first, place = self._args, self._args.first, self._args.place
        return Server(
            name,
            ServerArgs(
                naming=place.naming,
                account_id=first.account_id,
                isolated_subnet_ids=place.isolated_subnet_ids,
                security_group_id=place.security_group_ids["database"],
                settings=first.settings,
                deletion_protection=first.deletion_protection,
                key_arn=key.arn,
                log_retention_days=first.log_retention_days,
                topic_arn=place.topic_arn,
                source=Source(arn=args.source_arn, promoted=args.active),
            ),
            self._child,
        )

    def _rotation(self, name: str, server: Server, key: EncryptionKey) -> Rotation:
        args, first, place = self._args, self._args.first, self._args.place
        access = CredentialAccess(
            host=server.host,
            port=first.settings.port,
            database=DATABASE_NAME,
            master_user=MASTER_USER,
            application_secret_arn=args.secret_arns["application"],
            master_secret_arn=args.secret_arns["master"],
            key_arn=args.secrets_key_arn,
            region=place.region,
            password_length=first.password_length,
            stack=place.naming.suffix,
        )
        functions = CredentialFunctions(
            naming=place.naming,
            package=first.package,
            access=access,
            subnet_ids=list(place.private_subnet_ids.values()),
            security_group_id=place.security_group_ids["rotation"],
            key_arn=key.arn,
            log_retention_days=first.log_retention_days,
            topic_arn=place.topic_arn,
        )
        return Rotation(
            name,
            RotationArgs(
                function=functions.rotation(),
                watch_function=functions.watch(),
                account_id=first.account_id,
                secret_arns=args.secret_arns,
                days=first.rotation_days,
                ready=server.instance,
                active=args.active,
                borrowed=True,
            ),
            self._child,
        )
