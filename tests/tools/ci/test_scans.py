"""The scans notice what they are for."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from config.project import PROJECT
from tests.tools.ci.recipes import TOOLS, ran, recipe
from tests.workflows.files import GITHUB
from tools.ci import secrets
from tools.ci.secrets import Known

pytestmark = pytest.mark.engine

ACTIONLINT = PROJECT / ".tools" / "bin" / "actionlint"
# Put together here, so that the scan of this file has nothing to find.
KEY = "AKIA" + "2OGYBAH6STMMNXNN"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with the project's workflows."""
    assert ran("git", "init", "-q", ".", folder=tmp_path).returncode == 0
    shutil.copytree(GITHUB, tmp_path / ".github")
    return tmp_path


def lint(repository: Path) -> subprocess.CompletedProcess[str]:
    if not ACTIONLINT.exists():
        made = ran("make", ACTIONLINT.relative_to(PROJECT), folder=PROJECT)
        assert made.returncode == 0, made.stderr
    (command,) = (line for line in recipe("check") if "actionlint -" in line)
    return ran(ACTIONLINT, *shlex.split(command)[1:], folder=repository)


def audit(repository: Path) -> subprocess.CompletedProcess[str]:
    (command,) = (line for line in recipe("check") if "zizmor" in line)
    return ran(TOOLS / "zizmor", *shlex.split(command)[1:], folder=repository)


def replace(repository: Path, name: str, text: str, becomes: str) -> None:
    path = repository / ".github" / "workflows" / name
    content = path.read_text()
    assert text in content
    path.write_text(content.replace(text, becomes, 1))


def test_the_workflows_as_they_are_pass(repository: Path) -> None:
    for run in (lint(repository), audit(repository)):
        assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize(
    ("text", "becomes", "said"),
    [
        ("matrix.stack }}", "matrix.stak }}", "stak"),
        ("needs: preview", "needs: previews", "previews"),
        ("timeout-minutes: 30", "timeout: 30", "timeout"),
    ],
)
def test_actionlint_notices_a_mistake(repository: Path, text: str, becomes: str, said: str) -> None:
    replace(repository, "preview.yml", text, becomes)
    run = lint(repository)
    assert run.returncode == 1
    assert said in run.stdout


@pytest.mark.parametrize(
    ("text", "becomes", "said"),
    [
        ("  pull_request:", "  pull_request_target:", "dangerous-triggers"),
        ('make preview STACK="$STACK"', 'make preview STACK="${{ github.head_ref }}"', "template-injection"),
        ("          persist-credentials: false", "          fetch-depth: 1", "artipacked"),
        ("permissions: {}", "permissions: write-all", "excessive-permissions"),
        ("@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2", "@v6", "unpinned-uses"),
    ],
)
def test_zizmor_notices_what_an_attacker_would_use(repository: Path, text: str, becomes: str, said: str) -> None:
    replace(repository, "preview.yml", text, becomes)
    run = audit(repository)
    assert run.returncode != 0
    assert said in run.stdout


def test_a_planted_key_is_noticed_and_not_repeated(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert secrets.main(repository, []) == 0
    (repository / "settings.py").write_text(f'IDENTITY = "{KEY}"\n')
    assert secrets.main(repository, []) == 1
    said = capsys.readouterr().out
    assert "settings.py:1: AWS Access Key looks like a secret" in said
    assert KEY not in said


PULUMI_TOKEN = "pul-" + "0123456789" * 4
UUID = "0b1e8c4e-" + "52a7-4a5e-9d0a-6a6b2f0c7d11"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (f"PULUMI_ACCESS_TOKEN={PULUMI_TOKEN}", "Pulumi access token"),
        (
            "https://events.pagerduty.com/integration/" + "0123456789abcdef" * 2 + "/enqueue",
            "PagerDuty integration",
        ),
        ("https://events.eu.pagerduty.com/x-ere/" + "R0123456789ABCDEFGHIJ01", "PagerDuty integration"),
        ("https://api.opsgenie.com/v1/json/cloudwatch?apiKey=" + UUID, "Opsgenie API key"),
        (
            f"https://alert.victorops.com/integrations/cloudwatch/20131130/alert/{UUID}/payments",
            "Splunk On-Call integration",
        ),
        (
            "https://uptime.betterstack.com/api/v1/aws-cloudwatch-webhook/" + "A1b2C3d4E5f6G7h8",
            "Better Stack integration",
        ),
    ],
)
def test_a_token_of_pulumi_and_of_a_paging_service_is_noticed(
    repository: Path, capsys: pytest.CaptureFixture[str], line: str, kind: str
) -> None:
    (repository / "notes.txt").write_text(f"{line}\n")
    assert secrets.main(repository, []) == 1
    said = capsys.readouterr().out
    assert f"notes.txt:1: {kind} looks like a secret" in said
    assert line not in said


@pytest.mark.parametrize(
    "switch", ["pragma: allowlist secret", "pragma: whitelist secret", "pragma: allowlist nextline secret"]
)
def test_no_comment_makes_an_exception(repository: Path, switch: str) -> None:
    (repository / "settings.py").write_text(f'# {switch}\nIDENTITY = "{KEY}"  # {switch}\n')
    assert secrets.main(repository, []) == 1


PASSWORD = "correct-horse-" + "battery"


@pytest.mark.parametrize(
    "line",
    [
        f'DB_PASSWORD = "{PASSWORD}"',
        f'DB_PASSWORD = "{PASSWORD}"  # noqa: S105',
        f'DB_PASSWORD = "{PASSWORD}"  # noqa',
        f'# ruff: noqa\nDB_PASSWORD = "{PASSWORD}"',
        f'connect(user="root", password="{PASSWORD}")  # noqa: S106',
        f'def connect(password: str = "{PASSWORD}") -> None: ...  # noqa: S107',
    ],
)
def test_a_password_is_noticed_by_its_name_whatever_a_comment_says(
    repository: Path, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    (repository / "settings.py").write_text(f"{line}\n")
    assert secrets.main(repository, []) == 1
    said = capsys.readouterr().out
    assert re.search(r"settings\.py:\d: Possible hardcoded password", said)
    assert PASSWORD not in said


@pytest.mark.parametrize(
    "text",
    [
        "config:\n  payments:alerts:\n    pagingEndpoint: https://page.example.com/x\n",
        "config:\n  payments:alerts: {emails: [], pagingEndpoint: page.example.com}\n",
        "config:\n  payments:alerts.pagingEndpoint:\n    https://page.example.com/x\n",
        # As `pulumi config set` writes a whole section.
        'config:\n  payments:alerts: \'{"emails": [], "pagingEndpoint": "https://page.example.com/x"}\'\n',
        'config:\n  payments:alerts: |\n    {"pagingEndpoint":\n     "https://page.example.com/x"}\n',
    ],
)
def test_a_plain_paging_endpoint_is_noticed(repository: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    (repository / "Pulumi.prod.yaml").write_text(text)
    assert secrets.main(repository, []) == 1
    assert re.search(r"Pulumi\.prod\.yaml:[23]: A plain value of \S*pagingEndpoint", capsys.readouterr().out)


def test_an_encrypted_paging_endpoint_passes(repository: Path) -> None:
    text = "config:\n  payments:alerts:\n    pagingEndpoint:\n      secure: v1:AAAA:BBBB\n"
    (repository / "Pulumi.prod.yaml").write_text(text)
    assert secrets.main(repository, []) == 0


def test_what_git_ignores_is_left_alone(repository: Path) -> None:
    (repository / ".gitignore").write_text(".env\n")
    (repository / ".env").write_text(f"AWS_ACCESS_KEY_ID={KEY}\n")
    assert secrets.main(repository, []) == 0


def test_an_entry_covers_its_line_alone_and_ends_with_it(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known = [Known(file="settings.py", text="IDENTITY =", reason="It is made up, for this test alone.")]
    (repository / "settings.py").write_text(f'IDENTITY = "{KEY}"\n')
    assert secrets.main(repository, known) == 0
    (repository / "settings.py").write_text(f'IDENTITY = "{KEY}"\nOTHER = "{KEY[:-1]}Q"\n')
    assert secrets.main(repository, known) == 1
    assert "settings.py:2:" in capsys.readouterr().out
    (repository / "settings.py").write_text("IDENTITY = None\n")
    assert secrets.main(repository, known) == 1
    assert "looks like a secret any more; remove the entry" in capsys.readouterr().out


def test_an_entry_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="needs a reason of 20 characters; got 'test'"):
        Known(file="settings.py", text="IDENTITY", reason="test")


def test_the_check_runs_each_scan() -> None:
    commands = "\n".join(recipe("check"))
    for name in (
        "ruff check",
        "ruff format --check",
        "pyright",
        "tools.reference --check",
        "tools.ci.secrets",
    ):
        assert name in commands, name


def test_a_line_that_the_scanner_miscounts_is_found_by_what_it_holds() -> None:
    lines = ["- {case: one,", "   set: {password: word}}", "- {case: two}"]
    assert secrets.number(lines, 2, "word") == 2
    assert secrets.number(lines, 245, "word") == 2
    assert secrets.number(lines, 245, "elsewhere") == 3
