"""The lanes that tests run in, and shared fixtures: the committed stacks as graphs."""

import gc
import os

# A text made of an Output would hold its help text; this makes it an error. The SDK reads it when it is imported.
os.environ["PULUMI_ERROR_OUTPUT_STRING"] = "true"
# No test asks for machine images, which moto makes up by the hundred for each test that asks EC2 for anything.
os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
# Powertools reads it when a function's module is imported, whichever test is the first to do that.
os.environ.setdefault("POWERTOOLS_SERVICE_NAME", "payments")

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from functools import cache
from types import SimpleNamespace
from typing import Any, cast

import botocore.session
import grpc
import pulumi
import pytest
from hypothesis import settings
from pulumi.automation import _server  # pyright: ignore[reportPrivateUsage] (whose threads run programs)

from tests.support.graph import STACKS, Graph, build_stack
from tests.support.kept_graphs import clear_old
from tools.rehearsal.engine import Rehearsal

# In the order in which they run: beside the browser's event loop no program can run under mocks.
LANES = ("engine", "server", "mocks", "browser")
# A test needs what these fixtures start, and belongs to their lane then; who starts the engine says so itself.
LANES_OF_FIXTURES = {"server": "server", "browser": "browser"}
# AWS's descriptions of its APIs are read once a process, and not once a session of botocore's.
botocore.session.create_loader = cache(cast(Any, botocore.session).create_loader)
# A test that calls make is no part of the make that runs the tests.
for variable in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "OPTIONS", "STACK"):
    os.environ.pop(variable, None)
# How long an example takes says more of the machine than of the code.
settings.register_profile("calm", deadline=None)
settings.load_profile("calm")


def pytest_sessionstart(session: pytest.Session) -> None:
    # A worker's tests are those of a session that has done so.
    if not hasattr(session.config, "workerinput"):
        clear_old()


def pytest_collection_finish() -> None:
    # What has been imported and collected stays: to look through it for garbage took half of the time of the mocks.
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


# Before pytest selects by the lanes, and xdist reads the groups.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    for item in items:
        lane = _lane(item)
        item.add_marker(lane)
        # A module's tests share what they build, while one life on the engine has nothing to do with another.
        if lane != "engine":
            item.add_marker(pytest.mark.xdist_group(item.path.name))
    # The longest first, so that all workers end together.
    items.sort(key=lambda item: LANES.index(_lane(item)))


def _lane(item: pytest.Function) -> str:
    of_fixtures = (lane for fixture, lane in LANES_OF_FIXTURES.items() if fixture in item.fixturenames)
    return "engine" if item.get_closest_marker("engine") else next(of_fixtures, "mocks")


@pytest.fixture(autouse=True)
def _no_engine_among_mocks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if cast(Any, request).node.get_closest_marker("mocks"):

        def refuse(rehearsal: Rehearsal) -> None:
            pytest.fail("a test that starts the engine is marked with pytest.mark.engine")

        monkeypatch.setattr(Rehearsal, "__enter__", refuse)


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
    whole = cast(Any, _server.LanguageServer).Run

    def run(server: Any, request: Any, context: Any) -> Any:
        try:
            return whole(server, request, context)
        finally:
            # What a failed program leaves is ended here, and not amid the next one, whose settings it shares.
            gc.collect()

    cast(Any, _server.LanguageServer).Run = run


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
