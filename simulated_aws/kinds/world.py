"""What exists in an account, as the checks across services look at it."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Protocol, cast

from access.documents import Statement, parse
from catalog import kms
from simulated_aws.declarations import UNKNOWN


class Resource(Protocol):
    """A resource that exists."""

    @property
    def token(self) -> str:
        """The type."""
        ...

    @property
    def region(self) -> str:
        """The region; empty for what has none."""
        ...

    @property
    def inputs(self) -> Mapping[str, Any]:
        """What the program said."""
        ...

    @property
    def outputs(self) -> Mapping[str, Any]:
        """What AWS made of it."""
        ...


class World:
    """What exists in an account, by type."""

    def __init__(self, resources: Mapping[str, Resource], account: str):
        self.account = account
        self.resources = resources

    def of(self, token: str) -> list[Resource]:
        """The resources of a type."""
        return self._by_token.get(token, [])

    @cached_property
    def _by_token(self) -> dict[str, list[Resource]]:
        # Most of what is checked asks for no type.
        found: dict[str, list[Resource]] = {}
        for each in self.resources.values():
            found.setdefault(each.token, []).append(each)
        return found

    def with_arn(self, token: str, arn: str) -> Resource | None:
        """The resource of a type with an ARN."""
        return next((each for each in self.of(token) if each.outputs.get("arn") == arn), None)

    def key(self, named: object, region: str) -> Resource | None:
        """The key that an ARN, an id or an alias names."""
        name = str(named)
        if "alias/" in name:
            alias = "alias/" + name.partition("alias/")[2]
            found = (each for each in self.of(kms.ALIAS.token) if each.inputs.get("name") == alias)
            name = next((str(each.inputs.get("targetKeyId")) for each in found if each.region == region), "")
        key_id = name.rpartition("/")[2]
        found = self.resources.get(key_id)
        return found if found and found.token == kms.KEY.token else None


def parsed(text: object) -> tuple[Statement, ...] | None:
    """The statements of a policy; None for one that is not known, or no policy."""
    if not isinstance(text, str) or UNKNOWN in text:
        return None
    try:
        return parse(text)
    except ValueError:
        return None


def values(value: object, path: str, here: str = "") -> Iterator[tuple[str, Any]]:
    """What inputs hold at a path such as `monitors[].alarmRoleArn`, with the path of each, where it is known."""
    if not path:
        if value not in (None, "", UNKNOWN) and value != []:
            yield here, value
        return
    name, _, rest = path.partition(".")
    key = name.removesuffix("[]")
    found = cast(Mapping[str, object], value).get(key) if isinstance(value, Mapping) else None
    at = f"{here}.{key}" if here else key
    if name.endswith("[]"):
        for index, item in enumerate(cast(list[object], found) if isinstance(found, list) else []):
            yield from values(item, rest, f"{at}[{index}]")
    else:
        yield from values(found, rest, at)
