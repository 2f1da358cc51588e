"""The structure of the code is what docs/architecture.md says: layers, folders, sizes, and components."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from inspect import get_annotations
from pathlib import Path
from typing import Any

import pytest

from config.project import PROJECT
from foundation.component import Component
from tests.support.graph import STACKS, run_stack

# What each folder may import of the others.
LAYERS: Mapping[str, set[str]] = {
    "access": set(),
    "catalog": set(),
    "config": {"catalog"},
    "foundation": {"catalog", "config"},
    "components": {"catalog", "config", "foundation"},
    "policy": {"access"},
    "simulated_aws": {"access", "catalog"},
    "ops": {"catalog", "components", "config"},
    "lambdas": set(),
    "lambda_src": {"lambdas"},
    "rotation_lambda": {"lambdas"},
}
# Prices say nothing of what is safe, so that a wrong one can't satisfy both what is checked and what checks it.
BESIDE: Mapping[str, set[str]] = {"policy/rules/costs.py": {"catalog.idle"}}
LONGEST_FILE = 300
# One component after the other.
LONGEST_PROGRAM = 250
FOLDERS = (*LAYERS, "bootstrap", "tools", "tests")


@cache
def modules(folder: str) -> Mapping[Path, ast.Module]:
    return {path: ast.parse(path.read_text()) for path in sorted((PROJECT / folder).rglob("*.py"))}


def imported(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("folder", LAYERS)
def test_imports_follow_the_layers(folder: str) -> None:
    for path, module in modules(folder).items():
        names = set(imported(module)) - BESIDE.get(path.relative_to(PROJECT).as_posix(), set())
        others = {name.partition(".")[0] for name in names} & set(FOLDERS) - {folder}
        assert others <= LAYERS[folder], path


def test_components_import_each_other_without_a_circle() -> None:
    uses: dict[str, set[str]] = {}
    for path, module in modules("components").items():
        package = path.relative_to(PROJECT / "components").parts[0]
        names = (name.split(".") for name in imported(module) if name.startswith("components."))
        uses.setdefault(package, set()).update(name[1] for name in names if name[1] != package)
    left = dict(uses)
    while left:
        free = [package for package, others in left.items() if not others & left.keys()]
        assert free, f"a circle among {', '.join(left)}"
        for package in free:
            del left[package]


def test_no_file_repeats_its_folders_name() -> None:
    for folder in FOLDERS:
        for path in modules(folder):
            parent = path.parent.name
            assert not path.stem.startswith((parent, f"{parent.removesuffix('s')}_")), path


def test_every_file_can_be_read_in_one_sitting() -> None:
    for folder in FOLDERS:
        for path in modules(folder):
            assert len(path.read_text().splitlines()) <= LONGEST_FILE, path
    assert len((PROJECT / "__main__.py").read_text().splitlines()) <= LONGEST_PROGRAM


def test_every_folder_says_its_job_in_a_sentence() -> None:
    for folder in LAYERS:
        for path in {path.parent for path in modules(folder)}:
            assert ast.get_docstring(ast.parse((path / "__init__.py").read_text())), path


def test_only_what_the_programs_make_takes_arguments_of_its_own() -> None:
    programs = (PROJECT / "__main__.py").read_text() + (PROJECT / "bootstrap" / "__main__.py").read_text()
    for path, module in modules("components").items():
        for node in ast.walk(module):
            if isinstance(node, ast.ClassDef) and node.name.endswith("Args"):
                assert f"{node.name}(" in programs, path


@pytest.mark.parametrize("stack", STACKS)
def test_every_component_publishes_what_it_declares(stack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Component] = []
    publish = Component.publish

    def noted(self: Component, **outputs: object) -> None:
        made.append(self)
        publish(self, **outputs)

    monkeypatch.setattr(Component, "publish", noted)
    run_stack(stack)
    assert len(made) > 50
    for component in made:
        declared: dict[str, Any] = {
            name: kind for base in type(component).__mro__ for name, kind in get_annotations(base).items()
        }
        own = [name for name in declared if not name.startswith("_")]
        assert [name for name in own if not hasattr(component, name)] == [], type(component)
