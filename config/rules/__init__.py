"""The rules that span several fields of the configuration, by subject.

Each rule names the sections it reads as its parameters and yields `(key, given, allowed)` for each mistake. A rule
runs only when all of its sections are valid by themselves.
"""

from collections.abc import Callable, Iterator

from config.faults import Fault
from config.rules import functions, migration, network, objectives, operations, payments

RULES: tuple[Callable[..., Iterator[Fault]], ...] = (
    *network.RULES,
    *payments.RULES,
    *functions.RULES,
    *migration.RULES,
    *operations.RULES,
    *objectives.RULES,
)
