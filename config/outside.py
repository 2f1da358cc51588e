"""What a stack's configuration names and does not make: it exists already, in this account or in another one."""

from config.load import StackConfig
from config.types import secret_of


def named_outside(config: StackConfig) -> frozenset[str]:
    """The ARNs, by which alone something is known that the stack needs and has not made."""
    secrets = (*config.container.secrets.values(), *config.recovery_container.secrets.values())
    single = (
        config.migration.dms.source_secret_arn,
        config.migration.dms.reverse.target_secret_arn,
        *config.signing.profiles,
        *config.signing.layer_profiles,
        config.flags.agent_layer_arn,
        config.chaos.extension_layer_arn,
        config.costs.anomaly_monitor_arn,
    )
    people = (*config.sharing.principals, *config.recovery.approvers)
    return frozenset((*secrets, *map(secret_of, secrets), *people, *(arn for arn in single if arn)))
