"""All rules, by the part of the platform that they look at."""

from policy.rule import Rule, StackRule
from policy.rules import (
    accounts,
    certificates,
    containers,
    costs,
    database,
    domain_names,
    firewall,
    flags,
    functions,
    identity,
    keys,
    messaging,
    migration,
    network,
    observability,
    stack,
    storage,
)

ABOUT_TYPES: tuple[Rule | StackRule, ...] = (
    *network.RULES,
    *firewall.RULES,
    *domain_names.RULES,
    *database.RULES,
    *keys.RULES,
    *certificates.RULES,
    *identity.RULES,
    *functions.RULES,
    *containers.RULES,
    *messaging.RULES,
    *storage.RULES,
    *observability.RULES,
    *flags.RULES,
    *migration.RULES,
    *accounts.RULES,
    *costs.RULES,
    *stack.RULES,
)
ALL = (*ABOUT_TYPES, accounts.of_known_types(ABOUT_TYPES))
RULES = tuple(rule for rule in ALL if isinstance(rule, Rule))
STACK_RULES = tuple(rule for rule in ALL if isinstance(rule, StackRule))
