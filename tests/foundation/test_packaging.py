"""Lambda archives: complete, the same everywhere, and built only when something changed."""

import hashlib
import os
import subprocess
import sys
import zipfile
from base64 import b64encode
from pathlib import Path

import pytest

from config.project import PROJECT
from foundation import packaging
from foundation.packaging import PackagingError, package

pytestmark = pytest.mark.engine

PINNED = "six==1.17.0 --hash=sha256:4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274\n"  # a pure wheel


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one source folder and one that it shares."""
    monkeypatch.setattr(packaging, "PROJECT", tmp_path)
    monkeypatch.setattr(packaging, "CACHE", tmp_path / ".build")
    code = tmp_path / "code"
    (code / "__pycache__").mkdir(parents=True)
    (code / "__pycache__" / "x.pyc").write_bytes(b"machine code")
    (code / "handler.py").write_text("def handle(event, context):\n    return event\n")
    (code / "data").mkdir()
    (code / "data" / "a.sql").write_text("SELECT 1;\n")
    (code / "README.md").write_text("for people\n")
    (code / "requirements.txt").write_text(PINNED)
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "both.py").write_text("BOTH = 1\n")
    return tmp_path


def names(project: Path, path: str) -> list[str]:
    with zipfile.ZipFile(project / path) as archive:
        return archive.namelist()


def test_an_archive_holds_sources_shared_folders_and_wheels(project: Path) -> None:
    made = package("code", "shared")
    found = names(project, made.path)
    assert {"code/handler.py", "code/data/a.sql", "shared/both.py", "six.py"} <= set(found)
    assert not [name for name in found if "__pycache__" in name or name.endswith(".md") or "requirements" in name]
    assert found == sorted(found)


def test_the_stated_hash_is_that_of_the_bytes(project: Path) -> None:
    made = package("code")
    digest = hashlib.sha256((project / made.path).read_bytes()).digest()
    assert made.sha256 == b64encode(digest).decode()
    assert not Path(made.path).is_absolute()


def test_two_builds_give_the_same_bytes(project: Path) -> None:
    made = package("code", "shared")
    first = (project / made.path).read_bytes()
    (project / made.path).unlink()
    os.utime(project / "code" / "handler.py", (1, 1))
    (project / "code" / "handler.py").chmod(0o755)
    assert package("code", "shared") == made
    assert (project / made.path).read_bytes() == first
    with zipfile.ZipFile(project / made.path) as archive:
        assert {(item.date_time, item.external_attr) for item in archive.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), 0o644 << 16)
        }


# In a process of its own: what a user's shell sets is read when Python starts.
ELSEWHERE = """
import os, sys
from pathlib import Path
from foundation import packaging

os.umask(0o077)
packaging.PROJECT = Path(sys.argv[1])
packaging.CACHE = packaging.PROJECT / ".build"
print(packaging.package("code", "shared").path)
"""


def test_another_machine_s_user_builds_the_same_bytes(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    made = package("code", "shared")
    other = tmp_path_factory.mktemp("elsewhere") / "a folder, ünlike"
    # The files are made anew, in another order, so that the folder lists them in another one too.
    for path in sorted((item for item in project.rglob("*.*") if ".build" not in item.parts), reverse=True):
        if path.is_file():
            copy = other / path.relative_to(project)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
            copy.chmod(0o600)
    strange = {"LC_ALL": "C", "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "1"}
    run = subprocess.run(  # noqa: S603 (this file's own program)
        [sys.executable, "-c", ELSEWHERE, str(other)],
        env=os.environ | strange,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout.strip() == made.path, run.stderr
    assert (other / made.path).read_bytes() == (project / made.path).read_bytes()


def test_nothing_is_built_where_nothing_changed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = package("code")

    def refused(*arguments: object) -> None:
        raise AssertionError("it was built again")

    monkeypatch.setattr(packaging, "_build", refused)
    assert package("code") == made


@pytest.mark.parametrize("changed", ["code/handler.py", "code/data/a.sql", "code/requirements.txt", "shared/both.py"])
def test_a_change_gives_another_archive(project: Path, changed: str) -> None:
    before = package("code", "shared")
    with (project / changed).open("a") as file:
        file.write("# changed\n")
    after = package("code", "shared")
    assert after.path != before.path
    if changed != "code/requirements.txt":
        assert after.sha256 != before.sha256


def test_a_new_file_and_a_renamed_one_give_other_archives(project: Path) -> None:
    before = package("code")
    (project / "code" / "more.py").write_text("")
    more = package("code")
    (project / "code" / "more.py").rename(project / "code" / "other.py")
    assert len({before.path, more.path, package("code").path}) == 3


def test_what_can_not_be_packaged_is_named(project: Path) -> None:
    with pytest.raises(PackagingError, match="there is no folder elsewhere"):
        package("elsewhere")
    (project / "code" / "requirements.txt").write_text("six==1.17.0 --hash=sha256:" + "0" * 64 + "\n")
    with pytest.raises(PackagingError, match=r"code/requirements.txt can't be had as wheels for Lambda"):
        package("code")
    assert not list((project / ".build").glob("*.zip"))


def test_a_build_that_dies_leaves_no_archive(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(self: zipfile.ZipFile, *arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(zipfile.ZipFile, "writestr", dies)
        with pytest.raises(KeyboardInterrupt):
            package("code")
    assert not list((project / ".build").glob("*.zip"))
    assert names(project, package("code").path)
