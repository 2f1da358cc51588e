"""Settings that are secrets: which they are, that a stack's file has them encrypted, and what stands in for them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import cast

# By its path, with a value of its form for whoever has no key.
SECRETS: Mapping[str, str] = {"alerts.pagingEndpoint": "https://secret.invalid/"}


def given(values: Mapping[str, object]) -> list[str]:
    """The paths of the secrets that a configuration has."""
    return [name for name in SECRETS if _at(values, name.split(".")) is not None]


def encrypted(values: Mapping[str, object], name: str) -> bool:
    """Whether a stack's file has a secret as `pulumi config set --secret` writes it."""
    return is_encrypted(_at(values, name.split(".")))


def plain(values: Mapping[str, object], is_secret: Callable[[str], bool]) -> Iterator[str]:
    """A mistake for each secret that is not known as one."""
    for name in given(values):
        if not is_secret(name):
            yield (
                f"payments:{name}: a plain value is refused; allowed: an encrypted one, which `pulumi config set "
                f"--secret --path payments:{name}` writes"
            )


def with_stand_ins(value: object, path: Sequence[str] = ()) -> object:
    """A value of a stack's file with a stand-in for each secret in it that is encrypted."""
    if isinstance(value, Mapping):
        items = cast(Mapping[str, object], value)
        if is_encrypted(items):
            return SECRETS.get(".".join(path), items)
        return {key: with_stand_ins(item, (*path, key)) for key, item in items.items()}
    return value


def is_encrypted(value: object) -> bool:
    """Whether a value of a stack's file is a ciphertext."""
    return isinstance(value, Mapping) and list(cast(Mapping[str, object], value)) == ["secure"]


def _at(value: object, path: Sequence[str]) -> object:
    if not path or not isinstance(value, Mapping):
        return None if path else value
    return _at(cast(Mapping[str, object], value).get(path[0]), path[1:])
