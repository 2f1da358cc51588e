"""No command ends with a traceback, whatever its arguments, its files and AWS's answers are."""

import io
import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from botocore import exceptions
from hypothesis import given
from hypothesis import strategies as st

from ops.lib.clients import Clients
from ops.lib.command import UNABLE, run
from tests.ops.lib.test_explained import refused
from tests.ops.test_account import COMMANDS
from tests.ops.verify import stack


class Broken:
    """Clients of which every call ends with an error."""

    def __init__(self, error: Exception):
        self._error = error
        self.meta: Any = type("Meta", (), {"region_name": "eu-west-2"})()

    def __getattr__(self, name: str) -> Any:
        def call(**asked: Any) -> Any:
            raise self._error

        return call


def refusing(error: Exception) -> Clients:
    return Clients(lambda service, region: Broken(error))


ANSWERS = [refused("ExpiredToken"), refused("Throttling"), refused("AccessDenied"), refused("InternalFailure", 500),
           exceptions.NoCredentialsError(), exceptions.EndpointConnectionError(endpoint_url="x")]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("error", ANSWERS, ids=lambda error: str(error)[:40])
def test_no_command_ends_otherwise(
    command: str, error: Exception, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outputs = tmp_path / "outputs.json"
    outputs.write_text(json.dumps(stack.OUTPUTS))
    arguments = ["--stack", "prod", "--outputs", str(outputs)]
    main: Callable[..., int] = import_module(command).main
    with pytest.raises(SystemExit) as ending:
        run(lambda: main(arguments, refusing(error), **COMMANDS[command]))
    said = capsys.readouterr()
    assert ending.value.code in (1, UNABLE)
    assert "Traceback" not in said.err + said.out
    if ending.value.code == UNABLE:
        assert said.err.count("\n") == 1, said.err


# The others read the state, or nothing at all.
WITH_OUTPUTS = [name for name in COMMANDS if name.split(".")[1] not in ("destroy", "doctor", "preflight", "retire")]
FILES: dict[str, bytes] = {
    "empty": b"",
    "utf-16": json.dumps(stack.OUTPUTS).encode("utf-16"),
    "marked": json.dumps(stack.OUTPUTS).encode("utf-8-sig"),
    "lines of another system": json.dumps(stack.OUTPUTS, indent=1).replace("\n", "\r\n").encode(),
    "latin": b'{"a": "\xe4"}',
    "a list": b"[1]",
    "not whole": b'{"a": ',
    "deep": b"[" * 100_000,
}
GOOD = ("utf-16", "marked", "lines of another system")


@pytest.mark.parametrize("command", WITH_OUTPUTS)
@pytest.mark.parametrize("kind", [*FILES, "missing", "a folder"])
def test_a_file_of_outputs_is_read_or_refused_in_one_line(
    command: str, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "outputs.json"
    if kind == "a folder":
        path.mkdir()
    elif kind != "missing":
        path.write_bytes(FILES[kind])
    main: Callable[..., int] = import_module(command).main
    arguments = ["--stack", "prod", "--outputs", str(path)]
    with pytest.raises(SystemExit) as ending:
        run(lambda: main(arguments, refusing(refused("ExpiredToken")), **COMMANDS[command]))
    assert ending.value.code == UNABLE
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    # Where the file is read, it is AWS that is asked next.
    assert ("ExpiredToken" in said) == (kind in GOOD), said


WORDS = ("--stack", "--json", "--outputs", "--config", "x", "", "..", "/", "-", "--", "-h", "--help", "--dry-run",
         "--nonsense", "--stack=", "\u00e4", "a b", "--abort", "--minute=nan")  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
@given(arguments=st.lists(st.sampled_from(WORDS), max_size=4))
def test_no_arguments_end_otherwise(command: str, arguments: list[str]) -> None:
    main: Callable[..., int] = import_module(command).main
    refuse = refusing(refused("ExpiredToken"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stderr", io.StringIO())
        patch.setattr("sys.stdout", io.StringIO())
        patch.setattr("ops.lib.outputs.pulumi", no_pulumi)
        with pytest.raises(SystemExit) as ending:
            run(lambda: main(arguments, refuse, **COMMANDS[command]))
    assert ending.value.code in (0, 1, UNABLE)


def no_pulumi(*words: str) -> Any:
    raise FileNotFoundError
