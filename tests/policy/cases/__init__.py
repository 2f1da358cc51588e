"""A passing and a failing case for each rule, by its name."""

from collections.abc import Mapping

from tests.policy.cases import compute, database, identity, migration, network, services
from tests.policy.cases.case import Case

TABLES = (
    network.NETWORK,
    network.FIREWALL,
    database.DATABASE,
    database.KEYS,
    identity.IDENTITY,
    compute.FUNCTIONS,
    compute.CONTAINERS,
    services.MESSAGING,
    services.STORAGE,
    services.OBSERVABILITY,
    services.FLAGS,
    migration.MIGRATION,
)
CASES: Mapping[str, Case] = {name: case for table in TABLES for name, case in table.items()}
