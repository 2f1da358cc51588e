"""Shared fixtures: the committed stacks as graphs, built once for all tests of a process."""

import os

# A text made of an Output would hold its help text; this makes it an error. The SDK reads it when it is imported.
os.environ["PULUMI_ERROR_OUTPUT_STRING"] = "true"

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from functools import cache
from types import SimpleNamespace

import grpc
import pulumi
import pytest
from hypothesis import settings
from pulumi.automation import _server  # pyright: ignore[reportPrivateUsage] (whose threads run programs)

from tests.graph import STACKS, Graph, build_stack

# A test that calls make is no part of the make that runs the tests.
for variable in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS"):
    os.environ.pop(variable, None)
# How long an example takes says more of the machine than of the code.
settings.register_profile("calm", deadline=None)
settings.load_profile("calm")


@pytest.fixture(scope="session", autouse=True)
def _tidy_automation() -> None:
    """Lets the SDK close a program's event loop although the engine has failed meanwhile.

    Where it tidies up it logs to the engine, which is gone, and stops at the first task that ended with an error of its
    own; the loop and its sockets would stay open then, and end some later test with a warning.
    """

    def quietly(write: Callable[[str], None]) -> Callable[[str], None]:
        def attempt(message: str) -> None:
            with suppress(grpc.RpcError):
                write(message)

        return attempt

    def suppress_all(*kinds: type[BaseException]) -> AbstractContextManager[object]:
        return suppress(Exception, *kinds)

    log = SimpleNamespace(debug=quietly(pulumi.log.debug), error=quietly(pulumi.log.error))
    for name, replacement in (("log", log), ("suppress", suppress_all)):
        setattr(_server, name, replacement)


@cache
def _graph(stack: str, preview: bool) -> Graph:
    return build_stack(stack, preview=preview)


@pytest.fixture(params=STACKS)
def stack(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def graph(stack: str) -> Graph:
    """A committed stack after an `up`."""
    return _graph(stack, False)


@pytest.fixture
def previewed(stack: str) -> Graph:
    """A committed stack in a first preview, where nothing that AWS decides is known."""
    return _graph(stack, True)
