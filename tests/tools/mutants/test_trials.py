"""A fault counts as noticed where its test fails because of it, on a small project with one test of each kind."""

import subprocess
import sys
from pathlib import Path

import pytest

from config.project import PROJECT

pytestmark = pytest.mark.engine

SHOP = """
PRICE = 3
TILL = 1
OPEN = True
"""
TESTS = """
import os
import subprocess
import sys
from pathlib import Path

import pytest
import shop


@pytest.fixture
def till():
    assert shop.TILL == 1


def test_the_process_is_as_good_as_new():
    assert not {"tools", "tools.mutants.faults"} & sys.modules.keys()
    assert Path(shop.__file__).parent == Path.cwd()
    assert shop.PRICE == 3


@pytest.mark.parametrize("price", [1, 2, 3, 4, 5])
def test_one_case_is_enough(price):
    assert price in (3, 5) or shop.PRICE != 4


def test_what_is_started_ends():
    started = subprocess.Popen(["sleep", "600"])
    with Path(os.environ["STARTED"]).open("a") as file:
        file.write(f"{started.pid} ")
    assert shop.OPEN


def test_looks_at_nothing():
    pass


def test_fails_anyway():
    assert shop.PRICE == 5


@pytest.mark.skip
def test_is_skipped():
    assert shop.PRICE == 3


def test_has_a_fixture(till):
    pass


def test_ends_its_process():
    if not shop.OPEN:
        os.kill(os.getpid(), 9)
"""
PROGRAM = """
import sys
from pathlib import Path

from tools.mutants.faults.mutant import Mutant
from tools.mutants.faults.place import At
from tools.mutants.__main__ import tried

FAULTS = {"PRICE": "PRICE = 4", "TILL": "TILL = 2", "OPEN": "OPEN = False"}
mutants = []
for named in sys.argv[2:]:
    name, _, test = named.partition(":")
    place = At("shop.py", name, f"{name} = ...")
    mutants.append(Mutant(f"another {name}", place, becomes=FAULTS[name], test=f"tests/test_shop.py::{test}"))
tried(mutants, Path(sys.argv[1]), workers=2)
"""
LATE = """
import sys
from pathlib import Path

from tools.mutants.children import Job, results

folder = Path(sys.argv[1])
[result] = results([Job("late", folder, folder / "left", ("test_late.py::test_is_late",))], 1, limit=1)
print(result.problem)
"""


def run(program: str, *arguments: str | Path, started: Path) -> str:
    ran = subprocess.run(  # noqa: S603 (the programs above)
        [sys.executable, "-c", program, *arguments],
        cwd=PROJECT, env={"STARTED": str(started)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def is_running(process: str) -> bool:
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("example")
    project = folder / "project"
    (project / "tests").mkdir(parents=True)
    (project / "shop.py").write_text(SHOP)
    (project / "tests" / "test_shop.py").write_text(TESTS)
    (project / "pyproject.toml").write_text("[tool.pytest.ini_options]\n")
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    tests = {
        "test_the_process_is_as_good_as_new": "PRICE",
        "test_one_case_is_enough": "PRICE",
        "test_what_is_started_ends": "OPEN",
        "test_looks_at_nothing": "PRICE",
        "test_fails_anyway": "PRICE",
        "test_is_skipped": "PRICE",
        "test_has_a_fixture": "TILL",
        "test_ends_its_process": "OPEN",
    }
    started = folder / "started"
    output = run(PROGRAM, project, *(f"{name}:{test}" for test, name in tests.items()), started=started)
    assert {path: path.read_bytes() for path in project.rglob("*") if path.is_file()} == before
    lines = {line.rpartition("::")[2].rstrip(")"): line for line in output.splitlines() if "::" in line[:200]}
    return lines | {"started": started.read_text(), "end": output.splitlines()[-1]}


@pytest.mark.parametrize(
    "test", ["test_the_process_is_as_good_as_new", "test_one_case_is_enough", "test_what_is_started_ends"]
)
def test_a_test_that_fails_because_of_the_fault_notices_it(reported: dict[str, str], test: str) -> None:
    assert reported[test].startswith("ok ")
    assert ": noticed (" in reported[test]


@pytest.mark.parametrize(
    ("test", "problem"),
    [
        ("test_looks_at_nothing", "the test passes"),
        ("test_fails_anyway", "the test fails without the fault too"),
        ("test_is_skipped", "the test does not run"),
        ("test_has_a_fixture", "a fixture fails, not the test"),
        ("test_ends_its_process", "its process ended with -9"),
    ],
)
def test_nothing_else_counts(reported: dict[str, str], test: str, problem: str) -> None:
    assert reported[test].startswith("FAIL")
    assert f"not noticed: {problem} (" in reported[test]


def test_the_end_counts_what_was_noticed(reported: dict[str, str]) -> None:
    assert reported["end"].startswith("3 of 8 faults noticed in 0 min ")


def test_no_process_is_left(reported: dict[str, str]) -> None:
    processes = reported["started"].split()
    assert len(processes) == 2
    assert not [process for process in processes if is_running(process)]


def test_what_takes_too_long_is_ended(tmp_path: Path) -> None:
    (tmp_path / "test_late.py").write_text("import time\n\n\ndef test_is_late():\n    time.sleep(600)\n")
    assert run(LATE, tmp_path, started=tmp_path / "started") == "it takes longer than 1 seconds\n"
