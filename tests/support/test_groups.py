"""The tests of a group run in one worker, one after the other, which those that share a stack or a server rely on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.engine

TESTS = """
import os

import pytest


@pytest.mark.parametrize("group", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in "abcd"])
@pytest.mark.parametrize("number", range(6))
def test_says_where_it_runs(group, number):
    with open(os.environ["SEEN"], "a") as seen:
        seen.write(f"{group}{os.environ['PYTEST_XDIST_WORKER']}\\n")
"""


def test_a_group_runs_in_one_worker(tmp_path: Path) -> None:
    (tmp_path / "test_groups.py").write_text(TESTS)
    seen = tmp_path / "seen"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        "2",
        "--dist",
        "loadgroup",
        "-p",
        "no:cacheprovider",
        str(tmp_path),
    ]
    done = subprocess.run(  # noqa: S603 (the words above)
        command, cwd=tmp_path, env={**environment, "SEEN": str(seen)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    ran = seen.read_text().splitlines()
    assert len(ran) == 24
    assert sorted(line[0] for line in set(ran)) == ["a", "b", "c", "d"]
