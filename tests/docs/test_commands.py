"""Every command that a guide, a runbook or the README names exists, and has what AWS requires and does not refuse."""

import re
import subprocess
from functools import cache
from typing import get_args

import pytest

from config.cli import OWN_CLI, cli
from foundation.alarms import Runbook
from tests.docs.aws_cli import (
    CUSTOM,
    OF_THE_CLI,
    PAGES,
    WRITTEN,
    commands,
    is_flag,
    operation,
    options,
    required,
    taken,
    text,
    wrong,
)
from tests.docs.exported import exported
from tests.support.graph import STACKS, build_stack

RUNBOOKS = [page for page in PAGES if page.startswith("docs/runbooks/") and not page.endswith("README.md")]
# `docs/cutover.md` reads them from the stack, and the others leave them to whoever reads.
LEFT_TO_THE_READER = re.compile(r"[a-z][a-z -]*|ARN of .*|VersionNumber of .*|DNS name|URN of .*")


@pytest.mark.parametrize("page", PAGES)
def test_commands_and_their_options_exist(page: str) -> None:
    for service, command, rest in commands(page):
        given = options(rest).keys() - OF_THE_CLI
        if (service, command) in CUSTOM:
            assert given <= CUSTOM[service, command], f"aws {service} {command}"
            continue
        known = taken(operation(service, command))
        assert {name for name in given if not is_flag(name, known)} <= known.keys(), f"aws {service} {command}"


@pytest.mark.parametrize("page", [page for page in PAGES if page != WRITTEN])
def test_commands_have_what_their_operations_require(page: str) -> None:
    for service, command, rest in commands(page):
        if (service, command) not in CUSTOM:
            missing = required(operation(service, command)) - options(rest).keys()
            assert missing == set(), f"aws {service} {command}{rest}"


@pytest.mark.parametrize("page", PAGES)
def test_values_are_such_as_their_operations_take(page: str) -> None:
    for service, command, rest in commands(page):
        known = {} if (service, command) in CUSTOM else taken(operation(service, command))
        for name, values in options(rest).items():
            found = [wrong(value, known[name]) for value in values if name in known]
            assert not any(found), f"aws {service} {command} --{name}: {found}"


@pytest.mark.parametrize(
    ("call", "option", "value", "says"),
    [
        ("mgn change-server-life-cycle-state", "life-cycle", "state=READY", "READY is none of"),
        ("mgn change-server-life-cycle-state", "life-cycle", "status=CUTOVER", "'status'} are no members"),
        ("dms reload-tables", "tables-to-reload", "TableName=<table>", "'SchemaName'} are missing"),
        ("dms reload-tables", "reload-option", "validate", "validate is none of"),
        ("sqs get-queue-attributes", "attribute-names", "Messages", "Messages is none of"),
    ],
)
def test_a_value_that_aws_would_refuse_is_noticed(call: str, option: str, value: str, says: str) -> None:
    service, command = call.split()
    assert says in str(wrong(value, taken(operation(service, command))[option]))


def test_a_command_inside_of_another_one_is_read_and_so_is_what_follows_it() -> None:
    found = {(command, *options(rest)) for _, command, rest in commands("docs/cutover.md")}
    assert ("test-connection", "replication-instance-arn", "endpoint-arn") in found
    assert ("describe-endpoints", "filters", "query", "output") in found


@pytest.mark.parametrize("page", RUNBOOKS)
def test_a_runbook_says_what_is_seen_what_to_do_first_and_when_it_is_over(page: str) -> None:
    content = text(page)
    for heading in ("**Symptom.**", "## First", "## Then", "## Over when"):
        assert content.count(heading) == 1, heading
    first = content.partition("## First")[2].partition("## Then")[0]
    assert len(re.findall(r"^\d\. ", first, re.MULTILINE)) == first.count("```sh") == 3


def test_the_alarms_that_runbooks_and_guides_name_exist() -> None:
    # No committed stack runs the other platform of the container.
    alarms: set[str] = {"container-server-errors"}
    for stack in ("staging", "prod"):
        graph = build_stack(stack)
        made = [item.inputs["name"] for item in graph.of("MetricAlarm")]
        made += [item.inputs["alarmName"] for item in graph.of("CompositeAlarm")]
        alarms.update(name.removesuffix(f"-{stack}") for name in made)
    for page in RUNBOOKS:
        symptom = text(page).partition("**Symptom.**")[2].partition("## First")[0]
        names: list[str] = re.findall(r"`([a-z…-]+)`", symptom)
        for name in names:
            pattern = re.compile(name.replace("…", ".+"))
            assert any(pattern.fullmatch(alarm) for alarm in alarms), (page, name)


@pytest.mark.parametrize("stack", STACKS)
def test_the_runbook_of_each_alarm_that_notifies_names_it(stack: str) -> None:
    graph = build_stack(stack)
    for item in (*graph.of("MetricAlarm"), *graph.of("CompositeAlarm")):
        if not item.inputs.get("alarmActions"):
            continue
        name = (item.inputs.get("name") or item.inputs["alarmName"]).removesuffix(f"-{stack}")
        page = f"docs/runbooks/{item.inputs['alarmDescription'].rpartition('docs/runbooks/')[2]}"
        assert page in RUNBOOKS, name
        symptom = text(page).partition("**Symptom.**")[2].partition("## First")[0]
        patterns: list[str] = re.findall(r"`([a-z…-]+)`", symptom)
        # The second region's alarms are called as the first one's.
        names = (name, name.removeprefix("dr-"))
        assert any(re.fullmatch(pattern.replace("…", ".+"), one) for pattern in patterns for one in names), (page, name)


def test_each_runbook_that_an_alarm_may_name_is_a_page() -> None:
    assert {f"docs/runbooks/{name}.md" for name in get_args(Runbook)} <= set(RUNBOOKS)


def test_what_is_put_into_a_command_is_an_output_of_the_stack_or_said_in_words() -> None:
    outputs = exported()
    for page in PAGES:
        for service, command, rest in commands(page):
            names: list[str] = re.findall(r"<([^>]+)>", rest)
            for name in names:
                assert name in outputs or LEFT_TO_THE_READER.fullmatch(name), (
                    f"{page}: aws {service} {command} <{name}>"
                )


@cache
def help_of(command: str) -> str:
    """What the Pulumi CLI says of a command."""
    words = [str(cli() or OWN_CLI), *command.split(), "--help"]
    run = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 (the project's own command)
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.mark.parametrize("page", PAGES)
def test_commands_of_pulumi_and_their_options_exist(page: str) -> None:
    # A quoted value is no option.
    bare = re.sub(r"'[^'\n]*'|\"[^\"\n]*\"", "VALUE", text(page))
    for command, rest in re.findall(
        r"(?:^ *|`|\()pulumi ([a-z]+(?: (?:delete|export|import|init|output|rm|select|set))?)\b([^`\n)]*)", bare, re.M
    ):
        said = help_of(command)
        # Of a word that it does not know the CLI says what it says of the words before it.
        names = said.partition("Usage:\n")[2].partition("Flags:")[0]
        assert re.search(rf"\b{command.split()[-1]}\b", names), f"pulumi {command} does not exist"
        for option in re.findall(r"(?<=\s)--([a-z][a-z-]*)", rest):
            assert f"--{option} " in said, f"pulumi {command} --{option}"


def test_the_pages_have_commands() -> None:
    assert sum(len(commands(page)) for page in PAGES) > 60
