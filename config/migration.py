"""The migration section of a stack's configuration: each field with its type, range and default."""

import re
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import Field

from config.sections import Section
from config.types import Cidr, InstanceType, LoginName, Port, ProjectFile, PublicKey, ReplicationClass, SecretArn

# An IAM role's name has 64 characters; the rest is the second region's prefix, the stack's name and Pulumi's digits.
WORD_LENGTH, WORD_DIGITS = 14, 8


class TransferUser(Section):
    """One partner who delivers files over SFTP, under a login of which case matters."""

    name: LoginName
    public_keys: Annotated[tuple[PublicKey, ...], Field(min_length=1, max_length=10)]

    @property
    def word(self) -> str:
        """What the user's resources are named by: the login itself, or a short word of its own where names can't be."""
        if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", self.name) and len(self.name) <= WORD_LENGTH:
            return self.name
        letters = re.sub(r"[^a-z0-9]", "", self.name.lower()) or "user"
        return f"{letters[: WORD_LENGTH - WORD_DIGITS - 1]}-{sha256(self.name.encode()).hexdigest()[:WORD_DIGITS]}"


class Transfer(Section):
    """The SFTP server and its landing bucket."""

    enabled: bool = False
    client_cidrs: tuple[Cidr, ...] = ()
    users: tuple[TransferUser, ...] = ()
    retention_days: Annotated[int, Field(ge=1, le=3650)] = 90


class ReplicationTask(Section):
    """The settings of the replication task; those that keep it correct can't be changed."""

    # Tables that are loaded at the same time.
    parallel_tables: Annotated[int, Field(ge=1, le=49)] = 8
    # Rows of a load that are committed together.
    commit_rate: Annotated[int, Field(ge=1, le=50000)] = 10000
    # Large values up to this size are transferred with their row; larger ones are fetched one by one, and none is cut.
    inline_lob_kib: Annotated[int, Field(ge=1, le=102400)] = 32
    validation_threads: Annotated[int, Field(ge=1, le=20)] = 5
    # From this much lag on for a quarter of an hour it is an alarm.
    lag_seconds: Annotated[int, Field(ge=1, le=86400)] = 300


class ReverseReplication(Section):
    """The way back: a replication from the new database to the old one, which is started by hand."""

    enabled: bool = False
    # How the old database is logged in to as a user that may write; in this region, as `sourceSecretArn`.
    target_secret_arn: SecretArn | None = None
    # For how long the new database keeps what has to be brought back; RDS takes a week at most.
    binlog_hours: Annotated[int, Field(ge=1, le=168)] = 168


class DatabaseMigration(Section):
    """The replication of the development database, by Database Migration Service (DMS)."""

    enabled: bool = False
    mode: Literal["provisioned", "serverless"] = "provisioned"
    # Of a provisioned instance.
    instance_class: ReplicationClass = "dms.t3.medium"
    storage_gib: Annotated[int, Field(ge=5, le=6144)] = 50
    # Of a serverless replication, at most.
    capacity_units: Literal[1, 2, 4, 8, 16, 32, 64, 128, 192, 256, 384] = 4
    multi_az: bool = True
    source_cidr: Cidr | None = None
    source_port: Port = 3306
    source_secret_arn: SecretArn | None = None
    source_tls: Literal["verify-ca", "verify-full"] = "verify-full"
    # The CA file of the source's certificate; RDS's own where none is given.
    source_authority: ProjectFile | None = None
    table_mappings: ProjectFile = "migration/table-mappings.json"
    task: ReplicationTask = ReplicationTask()
    # Whether the task starts by itself, and again after a change; otherwise it is started by hand, each time.
    start: bool = False
    reverse: ReverseReplication = ReverseReplication()
    account_roles: Literal["create", "existing"] = "create"
    # Of assessments and comparisons.
    report_retention_days: Annotated[int, Field(ge=1, le=3650)] = 365


class ServerMigration(Section):
    """The replication of servers, by Application Migration Service (MGN)."""

    enabled: bool = False
    source_cidrs: tuple[Cidr, ...] = ()
    replication_instance_type: InstanceType = "t3.small"
    # Of each source server, in megabits a second; 0 is no limit.
    bandwidth_limit: Annotated[int, Field(ge=0, le=10000)] = 0
    account_roles: Literal["create", "existing"] = "create"


class Migration(Section):
    """The services that bring servers, files and data over."""

    transfer: Transfer = Transfer()
    dms: DatabaseMigration = DatabaseMigration()
    mgn: ServerMigration = ServerMigration()
