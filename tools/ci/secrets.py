"""Scans every file of the project for secrets; tools/ci/secrets.yaml lists lines that only look like one.

No comment in a file makes an exception, and a setting that is a secret has to be encrypted in a stack's file. Exits
with 1 if it finds another one, or if an entry of that file no longer matches anything.
"""

import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml
from detect_secrets.core.scan import scan_file
from detect_secrets.settings import default_settings

from config.project import PROJECT
from config.secrets import SECRETS
from ops.lib.command import run
from tools.ci.passwords import passwords
from tools.ci.tokens import TOKENS

KNOWN = PROJECT / "tools" / "ci" / "secrets.yaml"
# Keys of a stack's file whose values have to be encrypted.
ENCRYPTED = frozenset(path.rpartition(".")[2] for path in SECRETS)
# By it a comment in any file would be an exception without a reason.
INLINE_SWITCH = "detect_secrets.filters.allowlist.is_line_allowlisted"
# In Python, ruff finds passwords by the names of variables and arguments; here that would be noise.
BY_NAME = "Secret Keyword"


@dataclass(frozen=True, kw_only=True)
class Known:
    """A line that looks like a secret: its file, a part of it, and why it is not one."""

    file: str
    text: str
    reason: str

    def __post_init__(self) -> None:
        if len(self.reason) < 20:
            raise ValueError(f"{self.file}: {self.text!r} needs a reason of 20 characters; got {self.reason!r}")


@dataclass(frozen=True, kw_only=True)
class Found:
    """What looks like a secret, and its line; the line itself is never printed."""

    file: str
    number: int
    kind: str
    line: str

    def __str__(self) -> str:
        return f"{self.file}:{self.number}: {self.kind}"


def read(path: Path = KNOWN) -> list[Known]:
    """The known lines; raises ValueError or TypeError if one is incomplete."""
    return [Known(**item) for item in cast(list[dict[str, Any]], yaml.safe_load(path.read_text()))]


def files(folder: Path = PROJECT) -> list[str]:
    """The files that git tracks or would track, by their paths in the folder."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)  # noqa: S603 (the words above)
    return [name for name in run.stdout.splitlines() if (folder / name).is_file()]


def found(names: Sequence[str], folder: Path = PROJECT) -> Iterator[Found]:
    """What looks like a secret in files of a folder."""
    yield from _in_python(names, folder)
    with default_settings() as settings:
        settings.disable_filters(INLINE_SWITCH)
        for name in names:
            path = folder / name
            text = path.read_text(errors="replace")
            lines = text.splitlines()
            for item in sorted(scan_file(str(path)), key=lambda item: item.line_number):
                if item.type != BY_NAME or path.suffix != ".py":
                    here = number(lines, item.line_number, item.secret_value or "")
                    yield Found(file=name, number=here, kind=item.type, line=lines[here - 1])
            for here, line in enumerate(lines, 1):
                for kind in (kind for kind, token in TOKENS.items() if token.search(line)):
                    yield Found(file=name, number=here, kind=kind, line=line)
            if path.suffix in (".yaml", ".yml"):
                for here, key in plain(text):
                    yield Found(file=name, number=here, kind=f"A plain value of {key}", line=lines[here - 1])


def _in_python(names: Sequence[str], folder: Path) -> Iterator[Found]:
    for name, here in passwords(names, folder):
        line = (folder / name).read_text().splitlines()[here - 1]
        yield Found(file=name, number=here, kind="Possible hardcoded password", line=line)


def plain(text: str) -> Iterator[tuple[int, str]]:
    """The line and the key of each value in a YAML file that has to be encrypted and is not, in JSON inside it too."""
    waiting = [(node, 0) for node in _composed(text)]
    while waiting:
        node, within = waiting.pop()
        # A text's own lines are not the file's.
        here = within or node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            for key, value in cast(list[tuple[yaml.Node, yaml.Node]], node.value):
                name = str(key.value)
                if isinstance(value, yaml.ScalarNode) and re.split(r"[.:]", name)[-1] in ENCRYPTED:
                    yield within or value.start_mark.line + 1, name
                waiting.append((value, within))
        elif isinstance(node, yaml.SequenceNode):
            waiting += [(item, within) for item in cast(list[yaml.Node], node.value)]
        elif str(node.value).lstrip().startswith(("{", "[")):
            waiting += [(item, here) for item in _composed(str(node.value))]


def _composed(text: str) -> list[yaml.Node]:
    try:
        compose = cast(Callable[[str, type], Iterator[yaml.Node | None]], yaml.compose_all)  # pyright: ignore[reportUnknownMemberType] (untyped)
        return [node for node in compose(text, yaml.SafeLoader) if node]
    except yaml.YAMLError:
        # Whatever reads the file refuses it.
        return []


def number(lines: Sequence[str], said: int, value: str) -> int:
    """The number of the line with a value; the scanner miscounts those of YAML that has mappings in braces."""
    if said <= len(lines) and value in lines[said - 1]:
        return said
    return next((at for at, line in enumerate(lines, 1) if value in line), min(said, len(lines)))


def main(folder: Path = PROJECT, known: Sequence[Known] | None = None) -> int:
    """Runs the command line."""
    expected = read() if known is None else known
    seen = list(found(files(folder), folder))
    mistakes = [
        f"{item} looks like a secret; remove and revoke it, or say in tools/ci/secrets.yaml why it is not one"
        for item in seen
        if not any(item.file == one.file and one.text in item.line for one in expected)
    ]
    mistakes += [
        f"tools/ci/secrets.yaml: nothing in {one.file} with {one.text!r} looks like a secret any more; remove the entry"
        for one in expected
        if not any(item.file == one.file and one.text in item.line for item in seen)
    ]
    print("\n".join(mistakes) or f"No secrets, and {len(expected)} lines that look like some.")
    return bool(mistakes)


if __name__ == "__main__":
    run(main)
