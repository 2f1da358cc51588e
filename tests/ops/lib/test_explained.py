"""Whatever AWS, a file or another program answers, a command says it in one line, with what to do and an exit code."""

import errno
import re
import subprocess
from collections.abc import Iterator
from typing import Any, cast

import botocore.session
import pytest
from botocore import exceptions
from botocore.exceptions import BotoCoreError, ClientError
from hypothesis import given
from hypothesis import strategies as st
from pulumi.automation import CommandError as EngineError

from config.mistakes import ConfigError
from config.project import PROJECT
from config.stack_file import StackFileError
from ops.lib import explained as words
from ops.lib.checks import Check, Verdict, answer
from ops.lib.command import STOPPED, UNABLE, CommandError, run
from ops.lib.outputs import OutputsError
from ops.lib.steps import Clock, Status, Step, StepError, Steps, Taken

# The services that the commands call, by their code.
SERVICES = sorted(
    set(cast(Any, botocore.session).get_session().get_available_services())
    & {
        name
        for path in (PROJECT / "ops").rglob("*.py")
        for name in re.findall(r"(?:get|client)\(\s*\"([a-z0-9-]+)\"", path.read_text())
    }
)
COMMON = (
    "AccessDenied", "AccessDeniedException", "AuthFailure", "ExpiredToken", "ExpiredTokenException",
    "IncompleteSignature", "InternalFailure", "InvalidAccessKeyId", "InvalidClientTokenId", "InvalidSignatureException",
    "MissingAuthenticationTokenException", "OptInRequired", "PriorRequestNotComplete", "RequestExpired",
    "RequestLimitExceeded", "RequestThrottled", "ServiceUnavailable", "SignatureDoesNotMatch", "SlowDown", "Throttling",
    "ThrottlingException", "TooManyRequestsException", "UnauthorizedOperation", "UnrecognizedClientException",
    "ValidationError", "WhatNobodyHasHeardOf", "",
)  # fmt: skip


def codes() -> Iterator[tuple[str, str]]:
    """Every code of an error that AWS's model of a service knows."""
    session = cast(Any, botocore.session).get_session()
    for service in SERVICES:
        model = session.get_service_model(service)
        for name in model.shape_names:
            shape = model.shape_for(name)
            if shape.type_name == "structure" and shape.metadata.get("exception"):
                yield service, str(shape.metadata.get("error", {}).get("code") or name)
        yield from ((service, code) for code in COMMON)


def refused(code: str, status: int = 400) -> ClientError:
    response: Any = {
        "Error": {"Code": code, "Message": "said\nin lines"},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    return ClientError(response, "Operation")


# What some need that is in no text of theirs.
OTHERWISE: dict[str, set[str]] = {
    "WaiterError": {"last_response"},
    "ConnectionError": {"error"},
    "HTTPClientError": {"error"},
}


def library_errors() -> list[BotoCoreError]:
    """One of each kind that botocore has, with whatever its text needs."""
    found: list[BotoCoreError] = []
    for kind in vars(exceptions).values():
        if isinstance(kind, type) and issubclass(kind, BotoCoreError):
            fields = set(re.findall(r"\{(\w+)", str(getattr(kind, "fmt", "")))) | OTHERWISE.get(kind.__name__, set())
            found.append(kind(**dict.fromkeys(fields, "given")))
    return found


def ended(error: BaseException, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """How a command ends that meets an error, and what it says."""

    def main() -> int:
        raise error

    with pytest.raises(SystemExit) as ending:
        run(main)
    said = capsys.readouterr()
    assert said.out == ""
    return int(str(ending.value.code)), said.err


def test_every_code_that_the_models_of_the_services_list_is_said_in_one_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    known = list(codes())
    assert {"rds", "sts", "dynamodb", "ssm"} <= set(SERVICES)
    assert len(known) > 1000
    for service, code in known:
        for status in (400, 503):
            status_code, said = ended(refused(code, status), capsys)
            assert (status_code, said.count("\n")) == (UNABLE, 1), (service, code)
            assert f"({code})" in said
            assert "; " in said, said


@pytest.mark.parametrize("error", library_errors(), ids=lambda error: type(error).__name__)
def test_every_error_of_the_library_is_said_in_one_line(
    error: BotoCoreError, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said = ended(error, capsys)
    assert (status, said.count("\n")) == (UNABLE, 1)
    assert "; " in said


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (refused("ExpiredTokenException"), "expired: log in"),
        (refused("InvalidClientTokenId"), "not valid"),
        (refused("AccessDeniedException"), "use credentials that may do this"),
        (refused("UnauthorizedOperation"), "use credentials that may do this"),
        (refused("ThrottlingException"), "wait a minute"),
        (refused("RequestLimitExceeded"), "wait a minute"),
        (refused("LimitExceededException"), "quota raised"),
        (refused("ServiceQuotaExceededException"), "quota raised"),
        (refused("ResourceInUseException"), "wait until that is over"),
        (refused("InvalidDBInstanceStateFault"), "mend what AWS says"),
        (refused("ResourceNotFoundException"), "is the stack deployed"),
        (refused("ValidationException", 503), "AWS has trouble itself"),
        (exceptions.NoCredentialsError(), "log in to AWS"),
        (exceptions.ProfileNotFound(profile="x"), "log in to AWS"),
        (exceptions.NoRegionError(), "set AWS_REGION"),
        (exceptions.EndpointConnectionError(endpoint_url="x"), "network"),
        (exceptions.ReadTimeoutError(endpoint_url="x"), "network"),
        (exceptions.ConfigParseError(path="x", error="y"), "~/.aws/config"),
        (subprocess.TimeoutExpired(["/bin/pulumi", "x"], 5), "pulumi did not end within 5 seconds"),
        (EngineError(cast(Any, "a\nerror: no stack\n")), "no stack"),
        (UnicodeDecodeError("utf-8", b"", 0, 1, "x"), "UTF-8"),
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "a.json"), "a.json: No such file or directory"),
        (IsADirectoryError(errno.EISDIR, "Is a directory", "a"), "a: Is a directory"),
        (PermissionError(errno.EACCES, "Permission denied", "a"), "a: Permission denied"),
        (KeyError("DBInstances"), "a fault of the command, or an answer of a form that nobody expects"),
        (CommandError("what to do"), "what to do"),
        (OutputsError("what to do"), "what to do"),
        (StackFileError("what to do"), "what to do"),
        (StepError("what to do"), "what to do"),
        (ConfigError("dev", ["payments:x: is wrong"]), "payments:x: is wrong"),
    ],
    ids=repr,
)
def test_an_error_says_what_to_do(error: Exception, advice: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = ended(error, capsys)
    assert status == UNABLE
    assert advice in said
    assert "Traceback" not in said


def test_who_stops_a_command_is_told_that_it_continues(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(KeyboardInterrupt(), capsys) == (STOPPED, "stopped; the same command continues where it was\n")


def test_whoever_mends_a_command_sees_where_it_failed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, said = ended(KeyError("x"), capsys)
    assert re.match(r"KeyError at tests/ops/lib/test_explained.py:\d+: 'x'; ", said)
    monkeypatch.setenv("TRACEBACK", "1")
    with pytest.raises(KeyError):
        run(lambda: cast(dict[str, int], {})["x"])


@given(st.text())
def test_any_code_has_an_advice(code: str) -> None:
    assert words.advice(code)


@pytest.mark.parametrize(
    "error", [KeyError("a"), TypeError("a"), ValueError("a"), IndexError("a"), AttributeError("a")]
)
def test_an_answer_of_another_form_is_a_failed_check_and_a_failed_step(error: Exception) -> None:
    def ask() -> Any:
        raise error

    assert answer(Check("x", ask)).verdict is Verdict.FAILED
    taken: list[Taken] = []
    assert not Steps(Clock(), taken.append).take([Step("x", ask), Step("y", ask)])
    assert [one.outcome.status for one in taken] == [Status.FAILED]
