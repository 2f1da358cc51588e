"""What of a source folder is in its archive: what git tracks there, and nothing that merely lies beside it."""

import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from config.project import PROJECT
from foundation import packaging
from foundation.packaging import PackagingError, package

TRACKED = {
    "code/__init__.py": b"",
    "code/handler.py": b"def handle(event, context):\n    return event\n",
    "code/data/schema.sql": b"SELECT 1;\n",
    "code/data/curve.bin": b"\0\r\n\x01",
}
# What programs and people leave in a folder.
BESIDE = (
    *(".env", ".env.local", ".DS_Store", "._handler.py", "Thumbs.db", "desktop.ini"),
    *("__pycache__/handler.cpython-314.pyc", "__pycache__/old.py", ".pytest_cache/README", "handler.pyc"),
    *(".handler.py.swp", "handler.py~", "#handler.py#", ".idea/workspace.xml", ".vscode/launch.py", "handler.py.orig"),
    *("id_rsa", "core.1234", "notes.txt"),
)


def git(project: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(project), *arguments], capture_output=True, check=True)  # noqa: S603, S607 (git is on PATH, and the words are this file's)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project without git whose one folder has what belongs in an archive and what does not."""
    monkeypatch.setattr(packaging, "PROJECT", tmp_path)
    monkeypatch.setattr(packaging, "CACHE", tmp_path / ".build")
    for name, value in (TRACKED | {f"code/{name}": b"SECRET" for name in BESIDE}).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(value)
    (tmp_path / "password").write_bytes(b"SECRET")
    (tmp_path / "code" / "password.json").symlink_to(tmp_path / "password")
    # As an editor marks a file that it has open.
    (tmp_path / "code" / ".#handler.py").symlink_to("someone@host.1234")
    (tmp_path / "code" / "elsewhere").symlink_to(tmp_path / "code" / "data")
    return tmp_path


@pytest.fixture
def tracked(project: Path) -> Path:
    git(project, "init", "--quiet")
    git(project, "add", *TRACKED)
    return project


def contents(project: Path, path: str) -> dict[str, bytes]:
    with zipfile.ZipFile(project / path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_an_archive_holds_what_git_tracks(tracked: Path) -> None:
    made = package("code")
    assert contents(tracked, made.path) == TRACKED
    for name in BESIDE:
        (tracked / "code" / name).write_text("SECRET, changed")
    assert package("code") == made


def test_without_git_it_holds_the_sources(project: Path) -> None:
    made = package("code")
    assert contents(project, made.path) == {name: TRACKED[name] for name in TRACKED if not name.endswith(".bin")}


def test_without_a_git_program_it_holds_the_sources(tracked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert contents(tracked, package("code").path) == {
        name: TRACKED[name] for name in TRACKED if not name.endswith(".bin")
    }


@pytest.mark.parametrize("folder", ["lambda_src", "rotation_lambda", "lambdas/shared", "lambdas/recovery"])
def test_the_product_s_own_folders_are_packed_alike_with_git_and_without(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_git = packaging._contents(PROJECT / folder)  # pyright: ignore[reportPrivateUsage] (before the wheels, which are the same)
    shutil.copytree(PROJECT / folder, tmp_path / folder)
    monkeypatch.setattr(packaging, "PROJECT", tmp_path)
    assert with_git
    assert packaging._contents(tmp_path / folder) == with_git  # pyright: ignore[reportPrivateUsage] (as above)


def test_a_hook_s_variables_do_not_lead_to_another_folder(tracked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = package("code")
    monkeypatch.setenv("GIT_DIR", str(tracked / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", os.devnull)
    assert package("code") == made


def test_line_ends_of_a_checkout_change_nothing(tracked: Path) -> None:
    made = package("code")
    for name in TRACKED.keys() - {"code/data/curve.bin"}:
        path = tracked / name
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert package("code") == made
    (tracked / made.path).unlink()
    assert package("code") == made


def test_a_source_that_git_does_not_know_is_named_and_not_left_out(tracked: Path) -> None:
    (tracked / "code" / "data" / "more.py").write_text("MORE = 1\n")
    with pytest.raises(PackagingError, match=r"git does not track code/data/more.py: `git add` it, move it or ignore"):
        package("code")
    (tracked / ".gitignore").write_text("more.py\n")
    assert contents(tracked, package("code").path) == TRACKED


def test_a_tracked_file_that_is_deleted_is_not_in_it(tracked: Path) -> None:
    (tracked / "code" / "data" / "schema.sql").unlink()
    assert contents(tracked, package("code").path).keys() == TRACKED.keys() - {"code/data/schema.sql"}


def test_a_tracked_link_is_named(tracked: Path) -> None:
    git(tracked, "add", "code/password.json")
    with pytest.raises(PackagingError, match=r"code/password.json is a link"):
        package("code")


def test_git_gives_every_text_of_the_project_the_same_line_ends_everywhere() -> None:
    listed = subprocess.run(["git", "ls-files", "--eol"], cwd=PROJECT, capture_output=True, text=True, check=True)  # noqa: S607 (git is on PATH)
    lines = [line.split(maxsplit=3)[:3] for line in listed.stdout.splitlines()]
    texts = [(index, attribute) for index, _, attribute in lines if index not in ("i/-text", "i/none")]
    assert texts
    assert {index for index, _ in texts} == {"i/lf"}
    assert {attribute.removeprefix("attr/") for _, attribute in texts} <= {"text=auto", "text"}
    rules = (PROJECT / ".gitattributes").read_text().splitlines()
    assert rules[0] == "* text=auto eol=lf"
