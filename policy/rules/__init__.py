"""All rules, by the part of the platform that they look at."""

from policy.rule import Rule, StackRule
from policy.rules import (
    companions,
    compute,
    database,
    firewall,
    flags,
    identity,
    keys,
    messaging,
    migration,
    network,
    observability,
    stack,
    storage,
)

RULES: tuple[Rule, ...] = (
    *network.RULES,
    *firewall.RULES,
    *database.RULES,
    *keys.RULES,
    *identity.RULES,
    *compute.RULES,
    *messaging.RULES,
    *storage.RULES,
    *observability.RULES,
    *flags.RULES,
    *migration.RULES,
)
STACK_RULES: tuple[StackRule, ...] = (*companions.RULES, *stack.RULES)
