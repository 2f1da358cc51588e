"""The deliberate faults, by the part of the project that they are in."""

from tools.mutants.faults import (
    database,
    flags,
    foundation,
    migration,
    network,
    observability,
    operations,
    operations_checks,
    operations_commands,
    payments,
    policy,
    recovery,
    report,
    settings,
    truth,
    way_in,
    workflows,
)
from tools.mutants.faults.mutant import Mutant

MUTANTS: tuple[Mutant, ...] = (
    *foundation.FAULTS,
    *network.FAULTS,
    *database.FAULTS,
    *payments.FAULTS,
    *policy.FAULTS,
    *flags.FAULTS,
    *migration.FAULTS,
    *observability.FAULTS,
    *operations.FAULTS,
    *operations_checks.FAULTS,
    *operations_commands.FAULTS,
    *recovery.FAULTS,
    *report.FAULTS,
    *settings.FAULTS,
    *truth.FAULTS,
    *way_in.FAULTS,
    *workflows.FAULTS,
)
