"""The rules of the migration's configuration that span several fields, or a file beside it."""

from collections.abc import Iterator

from components.config_sections import Migration, Network
from components.config_types import Region
from components.public_keys import ALLOWED, identity, is_accepted
from components.table_mappings import PROJECT, file_faults

Fault = tuple[str, object, str]
# As short as Transfer Family takes a user's name.
SHORTEST_USER = 3


def transfer_users(migration: Migration) -> Iterator[Fault]:
    """Each partner has a name and keys that Transfer Family takes, and no key logs in as two partners."""
    holders: dict[str, str] = {}
    for number, user in enumerate(migration.transfer.users):
        key = f"migration.transfer.users.{number}"
        if len(user.name) < SHORTEST_USER:
            yield f"{key}.name", user.name, f"{SHORTEST_USER} characters or more"
        for place, line in enumerate(user.public_keys):
            where = f"{key}.publicKeys.{place}"
            if not is_accepted(line):
                yield where, line, ALLOWED
            elif holder := holders.get(identity(line)):
                yield where, line, f"each key once; {holder} has it"
            holders.setdefault(identity(line), user.name)


def migration_endpoints(migration: Migration, network: Network) -> Iterator[Fault]:
    """The SFTP server's host keys reach it through an endpoint that nothing else needs."""
    if migration.transfer.enabled and "transfer" not in network.interface_endpoints:
        yield "network.interfaceEndpoints", "no transfer", "a list with transfer too where SFTP is enabled"


def dms_source(migration: Migration, region: Region) -> Iterator[Fault]:
    """DMS reads the source's credential in its own region."""
    secret = migration.dms.source_secret_arn
    if secret and not secret.startswith(f"arn:aws:secretsmanager:{region}:"):
        yield "migration.dms.sourceSecretArn", secret, f"the ARN of a secret in {region}"


def table_mappings(migration: Migration) -> Iterator[Fault]:
    """The files that DMS is given exist and say what DMS understands."""
    dms = migration.dms
    if not dms.enabled:
        return
    for where, given, allowed in file_faults(dms.table_mappings):
        yield "migration.dms.tableMappings" + (f": {where}" if where else ""), given, allowed
    if dms.source_authority and not (PROJECT / dms.source_authority).is_file():
        yield "migration.dms.sourceAuthority", dms.source_authority, "a file of this project"
