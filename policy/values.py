"""The properties of a resource, some of which nobody knows before an `up`."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

# Marks a value that is not known yet.
UNKNOWN = object()


class UndecidedError(Exception):
    """A value that a rule needs is not known yet; `path` says which."""

    def __init__(self, path: str):
        super().__init__(f"{path} is known only once `pulumi up` has created what it comes from")
        self.path = path


class Values(Mapping[str, Any]):
    """Properties by name; asking for one that is not known yet raises UndecidedError, wherever it is nested."""

    def __init__(self, values: Mapping[str, Any], path: str = ""):
        self._values, self._path = values, path

    def __getitem__(self, key: str) -> Any:
        return _known(self._values[key], f"{self._path}{key}")

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def is_known(self, key: str) -> bool:
        """Whether the value of a property that is there is known already."""
        return self._values[key] is not UNKNOWN

    def at(self, path: str) -> Any:
        """The value at a path such as `vpcConfig.subnetIds`; None where there is none."""
        value: Any = self
        for key in path.split("."):
            if not isinstance(value, Values) or key not in value:
                return None
            value = value[key]
        return value

    def each(self, path: str) -> list["Values"]:
        """The objects in the list at a path, or the one that is there itself; empty where there is none."""
        found = self.at(path)
        items = cast(list[object], found) if isinstance(found, list) else [found]
        return [item for item in items if isinstance(item, Values)]


def _known(value: object, path: str) -> Any:
    if value is UNKNOWN:
        raise UndecidedError(path)
    if isinstance(value, Mapping):
        return Values(cast(Mapping[str, Any], value), f"{path}.")
    if isinstance(value, list):
        return [_known(item, f"{path}[{index}]") for index, item in enumerate(cast(list[object], value))]
    return value
