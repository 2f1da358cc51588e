"""Databases that tests build and change."""

from dataclasses import replace
from typing import Any

from components.database import Database, DatabaseArgs
from components.network import Network
from config.sections import Database as Settings
from config.sections import Rotation
from foundation.packaging import Package
from foundation.region import Region
from tests.support.graph import Graph
from tests.support.samples import in_region, make_second, network_args

PACKAGE = Package(path=".build/rotation_lambda.zip", sha256="c29tZSBoYXNo")


def settings(**keys: Any) -> Settings:
    """The database's settings, by the keys of a stack file."""
    return Settings.model_validate(keys)


def make_database(region: Region, network: Network, **changes: Any) -> Database:
    """A database with all that it can have, inside a network."""
    args = DatabaseArgs(region=region, network=network, settings=settings(), rotation=Rotation(), package=PACKAGE)
    return Database("database", replace(args, **changes))


def build_database(
    *, preview: bool = False, second_region: str | None = None, changes: dict[str, Any] | None = None, **region: Any
) -> Graph:
    """What a database registers, with the network that it is in; `region` changes that."""

    def make(first: Region) -> None:
        network = Network("network", network_args(first))
        second = make_second(first, second_region) if second_region else None
        make_database(first, network, second=second, **changes or {})

    return in_region(make, preview=preview, **region)
