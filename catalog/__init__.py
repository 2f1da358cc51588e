"""What is known of AWS's services and of the types of their resources: facts alone, a file for each service.

A file holds the types of one module of Pulumi's SDK, or of a few that belong together.
"""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from catalog.resource_type import ResourceType
from catalog.service import Service

FILES = tuple(import_module(f"{__name__}.{file.name}") for file in iter_modules(__path__))
TYPES: Mapping[str, ResourceType] = {
    item.token: item for file in FILES for item in vars(file).values() if isinstance(item, ResourceType)
}
SERVICES: Mapping[str, Service] = {
    item.prefix: item for file in FILES for item in vars(file).values() if isinstance(item, Service)
}


class UnlistedTypeError(LookupError):
    """A type of resource that the catalog does not have."""


def of(token: str) -> ResourceType:
    """What is known of a type, by Pulumi's token; raises UnlistedTypeError with the file that it belongs in."""
    if token not in TYPES:
        raise UnlistedTypeError(
            f"the catalog does not have the type {token}; add it to {file_for(token)} "
            "(docs/contributing.md, 'A resource type')"
        )
    return TYPES[token]


def file_for(token: str) -> str:
    """The file that a type belongs in: the one that has others of its module of Pulumi's SDK."""
    module = _module(token)
    known = {_module(item.token): file.__name__ for file in FILES for item in _types(file)}
    return f"{known.get(module, f'{__name__}.{module}').replace('.', '/')}.py"


def _module(token: str) -> str:
    """The module in a token, such as `sqs`."""
    return token.split(":")[1].partition("/")[0]


def _types(file: ModuleType) -> list[ResourceType]:
    return [item for item in vars(file).values() if isinstance(item, ResourceType)]
