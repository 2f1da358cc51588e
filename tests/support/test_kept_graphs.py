"""Graphs are built once for the same files, by whichever worker comes first, and never taken for other files'."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support import kept_graphs
from tests.support.kept_graphs import clear_old, contents, kept
from tools.rehearsal.engine import Rehearsal


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A small project, whose graphs are kept beside it."""
    for name in ("components/network.py", "docs/network.md", "tests/support/graph.py"):
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    monkeypatch.setattr(kept_graphs, "PROJECT", tmp_path / "project")
    monkeypatch.setattr(kept_graphs, "RUNNER", tmp_path / "project" / "tests" / "support" / "graph.py")
    monkeypatch.setattr(kept_graphs, "FOLDER", tmp_path / "graphs")
    contents.cache_clear()
    yield tmp_path / "project"
    contents.cache_clear()


def built(*key: object) -> bool:
    """Whether it had to be built."""
    times: list[int] = []
    kept(lambda: times.append(1), *key)
    return bool(times)


def test_what_was_built_is_kept_by_its_key() -> None:
    assert kept(lambda: ["first"], "dev", {"a": 1}) == ["first"]
    assert kept(lambda: ["second"], "dev", {"a": 1}) == ["first"]
    assert kept(lambda: ["second"], "dev", {"a": 2}) == ["second"]


@pytest.mark.parametrize(
    ("file", "counts"), [("components/network.py", True), ("tests/support/graph.py", True), ("docs/network.md", False)]
)
def test_changed_content_is_built_again_where_a_program_may_read_it(project: Path, file: str, counts: bool) -> None:
    assert built("dev")
    (project / file).write_text("changed")
    contents.cache_clear()
    assert built("dev") is counts


def test_a_failure_is_not_kept() -> None:
    def fail() -> None:
        raise ValueError("the program is wrong")

    for _ in range(2):
        with pytest.raises(ValueError, match="the program is wrong"):
            kept(fail, "dev")
    assert built("dev")


def test_of_two_that_want_the_same_one_builds_and_the_other_waits() -> None:
    started, times = threading.Event(), list[int]()

    def build() -> str:
        times.append(1)
        started.set()
        return "graph"

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(kept, build, "dev")
        assert started.wait(10)
        assert pool.submit(kept, build, "dev").result(10) == first.result(10) == "graph"
    assert times == [1]


def test_what_is_of_other_files_is_removed(project: Path) -> None:
    clear_old()
    assert built("dev")
    clear_old()
    assert not built("dev")
    (project / "components" / "network.py").write_text("changed")
    contents.cache_clear()
    clear_old()
    assert [path.name for path in kept_graphs.FOLDER.iterdir()] == ["contents"]


def test_a_test_that_starts_the_engine_has_to_say_so() -> None:
    with pytest.raises(pytest.fail.Exception, match="marked with"):
        Rehearsal("dev").__enter__()
