"""The README and the pages beside it say what is true."""

import re
from pathlib import Path

import pytest

from config.project import PROJECT
from tests.docs.exported import exported

ARCHITECTURE = (PROJECT / "docs" / "architecture.md").read_text()
PAGES = [PROJECT / "README.md", *(PROJECT / "docs").rglob("*.md")]


def test_every_file_and_folder_that_the_layout_names_exists() -> None:
    layout = ARCHITECTURE.partition("## Layout")[2].partition("\n## ")[0]
    named: list[str] = re.findall(r"`([\w./-]*[./][\w./-]*)`", layout)
    known = {path.name for path in PROJECT.rglob("*") if ".venv" not in path.parts}
    assert len(named) > 15
    for name in named:
        assert (PROJECT / name).exists() or name.rstrip("/") in known, name


def test_every_make_target_that_a_page_names_exists() -> None:
    makefile = (PROJECT / "Makefile").read_text()
    text = "\n".join(page.read_text() for page in PAGES)
    targets: set[str] = set(re.findall(r"(?:^ *|`)make ([a-z]+)", text, re.MULTILINE))
    assert {"rehearse", "test", "verify"} <= targets
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def anchor(heading: str) -> str:
    """What a heading is linked to by, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(PROJECT).as_posix())
def test_every_link_leads_to_a_page_and_a_heading(page: Path) -> None:
    for target, name in re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", page.read_text()):
        linked = page.parent / target if target else page
        assert linked.exists(), target
        headings: list[str] = re.findall(r"^#+ (.*)$", linked.read_text(), re.MULTILINE) if name else []
        assert not name or name in map(anchor, headings), f"{target}#{name}"


def test_every_part_of_the_program_has_an_output() -> None:
    program = (PROJECT / "__main__.py").read_text()
    parts: set[str] = set(re.findall(r"^(\w+) = [A-Z]\w+\(\n? *\"", program, re.MULTILINE))
    # They hand on what other parts show: a link to experiments, alarms of the topic, what the second region has first,
    # and how the regions' functions are signed.
    assert parts - set(exported().values()) == {"chaos_link", "objectives", "signing", "standby"}


def test_every_output_is_described() -> None:
    table = (PROJECT / "docs" / "outputs.md").read_text()
    described: set[str] = set(re.findall(r"`(\w+)`", table))
    assert exported().keys() == described
