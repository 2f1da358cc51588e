"""A stack's file as it was written: what is encrypted in it, and which environments of Pulumi ESC it imports.

What the values mean is for Pulumi alone to say: every scalar is passed on in the letters that it was written in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, cast

import yaml

# Where an encrypted value was; a text that nobody writes.
MARK = "\N{LOCK}"
# What only the stack's own key and account can open.
KEYS = ("environment", "secretsprovider", "encryptedkey", "encryptionsalt")
_TEXT = "tag:yaml.org,2002:str"
_EMPTY = ("", "~", "null")


class _Loader(yaml.SafeLoader):
    """Takes no scalar for anything but a text: which ones are numbers, Pulumi's reader sees otherwise than this one."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}  # pyright: ignore[reportIncompatibleVariableOverride] (the library's stubs have it as an instance's)


class _Dumper(yaml.SafeDumper):
    """Writes each scalar as it was read."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}  # pyright: ignore[reportIncompatibleVariableOverride] (the library's stubs have it as an instance's)


class DocumentError(ValueError):
    """A file that is no YAML; the message says where."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """A stack's file without what only its key can open.

    Args:
        blind: the file with a mark in the place of each encrypted value.
        bare: the file without the keys that hold encrypted values.
        secret_keys: those keys, as the file has them.
        environments: the names of the environments that it imports.
        own_key: whether its secrets are encrypted by a key that the file names, and not by Pulumi Cloud.
    """

    blind: str
    bare: str
    secret_keys: tuple[str, ...]
    environments: tuple[str, ...]
    own_key: bool

    @classmethod
    def of(cls, content: bytes) -> "Document":
        """The document in a file's bytes, in any encoding of YAML's; raises DocumentError."""
        try:
            root = cast(yaml.Node | None, yaml.compose(content, _Loader))  # pyright: ignore[reportUnknownMemberType] (untyped)
            return cls._of_node(root)
        except yaml.MarkedYAMLError as error:
            # Its text would repeat the line, which may hold a secret.
            line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
            raise DocumentError(f"{line}{error.problem}") from None
        except yaml.YAMLError:
            raise DocumentError("a character is in no encoding of YAML's: UTF-8, or UTF-16 with its mark") from None
        except RecursionError:
            raise DocumentError("it is nested deeper than anything can read") from None

    @classmethod
    def _of_node(cls, root: yaml.Node | None) -> "Document":
        sections = dict(_items(root))
        environments = tuple(_imports(sections.get("environment")))
        own_key = "encryptionsalt" in sections or "encryptedkey" in sections
        if isinstance(root, yaml.MappingNode):
            root.value = [pair for pair in root.value if pair[0].value not in KEYS]
        config = sections.get("config")
        if config is not None:
            _blinded(config, {})
        secret_keys = [name for name, value in _items(config) if _holds_mark(value)]
        blind = _written(root)
        if isinstance(config, yaml.MappingNode):
            config.value = [pair for pair in config.value if pair[0].value not in secret_keys]
        return cls(
            blind=blind,
            bare=_written(root),
            secret_keys=tuple(secret_keys),
            environments=environments,
            own_key=own_key,
        )


def _items(node: yaml.Node | None) -> Iterator[tuple[str, yaml.Node]]:
    """The keys of a mapping that are texts or numbers, with their values."""
    if isinstance(node, yaml.MappingNode):
        for key, value in cast(list[tuple[yaml.Node, yaml.Node]], node.value):
            if isinstance(key, yaml.ScalarNode):
                yield key.value, value


def _imports(node: yaml.Node | None) -> Iterator[str]:
    """The names in a list of environments, or in an environment's own `imports`."""
    if isinstance(node, yaml.MappingNode):
        found = dict(_items(node))
        yield from _imports(found.pop("imports", None))
        if found:
            yield "that of the file itself"
    elif isinstance(node, yaml.SequenceNode):
        for item in cast(list[yaml.Node], node.value):
            if isinstance(item, yaml.ScalarNode):
                yield item.value
            else:
                # With options, as in `- name: {merge: false}`.
                yield from (name for name, _ in _items(item))
    elif isinstance(node, yaml.ScalarNode) and node.value:
        yield node.value


def _blinded(node: yaml.Node, done: dict[int, yaml.Node]) -> yaml.Node:
    """A node with the mark in the place of each encrypted value in it."""
    if id(node) in done:
        # Named again by an alias, or one that holds itself, which Pulumi refuses.
        return done[id(node)]
    done[id(node)] = node
    if isinstance(node, yaml.CollectionNode):
        # In a line with others, a scalar with a colon would need quotes.
        node.flow_style = False
    if isinstance(node, yaml.MappingNode):
        pairs = cast(list[tuple[yaml.Node, yaml.Node]], node.value)
        if _is_encrypted(pairs):
            done[id(node)] = yaml.ScalarNode(_TEXT, MARK, style='"')
        else:
            node.value = [(key, _blinded(value, done)) for key, value in pairs]
    elif isinstance(node, yaml.SequenceNode):
        node.value = [_blinded(item, done) for item in cast(list[yaml.Node], node.value)]
    return done[id(node)]


def _is_encrypted(pairs: list[tuple[yaml.Node, yaml.Node]]) -> bool:
    if len(pairs) != 1:
        return False
    key, value = pairs[0]
    return key.value == "secure" and isinstance(value, yaml.ScalarNode) and value.value not in _EMPTY


def _holds_mark(node: yaml.Node) -> bool:
    found, waiting = set[int](), [node]
    while waiting:
        one = waiting.pop()
        if id(one) in found:
            continue
        found.add(id(one))
        if isinstance(one, yaml.ScalarNode):
            if one.value == MARK:
                return True
        elif isinstance(one, yaml.MappingNode):
            waiting += [value for _, value in cast(list[tuple[yaml.Node, yaml.Node]], one.value)]
        else:
            waiting += cast(list[yaml.Node], one.value)
    return False


def _written(root: yaml.Node | None) -> str:
    write = cast(Any, yaml).serialize
    return "" if root is None else cast(str, write(root, Dumper=_Dumper, allow_unicode=True, width=100_000))
