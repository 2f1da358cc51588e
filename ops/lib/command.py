"""What all commands share: options, exit codes, and how errors are shown."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from math import inf
from pathlib import Path
from typing import Any, NoReturn

from rich.console import Console

from config.load import StackConfig
from config.mistakes import ConfigError
from config.project import PROJECT
from config.stack_file import StackFile, StackFileError
from ops.lib.explained import explained
from ops.lib.outputs import OutputsError
from ops.lib.steps import StepError

# 0 is success. FOUND: something was found or failed. UNABLE: the command could not do its work at all.
FOUND, UNABLE = 1, 2
# As a shell says it of a command that Ctrl-C has ended.
STOPPED = 130


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


def positive(text: str) -> float:
    """An option's number of seconds; raises ValueError for one that no clock knows."""
    number = float(text)
    if not 0 <= number < inf:
        raise ValueError(text)
    return number


def with_config(made: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The parser of a command that reads the stack's configuration too."""
    made.add_argument("--config", type=Path, help="another stack file than Pulumi.<stack>.yaml")
    return made


def configuration(given: argparse.Namespace) -> StackConfig:
    """The stack's configuration; raises CommandError where its file is missing, has mistakes, or can't be opened.

    What is encrypted is opened by this machine's key or login, but for the secrets that no command needs.
    """
    path: Path = given.config or PROJECT / f"Pulumi.{given.stack}.yaml"
    try:
        file = StackFile.read(path)
        if unknown := ", ".join(file.closed()):
            file = _opened(file, path, given.stack, unknown)
        return StackConfig.of_file(file, given.stack)
    except (ConfigError, StackFileError) as error:
        raise CommandError(str(error)) from None


def _opened(file: StackFile, path: Path, stack: str, unknown: str) -> StackFile:
    try:
        return file.open(path, stack)
    except StackFileError as error:
        raise CommandError(
            f"{path.name}: {unknown} can't be opened: {error}; set the passphrase, use the key's credentials, or run "
            "`pulumi login`"
        ) from None


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
    """Runs a command and ends the process with its exit code; whatever goes wrong is said without a traceback.

    The environment variable TRACEBACK shows one, for whoever mends the command.
    """
    try:
        status = main()
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads the output has enough of it; Python would complain once more when it closes it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = UNABLE
    except KeyboardInterrupt:
        print("stopped; the same command continues where it was", file=sys.stderr)
        status = STOPPED
    except (CommandError, OutputsError, StackFileError, ConfigError, StepError) as error:
        print(error, file=sys.stderr)
        status = UNABLE
    except Exception as error:
        if os.environ.get("TRACEBACK"):
            raise
        print(explained(error), file=sys.stderr)
        status = UNABLE
    sys.exit(status)
