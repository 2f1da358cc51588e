"""The pictures of diagrams, and those that are committed."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from catalog import TYPES
from tests.support.graph import STACKS
from tools.diagrams import svg
from tools.diagrams.__main__ import FOLDER, diagrams, pages, stale, states
from tools.diagrams.drawing import Box, Diagram, Edge, Place

SVG = "{http://www.w3.org/2000/svg}"
REGION = Place(label="eu-west-2", kind="region")
SMALL = Diagram(
    name="small",
    title="Small",
    boxes=[
        Box(identity="a", icon="compute/lambda", title="function", names=("one & only",), places=(REGION,)),
        Box(identity="b", icon="database/rds", title="database", places=(REGION,)),
    ],
    edges=[Edge(kind="data", start="a", end="b")],
)


def test_every_icon_is_one_of_awss() -> None:
    icons = {known.drawing.icon for known in TYPES.values() if known.drawing}
    assert len(icons) > 30
    assert not [icon for icon in icons if not (svg.ICONS / f"{icon}.png").is_file()]


@pytest.mark.engine
def test_a_picture_has_its_icons_inside_and_asks_for_nothing() -> None:
    text = svg.draw(SMALL)
    root = ElementTree.fromstring(text)  # noqa: S314 (our own text)
    assert {item.get("id") for item in root.iter(f"{SVG}image")} == {"lambda", "rds"}
    assert len(list(root.iter(f"{SVG}use"))) == len(SMALL.boxes)
    links = re.findall(r'href="([^"]*)"', text)
    assert len(links) == 4
    assert all(link.startswith(("#", "data:image/png;base64,")) for link in links)
    assert [item.text for item in root.iter(f"{SVG}text")] == ["eu-west-2", "function", "one & only", "database"]
    assert "prefers-color-scheme: dark" in text
    assert len(text) < 30_000


@pytest.mark.engine
def test_a_picture_says_what_diagram_it_is_of(tmp_path: Path) -> None:
    path = tmp_path / "small.svg"
    path.write_text(svg.draw(SMALL))
    assert svg.shows(path, SMALL)
    changed = Diagram(name="small", title="Small", boxes=SMALL.boxes, edges=[Edge(kind="copy", start="a", end="b")])
    assert not svg.shows(path, changed)


def test_without_graphviz_the_reason_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(svg.NoGraphvizError, match="apt-get install graphviz"):
        svg.draw(SMALL)


def test_what_differs_is_missing_or_written_by_nothing_is_stale(tmp_path: Path) -> None:
    current, changed, gone, picture = (tmp_path / name for name in ("current.md", "changed.md", "gone.svg", "a.svg"))
    for path in (current, changed, gone, picture):
        path.write_text("old")
    missing = tmp_path / "missing.svg"
    texts, pictures = {current: "old", changed: "new"}, {picture: SMALL, missing: SMALL}
    assert stale(texts, pictures, tmp_path) == {changed, gone, picture, missing}
    picture.write_text(f"{svg.fingerprint(SMALL)}\n<svg/>")
    assert picture not in stale(texts, pictures, tmp_path)


def test_the_committed_diagrams_are_those_of_the_program() -> None:
    given = states()
    assert set(given) == set(STACKS)
    drawn = diagrams(given)
    assert not stale(pages(given, drawn), {FOLDER / f"{item.name}.svg": item for item in drawn}, FOLDER)


@pytest.mark.parametrize("picture", sorted(FOLDER.glob("*.svg")), ids=lambda path: path.stem)
def test_each_word_can_be_read_at_the_width_of_a_readme(picture: Path) -> None:
    """GitHub shows a README 838 pixels wide."""
    root = ElementTree.fromstring(picture.read_text())  # noqa: S314 (our own text)
    shrunk = min(1.0, 838 / float(root.attrib["viewBox"].split()[2]))
    sizes = {float(text.attrib["font-size"]) for text in root.iter(f"{SVG}text")}
    assert min(sizes) * shrunk >= 7.5
