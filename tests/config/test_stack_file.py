"""Whatever Pulumi's CLI writes or a person writes by hand is read as an `up` would read it; secrets stay closed."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from config.load import StackConfig
from config.mistakes import ConfigError
from config.project import PROJECT
from config.stack_file import StackFile, StackFileError
from ops.lib.command import CommandError, configuration, parser, with_config
from tests.config.workspace import Workspace
from tools.rehearsal.engine import Rehearsal

pytestmark = pytest.mark.engine

PAGING = "https://events.example.com/integration/nobody-knows-it"
Set = Callable[..., None]


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = Workspace(tmp_path, monkeypatch)
    made.set("environment", "development")
    return made


# What is set, and how it is read.
FORMS: Mapping[str, tuple[Sequence[Sequence[str]], Callable[[StackConfig], Any], Any]] = {
    "a text": ([("account", "012345678901")], lambda it: it.account, "012345678901"),
    "its namespace": ([("payments:suffix", "other")], lambda it: it.suffix, "other"),
    "a number by its path": ([("--path", "database.storageGib", "120")], lambda it: it.database.storage_gib, 120),
    "a number as a text": (
        [("--path", "--type", "string", "database.storageGib", "120")],
        lambda it: it.database.storage_gib,
        120,
    ),
    "a number as a float": (
        [("--path", "--type", "float", "database.storageGib", "120")],
        lambda it: it.database.storage_gib,
        120,
    ),
    "a switch by its path": ([("--path", "database.multiAz", "false")], lambda it: it.database.multi_az, False),
    "a switch as a text": (
        [("--path", "--type", "string", "database.multiAz", "false")],
        lambda it: it.database.multi_az,
        False,
    ),
    "a version": ([("--path", "database.engineVersion", "8.4")], lambda it: it.database.engine_version, "8.4"),
    "an account in a list": (
        [("--path", "sharing.principals[0]", "123456789012"), ("--path", "sharing.insideOrganization", "true")],
        lambda it: it.sharing.principals,
        ("123456789012",),
    ),
    "an account with a zero in a list": (
        [("--path", "sharing.principals[0]", "012345678901"), ("--path", "sharing.insideOrganization", "true")],
        lambda it: it.sharing.principals,
        ("012345678901",),
    ),
    "a key with a dot": (
        [("--path", 'tags.extra["a.b"]', "7")],
        lambda it: it.tags.extra,
        {"a.b": "7"},
    ),
    "a section as JSON": (
        [("database", '{"storageGib": 120}')],
        lambda it: it.database.storage_gib,
        120,
    ),
    "a list by its positions": (
        [("--path", "alerts.emails[0]", "a@example.com"), ("--path", "alerts.emails[1]", "b@example.com")],
        lambda it: it.alerts.emails,
        ("a@example.com", "b@example.com"),
    ),
    "a secret by its path": (
        [("--secret", "--path", "payments:alerts.pagingEndpoint", PAGING)],
        lambda it: it.alerts.paging_endpoint,
        PAGING,
    ),
    "a secret in a section of JSON": (
        [("--secret", "alerts", json.dumps({"pagingEndpoint": PAGING}))],
        lambda it: it.alerts.paging_endpoint,
        PAGING,
    ),
    "a text that need not be secret": ([("--secret", "region", "eu-west-1")], lambda it: it.region, "eu-west-1"),
    "a secret in a list": (
        [("--secret", "--path", "alerts.emails[0]", "a@example.com")],
        lambda it: it.alerts.emails,
        ("a@example.com",),
    ),
    "a secret number": (
        [("--secret", "--path", "database.storageGib", "120")],
        lambda it: it.database.storage_gib,
        120,
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_what_the_cli_writes_is_read_as_it_is_handed_to_the_program(workspace: Workspace, form: str) -> None:
    settings, read, wanted = FORMS[form]
    for words in settings:
        workspace.set(*words)
    file = StackFile.read(workspace.file)
    opened = file.open(workspace.file, "dev")
    assert opened.opened
    assert opened.opened.items() >= workspace.texts().items()
    assert read(StackConfig.of_file(opened, "dev")) == wanted
    # Without the key every value that is no secret is the same, and there is one of its form for each other one.
    closed = StackConfig.of_file(file, "dev")
    assert ("--secret" in {word for words in settings for word in words}) == (read(closed) != wanted)


def test_every_command_that_reads_a_file_opens_what_it_needs(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.set("--secret", "--path", "alerts.pagingEndpoint", PAGING)
    given = with_config(parser("any", None)).parse_args(["--config", str(workspace.file)])
    monkeypatch.delenv("PULUMI_CONFIG_PASSPHRASE")
    # No command needs this one.
    assert configuration(given).alerts.paging_endpoint != PAGING
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "only here")
    workspace.set("--secret", "account", "012345678901")
    assert configuration(given).account == "012345678901"
    monkeypatch.delenv("PULUMI_CONFIG_PASSPHRASE")
    with pytest.raises(CommandError, match=r"payments:account can't be opened: passphrase must be set"):
        configuration(given)


def test_a_rehearsal_hands_the_program_what_the_file_says(workspace: Workspace) -> None:
    for settings, _, _ in FORMS.values():
        for words in settings:
            workspace.set(*words)
    seen: list[StackConfig] = []
    with Rehearsal("dev", config_file=workspace.file, program=lambda: seen.append(StackConfig.load())) as rehearsal:
        rehearsal.stack.preview()
    assert seen == [StackConfig.from_file(workspace.file)]
    assert PAGING not in str(seen)


BY_HAND: Mapping[str, str] = {
    "an anchor": "  environment: development\n  alerts: &a {emails: [a@example.com]}\n  tags: {extra: *a}\n",
    "a merge": "  environment: development\n  logs: {<<: {retentionDays: 90}}\n",
    "digits with a zero": "  environment: development\n  account: '012345678901'\n",
    "digits without quotes": "  environment: development\n  account: 123456789012\n",
    "a time of day": "  environment: development\n  suffix: 12:30\n",
    "an octal number": "  environment: development\n  database: {port: 0o6352}\n",
    "an old octal number": "  environment: development\n  database: {port: 06352}\n",
    "a word that is no switch": "  environment: development\n  database: {multiAz: yes}\n",
    "a date": "  environment: development\n  suffix: 2001-01-01\n  tags: {extra: {d: 2001-01-01}}\n",
    "nothing": "  environment: development\n  account:\n",
    "a number with a power": "  environment: development\n  database: {storageGib: 1e2}\n",
    "a large number": "  environment: development\n  costs: {monthlyBudgetUsd: 123456789012345678901234567890}\n",
    "a key that is a number": "  environment: development\n  tags: {extra: {1: a, true: b}}\n",
    "a tag of YAML": "  environment: !!str development\n  suffix: !!binary aGVsbG8=\n",
    "a folded text": "  environment: development\n  tags:\n    owner: >-\n      a\n      b\n",
}


@pytest.mark.parametrize("form", BY_HAND)
def test_what_a_person_writes_is_read_as_pulumi_reads_it(workspace: Workspace, form: str) -> None:
    workspace.write(BY_HAND[form])
    file = StackFile.read(workspace.file)
    assert {key: file.texts[key] for key in workspace.texts()} == workspace.texts()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_and_line_ends_are_those_that_pulumi_takes(workspace: Workspace, encoding: str, end: str) -> None:
    content = f"config:{end}  payments:environment: development{end}"
    workspace.file.write_bytes(content.encode(encoding))
    assert StackConfig.from_file(workspace.file).environment == "development"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"config:\n  a: b\n a: b\n", "line 3"),
        (b"config:\n  a: {b: 1, b: 2}\n", "already defined"),
        (b"config: [a]\n", "cannot unmarshal"),
        (b"config:\n  a:b:c:d: 1\n", "configuration key"),
        (b"config:\n  a: .inf\n", "unsupported value"),
        (b"config:\n  a: &b [*b]\n", "contains itself"),
        (b"\xff\xfe\xfd", "in no encoding"),
        (b"a" * 10 + b"\xe4", "in no encoding"),
        (b"config: " + b"[" * 5000, "deeper"),
        (b"[a]", "object"),
    ],
)
def test_a_file_that_is_no_stack_file_is_refused_in_one_line(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_bytes(content)
    with pytest.raises(StackFileError, match=said) as refusal:
        StackFile.read(path)
    assert "\n" not in str(refusal.value)


def test_a_missing_file_and_a_folder_are_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(StackFileError, match=r"there is no file Pulumi.dev.yaml; the stacks are dev, prod, staging"):
        StackFile.read(tmp_path / "Pulumi.dev.yaml")
    with pytest.raises(StackFileError, match="Is a directory"):
        StackFile.read(tmp_path)


@pytest.mark.parametrize("passphrase", [None, "another"])
def test_who_lacks_the_key_is_told_so(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, passphrase: str | None
) -> None:
    workspace.set("--secret", "region", "eu-west-1")
    if passphrase is None:
        monkeypatch.delenv("PULUMI_CONFIG_PASSPHRASE")
    else:
        monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", passphrase)
    with pytest.raises(StackFileError, match="passphrase"):
        StackFile.read(workspace.file).open(workspace.file, "dev")


def test_imports_that_cannot_be_opened_are_said_by_name(workspace: Workspace) -> None:
    text = "environment:\n  - payments/base\n  - payments/more: {merge: false}\nconfig:\n  payments:suffix: other\n"
    workspace.file.write_text(text)
    file = StackFile.read(workspace.file)
    assert list(file.closed()) == ["the environment payments/base", "the environment payments/more"]
    with pytest.raises(ConfigError, match=r"environment: what payments/base, payments/more of Pulumi ESC would set"):
        StackConfig.of_file(file, "dev")
    with pytest.raises(StackFileError, match="does not support environments"):
        file.open(workspace.file, "dev")


def test_imports_are_opened_by_whoever_is_logged_in(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pulumi Cloud opens them; its answer is what the CLI prints of any configuration."""
    workspace.file.write_text("environment: [payments/base]\nconfig:\n  payments:suffix: other\n")
    file = StackFile.read(workspace.file)
    answer = {"payments:environment": {"value": "development", "secret": False}, "payments:suffix": {"value": "other"}}
    asked = tmp_path / "asked"
    logged_in = tmp_path / "pulumi"
    logged_in.write_text(f"#!/bin/sh\necho \"$@\" > {asked}\necho '{json.dumps(answer)}'\n")
    logged_in.chmod(0o755)
    monkeypatch.setattr("config.stack_file.cli", lambda: logged_in)
    opened = file.open(workspace.file, "dev")
    config = StackConfig.of_file(opened, "dev")
    assert (config.environment, config.suffix) == ("development", "other")
    assert f"--show-secrets --stack dev --config-file {workspace.file}" in asked.read_text()
    assert list(opened.unopened()) == []


SECRET = "correct-horse-battery-staple"  # noqa: S105 (a text of no use anywhere)


@pytest.mark.parametrize("key", ["suffix", "alerts", "database", "nonsense"])
@pytest.mark.parametrize("value", [SECRET, json.dumps([SECRET]), json.dumps({"pagingEndpoint": SECRET, "x": [SECRET]})])
def test_no_message_repeats_a_secret(workspace: Workspace, key: str, value: str) -> None:
    workspace.set("--secret", key, value)
    file = StackFile.read(workspace.file)
    with pytest.raises(ConfigError) as refusal:
        StackConfig.of_file(file.open(workspace.file, "dev"), "dev")
    assert f"payments:{key}" in str(refusal.value)
    assert SECRET not in str(refusal.value)


def test_the_folder_of_a_reading_is_gone_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_text("config:\n  payments:environment: development\n  payments:tags: {owner: gone}\n")
    StackFile.read(path)
    assert list(tmp_path.iterdir()) == [path]
    assert not (PROJECT / "Pulumi.reader.yaml").exists()
