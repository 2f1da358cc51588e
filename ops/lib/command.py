"""What all commands share: options, exit codes, and how errors are shown."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console

from config.load import ConfigError, StackConfig
from config.project import PROJECT
from ops.lib.outputs import OutputsError

# 0 is success. FOUND: something was found or failed. UNABLE: the command could not do its work at all.
FOUND, UNABLE = 1, 2


class CommandError(Exception):
    """The command can't do its work; the message says why and what to do."""


def parser(name: str, description: str | None) -> argparse.ArgumentParser:
    """A parser with the options of every command."""
    made = argparse.ArgumentParser(
        prog=f"python -m ops.{name}",
        description=description,
        epilog="Ends with 0 where all is well, 1 where something was found or failed, 2 where it could not start.",
    )
    made.add_argument("--stack", default="dev", help="the stack (default: dev)")
    made.add_argument("--outputs", type=Path, metavar="FILE", help="the stack's outputs as JSON, instead of its state")
    made.add_argument("--json", action="store_true", help="the result as JSON on standard output")
    return made


def with_config(made: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The parser of a command that reads the stack's configuration too."""
    made.add_argument("--config", type=Path, help="another stack file than Pulumi.<stack>.yaml")
    return made


def configuration(given: argparse.Namespace) -> StackConfig:
    """The stack's configuration; raises CommandError where its file is missing or has mistakes."""
    path: Path = given.config or PROJECT / f"Pulumi.{given.stack}.yaml"
    try:
        return StackConfig.from_file(path)
    except FileNotFoundError:
        stacks = ", ".join(sorted(file.suffixes[0].lstrip(".") for file in PROJECT.glob("Pulumi.*.yaml")))
        raise CommandError(f"there is no file {path.name}; the stacks are {stacks}") from None
    except ConfigError as error:
        raise CommandError(str(error)) from None


def confirm(stack: str, given: str | None, ask: Callable[[str], str], *, purpose: str) -> None:
    """Lets somebody type the stack's name, unless it was given; raises CommandError where it is another one."""
    if given is None:
        try:
            given = ask(f"Type the stack's name, {stack}, to {purpose}: ").strip()
        except EOFError:
            given = ""
    if given != stack:
        raise CommandError(f"{given!r} is not {stack}: nothing was changed")


def console(*, as_json: bool) -> Console:
    """The console for people: standard error where standard output has the JSON."""
    return Console(stderr=as_json, highlight=False, emoji=False, soft_wrap=True)


def print_json(result: Any) -> None:
    """The result for programs."""
    print(json.dumps(result, indent=2, default=str))


def run(main: Callable[[], int]) -> NoReturn:
    """Runs a command and ends the process with its exit code; an error that it expects is one line."""
    try:
        status = main()
    except (CommandError, OutputsError, BotoCoreError, ClientError) as error:
        print(error, file=sys.stderr)
        status = UNABLE
    sys.exit(status)
