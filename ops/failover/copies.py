"""The two servers as the program knows them, and how it makes one of them a copy of the other."""

from ops.failover import server
from ops.failover.sites import Site
from ops.failover.steps import Outcome, Status, StepError
from ops.failover.work import Work

SERVER = "payments:database:Server$aws:rds/instance:Instance"


def first_server(stack: str) -> str:
    """The URN of the first region's server."""
    return f"urn:pulumi:{stack}::payments::payments:database:Database${SERVER}::database-server-instance"


def second_server(stack: str) -> str:
    """The URN of the second region's server."""
    within = "payments:recovery:Recovery$payments:recovery:StandbyDatabase"
    return f"urn:pulumi:{stack}::payments::{within}${SERVER}::recovery-database-server-instance"


def copied_backups(stack: str) -> str:
    """The URN of the first region's backups in the second, which end with the server that they are of."""
    kind = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
    within = "payments:recovery:Recovery$payments:recovery:BackupReplication"
    return f"urn:pulumi:{stack}::payments::{within}${kind}::recovery-backups-copy"


def copies(work: Work, site: Site, other: Site) -> bool:
    """Whether a site's server is a copy of the other's."""
    found = server.describe(work, site)
    return found is not None and server.source(found) == other.server_arn


def ready(work: Work, stack: str, first: Site, second: Site) -> Outcome:
    """Sees that the first region's server is a copy of the one that serves; raises StepError, with what makes it so."""
    if not copies(work, first, second):
        raise StepError(
            f"{first.server} in {first.region} is no copy of {second.server}. Beside payments:recovery.active "
            "`recovery` set payments:protection.deletionProtection to false and run `pulumi up`; then set "
            f"payments:recovery.returning to true and run `{replace_by(stack, first_server(stack))}`"
        )
    if not server.available(work, first):
        raise StepError(f"{first.server} in {first.region} is not available yet; wait, and run the command again")
    return Outcome(Status.ALREADY, f"{first.server} in {first.region} is a copy of {second.server}")


def replace_by(stack: str, *urns: str) -> str:
    """The command that makes resources anew, as the configuration says."""
    return " ".join([f"pulumi up --stack {stack}", *(f"--replace '{urn}'" for urn in urns)])
