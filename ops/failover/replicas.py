"""The two servers' URNs in the program, and the command that makes one of them a replica of the other."""

from ops.lib import database_server
from ops.lib.context import Context
from ops.lib.sites import Site
from ops.lib.steps import Outcome, Status, StepError

SERVER = "payments:database:Server$aws:rds/instance:Instance"


def first_server(stack: str) -> str:
    """The URN of the first region's server."""
    return f"urn:pulumi:{stack}::payments::payments:database:Database${SERVER}::database-server-instance"


def second_server(stack: str) -> str:
    """The URN of the second region's server."""
    within = "payments:recovery:Recovery$payments:recovery:StandbyDatabase"
    return f"urn:pulumi:{stack}::payments::{within}${SERVER}::recovery-database-server-instance"


def replicated_backups(stack: str) -> str:
    """The URN of the replicated backups in the second region, which are deleted with their server."""
    kind = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
    within = "payments:recovery:Recovery$payments:recovery:BackupReplication"
    return f"urn:pulumi:{stack}::payments::{within}${kind}::recovery-backups-copy"


def is_replica_of(context: Context, site: Site, other: Site) -> bool:
    """Whether a site's server is a replica of the other's."""
    found = database_server.describe(context, site)
    return found is not None and database_server.source(found) == other.server_arn


def ready(context: Context, stack: str, first: Site, second: Site) -> Outcome:
    """Checks that the first region's server is a replica of the active one; raises StepError with what makes it one."""
    if not is_replica_of(context, first, second):
        raise StepError(
            f"{first.server} in {first.region} is not a replica of {second.server}. Beside payments:recovery.active "
            "`recovery` set payments:protection.deletionProtection to false and run `pulumi up`; then set "
            f"payments:recovery.returning to true and run `{replace_command(stack, first_server(stack))}`"
        )
    if not database_server.available(context, first):
        raise StepError(f"{first.server} in {first.region} is not available yet; wait, and run the command again")
    return Outcome(Status.ALREADY, f"{first.server} in {first.region} is a replica of {second.server}")


def replace_command(stack: str, *urns: str) -> str:
    """The command that replaces resources, as the configuration says."""
    return " ".join([f"pulumi up --stack {stack}", *(f"--replace '{urn}'" for urn in urns)])
