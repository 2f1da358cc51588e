"""Settings that are secrets: which they are, that a stack's file has them encrypted, and that no message has them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import cast

KeyPath = tuple[str, ...]
# No command needs their values: only the program hands them on.
SECRETS = ("alerts.pagingEndpoint",)
PATHS: Sequence[KeyPath] = tuple(tuple(name.split(".")) for name in SECRETS)
# A shorter one stands in too many other words.
SHORTEST = 6
HIDDEN = "[secret]"


def plain(values: Mapping[str, object], encrypted: Collection[KeyPath]) -> Iterator[str]:
    """A mistake for each secret that is below none of the paths that are encrypted."""
    for name, path in zip(SECRETS, PATHS, strict=True):
        if _at(values, path) is not None and not any(path[: len(one)] == one for one in encrypted):
            yield (
                f"payments:{name}: a plain value is refused; allowed: an encrypted one, which `pulumi config set "
                f"--secret --path payments:{name}` writes"
            )


def texts(values: Mapping[str, object], hidden: Collection[KeyPath]) -> set[str]:
    """What no message may have: every text at one of the hidden paths, or at that of a secret."""
    return {text for path in (*hidden, *PATHS) for text in _texts(_at(values, path)) if len(text) >= SHORTEST}


def without(message: str, said: Collection[str]) -> str:
    """A message without these texts."""
    for text in sorted(said, key=len, reverse=True):
        message = message.replace(text, HIDDEN)
    return message


def _at(value: object, path: Sequence[str]) -> object:
    if not path:
        return value
    if isinstance(value, Mapping):
        return _at(cast(Mapping[str, object], value).get(path[0]), path[1:])
    if isinstance(value, list) and path[0].isdigit():
        items = cast(list[object], value)
        return _at(items[int(path[0])], path[1:]) if int(path[0]) < len(items) else None
    return None


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in cast(Mapping[str, object], value).values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in cast(list[object], value):
            yield from _texts(item)
