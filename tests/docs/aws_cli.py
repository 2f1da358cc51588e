"""The commands of the AWS CLI on the pages, and what AWS's own descriptions of its APIs say of them."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, cast

import botocore
import botocore.session

from config.project import PROJECT

# Untyped in botocore.
xform_name = cast(Any, botocore).xform_name
PAGES = sorted(
    path.relative_to(PROJECT).as_posix() for path in [PROJECT / "README.md", *(PROJECT / "docs").rglob("*.md")]
)
# The drill writes it, and says of a command its name alone.
WRITTEN = "docs/cutover-faults.md"
# What the CLI itself takes beside an operation's own parameters.
OF_THE_CLI = {"query", "output", "region", "cli-binary-format", "cli-read-timeout"}
# What the CLI calls otherwise than the API, and what it makes of several calls.
SERVICES = {"deploy": "codedeploy", "s3api": "s3"}
CUSTOM = {("logs", "tail"): {"since", "follow", "format", "filter-pattern", "log-stream-names"}}


def text(page: str) -> str:
    return (PROJECT / page).read_text().replace("\\\n", " ")


def commands(page: str) -> list[tuple[str, str, str]]:
    """Service, operation and the rest of each command on a page; what is quoted or computed in it is VALUE."""
    bare = re.sub(r"'[^'\n]*'|\$\(date[^)]*\)", "VALUE", text(page))
    found: list[tuple[str, str, str]] = []
    # From the innermost one outwards: a command may be computed for another one.
    while inner := re.search(r"\$\(([^()\n`]*)\)", bare):
        found += re.findall(r"^aws ([a-z0-9-]+) ([a-z0-9-]+)(.*)", inner[1])
        bare = bare[: inner.start()] + "VALUE" + bare[inner.end() :]
    found += re.findall(r"^ *aws ([a-z0-9-]+) ([a-z0-9-]+)([^`\n|&]*)", bare, re.MULTILINE)
    # Inside of a sentence it goes on in the next line.
    return found + re.findall(r"`aws ([a-z0-9-]+)\s+([a-z0-9-]+)([^`|&]*)", bare)


@cache
def operation(service: str, command: str) -> Any:
    """What a command calls, from AWS's own description of its API."""
    session = cast(Any, botocore.session).get_session()
    model = session.get_service_model(SERVICES.get(service, service))
    operations = {xform_name(name, "-"): name for name in model.operation_names}
    assert command in operations, f"aws {service} {command} does not exist"
    return model.operation_model(operations[command])


def taken(called: Any) -> dict[str, Any]:
    """What an operation takes, by the CLI's options."""
    given = called.input_shape
    return {str(xform_name(name, "-")): member for name, member in given.members.items()} if given else {}


def required(called: Any) -> set[str]:
    """The options that have to be given; the CLI makes up the tokens by which a call may be repeated."""
    names = set(called.input_shape.required_members if called.input_shape else ()) - set(called.idempotent_members)
    return {str(xform_name(name, "-")) for name in names}


def options(rest: str) -> dict[str, list[str]]:
    """The options of a command with their values."""
    words: list[str] = re.findall(r"(?:\"[^\"]*\"|<[^>]*>|\S)+", rest)
    found: dict[str, list[str]] = {}
    for word in words:
        if named := re.fullmatch(r"--([a-z][a-z-]*)", word):
            found[named[1]] = []
        elif found:
            found[list(found)[-1]].append(word.strip('"'))
    return found


def is_flag(name: str, known: Mapping[str, Any]) -> bool:
    """Whether an option says no to what another one says yes to."""
    return name.startswith("no-") and getattr(known.get(name.removeprefix("no-")), "type_name", "") == "boolean"


def wrong(value: str, given: Any) -> str | None:
    """What AWS would refuse of a value as the CLI takes it; None where nothing is known against it."""
    if value.startswith(("VALUE", "<", "$", "{", "[", "file:")):
        return None
    if given.type_name == "list":
        given = given.member
    if given.type_name == "structure":
        return _wrong_pairs(value, given)
    allowed = getattr(given, "enum", [])
    return f"{value} is none of {allowed}" if allowed and value not in allowed else None


def _wrong_pairs(value: str, given: Any) -> str | None:
    """What AWS would refuse of `key=value,key=value`, of which the CLI makes a structure."""
    # A list's further values have no key of their own.
    pairs: list[tuple[str, str]] = re.findall(r"(\w+)=([^=]*?)(?=,\w+=|$)", value)
    keys = {key for key, _ in pairs}
    if unknown := keys - set(given.members):
        return f"{unknown} are no members"
    if missing := set(given.required_members) - keys:
        return f"{missing} are missing"
    found = [wrong(part, given.members[key]) for key, values in pairs for part in values.split(",")]
    return next(filter(None, found), None)
