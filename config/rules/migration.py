"""The rules of the migration's configuration that span several fields, or a file beside it."""

from collections.abc import Callable, Iterator

from config import certificates
from config.faults import Fault, repeated
from config.migration import Migration
from config.project import PROJECT
from config.public_keys import ALLOWED, identity, is_accepted
from config.sections import Network
from config.table_mappings import file_faults
from config.types import Region


def migration_sources(migration: Migration) -> Iterator[Fault]:
    """Each migration service that is on knows where it migrates from."""
    transfer, dms, mgn = migration.transfer, migration.dms, migration.mgn
    yield from repeated("migration.transfer.users", [user.name for user in transfer.users])
    if transfer.enabled and not transfer.client_cidrs:
        yield "migration.transfer.clientCidrs", [], "at least one network where SFTP is enabled"
    yield from repeated("migration.transfer.clientCidrs", [str(cidr) for cidr in transfer.client_cidrs])
    for cidr in transfer.client_cidrs:
        if cidr.prefixlen == 0:
            yield "migration.transfer.clientCidrs", cidr, "the partners' networks, never the whole internet"
    if dms.enabled and (dms.source_cidr is None or dms.source_secret_arn is None):
        yield "migration.dms", "no source", "sourceCidr and sourceSecretArn where DMS is enabled"
    if mgn.enabled and not mgn.source_cidrs:
        yield "migration.mgn.sourceCidrs", [], "at least one network where MGN is enabled"
    yield from repeated("migration.mgn.sourceCidrs", [str(cidr) for cidr in mgn.source_cidrs])
    for cidr in mgn.source_cidrs:
        if cidr.prefixlen == 0:
            yield "migration.mgn.sourceCidrs", cidr, "the servers' networks, never the whole internet"


def replication_ways(migration: Migration, network: Network) -> Iterator[Fault]:
    """The software of replication servers comes from S3 (MGN user guide, network requirements)."""
    if migration.mgn.enabled and "s3" not in network.gateway_endpoints:
        yield "network.gatewayEndpoints", "no s3", "a list with s3 where MGN is enabled"


def transfer_users(migration: Migration) -> Iterator[Fault]:
    """Each partner has keys that Transfer Family accepts, and no two partners share a key."""
    holders: dict[str, str] = {}
    for number, user in enumerate(migration.transfer.users):
        key = f"migration.transfer.users.{number}"
        for index, line in enumerate(user.public_keys):
            where = f"{key}.publicKeys.{index}"
            if not is_accepted(line):
                yield where, line, ALLOWED
            elif holder := holders.get(identity(line)):
                yield where, line, f"each key once; {holder} has it"
            holders.setdefault(identity(line), user.name)


def way_back(migration: Migration) -> Iterator[Fault]:
    """The way back to the old database, which is a part of the migration, knows how to log in there."""
    dms = migration.dms
    if dms.enabled and dms.reverse.enabled and dms.reverse.target_secret_arn is None:
        yield "migration.dms.reverse", "no target", "targetSecretArn where it is enabled"


def dms_secrets(migration: Migration, region: Region) -> Iterator[Fault]:
    """DMS reads the old database's credentials in its own region."""
    dms = migration.dms
    for key, secret in (
        ("migration.dms.sourceSecretArn", dms.source_secret_arn),
        ("migration.dms.reverse.targetSecretArn", dms.reverse.target_secret_arn),
    ):
        if secret and not secret.startswith(f"arn:aws:secretsmanager:{region}:"):
            yield key, secret, f"the ARN of a secret in {region}"


def table_mappings(migration: Migration) -> Iterator[Fault]:
    """The rules that DMS is given exist and say what DMS understands."""
    dms = migration.dms
    if not dms.enabled:
        return
    for where, given, allowed in file_faults(dms.table_mappings):
        yield "migration.dms.tableMappings" + (f": {where}" if where else ""), given, allowed


def source_authority(migration: Migration) -> Iterator[Fault]:
    """The file that says whom the old database's certificate is from has one certificate."""
    dms = migration.dms
    if not dms.enabled or not dms.source_authority:
        return
    path = PROJECT / dms.source_authority
    if not path.is_file():
        yield "migration.dms.sourceAuthority", dms.source_authority, "a file of this project"
        return
    try:
        certificates.read(path)
    except certificates.CertificateError as error:
        yield "migration.dms.sourceAuthority", str(error), certificates.ALLOWED


RULES: tuple[Callable[..., Iterator[Fault]], ...] = (
    migration_sources,
    transfer_users,
    way_back,
    dms_secrets,
    table_mappings,
    source_authority,
    replication_ways,
)
