"""What each setting becomes in AWS, by its key; the reference puts the model's pattern and range beside ours."""

from collections.abc import Mapping

from config.properties import database, migration, network, operations, payments, recovery
from config.properties.property import Property

PROPERTIES: Mapping[str, Property] = {
    **operations.PROPERTIES,
    **network.PROPERTIES,
    **database.PROPERTIES,
    **payments.PROPERTIES,
    **migration.PROPERTIES,
    **recovery.PROPERTIES,
}
