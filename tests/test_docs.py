"""The README says what is true."""

import re

from tests.graph import PROJECT

README = (PROJECT / "README.md").read_text()


def test_every_file_and_folder_that_the_readme_names_exists() -> None:
    layout = README.partition("## Layout")[2].partition("## The network")[0]
    named: list[str] = re.findall(r"`([\w./-]*[./][\w./-]*)`", layout)
    known = {path.name for path in PROJECT.rglob("*") if ".venv" not in path.parts}
    assert len(named) > 15
    for name in named:
        assert (PROJECT / name).exists() or name.rstrip("/") in known, name


def test_every_make_target_that_the_readme_names_exists() -> None:
    makefile = (PROJECT / "Makefile").read_text()
    targets: set[str] = set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE))
    assert {"rehearse", "test"} <= targets
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_output_is_described() -> None:
    exported: set[str] = set(re.findall(r'pulumi\.export\("(\w+)"', (PROJECT / "__main__.py").read_text()))
    table = README.partition("## Outputs")[2]
    described: set[str] = set(re.findall(r"`(\w+)`", table))
    assert exported
    assert exported == described
