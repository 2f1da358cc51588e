import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.support.graph import build_stack
from tests.tools.report.states import state
from tools.report.__main__ import facts
from tools.report.facts.rehearsed import Rehearsed
from tools.report.page.document import render


@pytest.fixture(scope="session")
def prod() -> Rehearsed:
    return Rehearsed(stack="prod", resources=state(build_stack("prod")))


@pytest.fixture(scope="session")
def staging() -> Rehearsed:
    return Rehearsed(stack="staging", resources=state(build_stack("staging")))


@pytest.fixture(scope="session")
def report(prod: Rehearsed, staging: Rehearsed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of prod against staging."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render(facts(prod, date(2026, 11, 25), staging)))
    return path


@pytest.fixture(scope="module")
def browser(report: Path) -> Iterator[Browser]:
    """Chromium; without one the tests fail, since a page that no browser has shown proves nothing.

    It runs on an event loop, beside which a program can't run under mocks: so it comes after them, and ends soon.
    """
    program = shutil.which("chromium")
    if program is None:
        pytest.fail("there is no chromium; make test installs it from Debian's packages")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()
