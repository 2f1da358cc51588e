"""What a stack's file says, as Pulumi's own CLI reads it and hands it to the program."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from config import secrets
from config.cli import MISSING, cli
from config.document import Document, DocumentError
from config.project import PROJECT
from config.stand_ins import closed

NAMESPACE = "payments"
# A name for the CLI, which asks for a stack and needs nothing of it.
_STACK = "reader"
_CHECKPOINT: Mapping[str, Any] = {
    "version": 3,
    "checkpoint": {"stack": f"organization/payments/{_STACK}", "latest": {}},
}
# Reading takes a fraction of a second; opening may ask a key or Pulumi Cloud, over a network that may be away.
READ_SECONDS, OPEN_SECONDS = 60, 30

# By full key: the text that the engine hands over, which is JSON for lists and mappings.
Texts = Mapping[str, str]


class StackFileError(Exception):
    """A stack's file that Pulumi can't read; the message says why, and repeats no secret."""


@dataclass(frozen=True, kw_only=True)
class StackFile:
    """One reading of a stack's file.

    Args:
        document: the file as it was written.
        texts: what Pulumi hands over, with a mark in the place of each encrypted value.
        opened: the same with the values; None where nobody has opened them.
    """

    document: Document
    texts: Texts
    opened: Texts | None = None

    @classmethod
    def read(cls, path: Path) -> "StackFile":
        """A file, whose secrets stay closed; raises StackFileError."""
        try:
            return _read(path.read_bytes())
        except FileNotFoundError:
            stacks = ", ".join(sorted(file.suffixes[0].lstrip(".") for file in PROJECT.glob("Pulumi.*.yaml")))
            raise StackFileError(f"there is no file {path.name}; the stacks are {stacks}") from None
        except OSError as error:
            raise StackFileError(f"{path} can't be read: {error.strerror}") from None
        except (StackFileError, DocumentError) as error:
            raise StackFileError(f"{path.name} is refused: {error}") from None

    def unopened(self) -> Iterator[str]:
        """What nobody has opened and may be missing, by name."""
        if self.document.environments and self.opened is None:
            names = ", ".join(self.document.environments)
            yield f"environment: what {names} of Pulumi ESC would set is not known here"

    @property
    def secret_keys(self) -> frozenset[str]:
        """The project's keys that hold an encrypted value, without the namespace."""
        return frozenset(path[0] for path in closed(own_values(self.texts)))

    def closed(self) -> Iterator[str]:
        """The keys and environments that somebody has to open before anything can be done in an account."""
        for path in closed(own_values(self.texts)):
            if path not in secrets.PATHS:
                yield f"{NAMESPACE}:{'.'.join(path)}"
        yield from (f"the environment {name}" for name in self.document.environments)

    def open(self, path: Path, stack: str) -> "StackFile":
        """The same file with its secrets and imports, by whatever key or login this machine has.

        Raises StackFileError where it has none.
        """
        if self.document.own_key and not self.document.environments:
            with _scratch(path.read_bytes()) as folder:
                texts = _listed(folder, "--show-secrets", env=_variables(folder, closed=False), seconds=OPEN_SECONDS)
        else:
            words = ("--show-secrets", "--stack", stack, "--config-file", str(path.resolve()))
            texts = _listed(str(PROJECT), *words, env=dict(os.environ), seconds=OPEN_SECONDS)
        return StackFile(document=self.document, texts=self.texts, opened=texts)


def own_values(texts: Texts) -> dict[str, object]:
    """The values of this project's namespace, by key without it."""
    found = ((key.partition(":"), text) for key, text in texts.items())
    return {name: _value(text) for (namespace, _, name), text in found if namespace == NAMESPACE}


def _value(text: str) -> object:
    """What the engine hands over: a list or a mapping as JSON, anything else as a text."""
    if not text.startswith(("{", "[")):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


@cache
def _read(content: bytes) -> StackFile:
    document = Document.of(content)
    with _scratch(document.blind.encode()) as folder:
        texts = _listed(folder, env=_variables(folder, closed=True), seconds=READ_SECONDS)
    return StackFile(document=document, texts=texts)


def _scratch(content: bytes) -> tempfile.TemporaryDirectory[str]:
    """A folder with a file as the project's only stack, in a state of its own."""
    made = tempfile.TemporaryDirectory(prefix="stack-file-")
    folder = Path(made.name)
    (folder / "Pulumi.yaml").write_bytes((PROJECT / "Pulumi.yaml").read_bytes())
    (folder / f"Pulumi.{_STACK}.yaml").write_bytes(content)
    states = folder / ".pulumi" / "stacks" / NAMESPACE
    states.mkdir(parents=True)
    (states / f"{_STACK}.json").write_text(json.dumps(_CHECKPOINT))
    return made


def _variables(folder: str, *, closed: bool) -> dict[str, str]:
    state = {"PULUMI_BACKEND_URL": f"file://{folder}?metadata=skip", "PULUMI_SKIP_UPDATE_CHECK": "true"}
    return {**os.environ, **state, **({"PULUMI_CONFIG_PASSPHRASE": _STACK} if closed else {})}


def _listed(folder: str, *words: str, env: Mapping[str, str], seconds: float) -> Texts:
    command = cli()
    if command is None:
        raise StackFileError(MISSING)
    asked: Sequence[str] = [str(command), "config", "--json", "--non-interactive", *words]
    if "--stack" not in words:
        asked = [*asked, "--stack", _STACK]
    try:
        run = subprocess.run(  # noqa: S603 (the program is the CLI that cli() finds, and no argument is a command)
            asked, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=seconds
        )
    except subprocess.TimeoutExpired:
        raise StackFileError(f"pulumi config did not answer within {seconds:g} seconds") from None
    except OSError as error:
        raise StackFileError(f"{command} can't be run: {error.strerror}") from None
    if run.returncode:
        raise StackFileError(_reason(run.stderr))
    try:
        entries = cast(Mapping[str, Mapping[str, Any]], json.loads(run.stdout))
    except ValueError:
        raise StackFileError(f"what {command} prints of a configuration is no JSON") from None
    return {key: entry.get("value", "") for key, entry in entries.items()}


def _reason(said: str) -> str:
    """The CLI's own words for an error, in one line."""
    _, _, reason = said.partition("error: ")
    return " ".join(reason.split()) or "pulumi config failed and did not say why"
