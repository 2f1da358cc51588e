"""What has to be made or changed one after another, in whichever order: AWS refuses the second while the first is on.

The state that refuses it is that of the thing which both name: a server that is modifying, an environment that deploys.
"""

from dataclasses import dataclass

from catalog import appconfig, rds
from catalog.resource_type import ResourceType


@dataclass(frozen=True)
class Turn:
    """Resources that name the same thing take turns; `uses` are their types, each with the input that names it."""

    uses: tuple[tuple[ResourceType, str], ...]
    reason: str
    source: str


TURNS: tuple[Turn, ...] = (
    Turn(
        ((appconfig.DEPLOYMENT, "environmentId"),),
        "ConflictException: an environment has one deployment at a time",
        "https://github.com/hashicorp/terraform-provider-aws/issues/36975",
    ),
    # The server is modifying until the replica's first snapshot is taken; the provider tries neither call again.
    Turn(
        ((rds.INSTANCE, "replicateSourceDb"), (rds.INSTANCE_AUTOMATED_BACKUPS_REPLICATION, "sourceDbInstanceArn")),
        "InvalidDBInstanceState: a server is modifying while it becomes a source of replication",
        "guide rds: USER_ReadRepl.XRgn; "
        "botocore: rds.StartDBInstanceAutomatedBackupsReplication, InvalidDBInstanceStateFault",
    ),
)
