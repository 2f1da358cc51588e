"""The bill of materials names everything, and refuses a licence that the project may not use."""

import json
import zipfile
from email.message import Message
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.model.component import ComponentType

from config.project import PROJECT
from tools.reference import licences as page
from tools.sbom import __main__ as command
from tools.sbom import modules
from tools.sbom.contents import GO, Component, LicenseExpression, archive, archives, environment, tools
from tools.sbom.contents import modules as pinned_modules
from tools.sbom.licences import UnknownLicenceError, is_allowed, of

METADATA = "Metadata-Version: 2.4\nName: Some_Package\nVersion: 1.2\nLicense-Expression: MIT\n"


def said(**fields: str) -> Message:
    message = Message()
    message["Name"] = "some-package"
    for key, value in fields.items():
        message[key.replace("_", "-")] = value
    return message


@pytest.fixture(scope="module")
def parts() -> dict[str, Any]:
    """All that is at the top of the bill, by its name."""
    return {item.name: item for item in (*environment(), *archives(), *tools())}


def test_the_bill_is_one_of_cyclonedx_and_names_what_is_pinned(
    parts: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "FILE", tmp_path / ".build" / "sbom.json")
    monkeypatch.setattr(command, "PROJECT", tmp_path)
    assert command.main() == 0
    written = json.loads((tmp_path / ".build" / "sbom.json").read_text())
    assert (written["bomFormat"], written["specVersion"]) == ("CycloneDX", "1.6")
    assert {item["name"] for item in written["components"]} == parts.keys()
    assert {name for name in page.locked("requirements-dev.txt")} <= parts.keys()
    assert parts["pulumi"].version == version("pulumi")
    assert "names" in capsys.readouterr().out


def test_each_archive_of_a_stack_is_there_with_what_is_in_it(parts: dict[str, Any]) -> None:
    zipped = {name: item for name, item in parts.items() if name.endswith(".zip")}
    assert len(zipped) >= 6
    pinned = set(page.locked(*page.archived()))
    held = {part.name for item in zipped.values() for part in item.components if part.type is ComponentType.LIBRARY}
    assert pinned <= held
    for name, item in zipped.items():
        with zipfile.ZipFile(PROJECT / ".build" / name) as opened:
            assert set(opened.namelist()) == {part.name for part in item.components if part.type is ComponentType.FILE}


def test_an_archive_is_named_by_its_bytes_and_so_are_its_files(tmp_path: Path) -> None:
    path = tmp_path / "code.zip"
    with zipfile.ZipFile(path, "w") as written:
        written.writestr("code/handler.py", "pass\n")
        written.writestr("some_package-1.2.dist-info/METADATA", METADATA)
    made = archive(path)
    assert [one.content for one in made.hashes] == [sha256(path.read_bytes()).hexdigest()]
    (package,) = (part for part in made.components if part.type is ComponentType.LIBRARY)
    assert (package.name, package.version, str(package.purl)) == ("some-package", "1.2", "pkg:pypi/some-package@1.2")
    hashes = {part.name: [one.content for one in part.hashes] for part in made.components}
    assert hashes["code/handler.py"] == [sha256(b"pass\n").hexdigest()]


def test_the_go_programs_are_those_of_the_makefile_with_all_their_modules(parts: dict[str, Any]) -> None:
    for name, (_, folder) in GO.items():
        text = (folder / "go.mod").read_text()
        assert f"tool {name}/cmd/" in text
        assert f"{name} {parts[name].version}" in text
        indirect = [line.split()[0] for line in text.splitlines() if line.startswith("\t") and "(" not in line]
        assert {part.name for part in parts[name].components} | {name} == set(indirect)
    assert len(list(PROJECT.glob("tools/**/go.mod"))) == len(GO)


def test_a_licence_that_is_not_allowed_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inner = Component(name="copyleft", licenses=[LicenseExpression("AGPL-3.0-only")])
    outer = Component(name="code.zip", type=ComponentType.APPLICATION, components=[inner])
    monkeypatch.setattr(command, "environment", list[Any])
    monkeypatch.setattr(command, "archives", lambda: [outer])
    monkeypatch.setattr(command, "FILE", tmp_path / "sbom.json")
    monkeypatch.setattr(command, "PROJECT", tmp_path)
    assert command.main() == 1
    assert "its licence is not allowed: copyleft: AGPL-3.0-only" in capsys.readouterr().out


def test_a_library_without_a_licence_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = Component(
        name="program", type=ComponentType.APPLICATION, components=[Component(name="example.com/silent")]
    )
    for name in ("environment", "archives"):
        monkeypatch.setattr(command, name, list[Any])
    monkeypatch.setattr(command, "tools", lambda: [program])
    monkeypatch.setattr(command, "FILE", tmp_path / "sbom.json")
    monkeypatch.setattr(command, "PROJECT", tmp_path)
    assert command.main() == 1
    assert "its licence is not allowed: example.com/silent: none is known" in capsys.readouterr().out


def test_every_module_of_the_go_programs_has_its_licence(parts: dict[str, Any]) -> None:
    silent = {part.name for name in GO for part in parts[name].components if not part.licenses}
    assert silent == modules.UNSTATED.keys()
    assert modules.read().keys() == pinned_modules()


def test_a_module_of_another_version_has_to_be_read_again() -> None:
    name = "github.com/google/uuid"
    (version,) = (one.partition("@")[2] for one in modules.read() if one.startswith(f"{name}@"))
    assert modules.licence(name, version) == "BSD-3-Clause"
    assert modules.licence(name, f"{version}-other") is None
    assert modules.licence("github.com/sourcegraph/appdash-data", "v0.0.0-20151005221446-73f23eafcf67") is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Apache License\n  Version 2.0, January 2004", {"Apache-2.0"}),
        ("Permission is hereby granted, free\nof charge, to any person", {"MIT"}),
        ("Redistribution and use in source and binary forms ... endorse or promote products", {"BSD-3-Clause"}),
        ("Redistribution and use in source and binary forms, with or without", {"BSD-2-Clause"}),
        ("Mozilla Public License, version 2.0 ... GNU General Public License", {"MPL-2.0"}),
        ("GNU AFFERO GENERAL PUBLIC LICENSE Version 3", set[str]()),
    ],
)
def test_a_licence_is_recognized_by_its_text(text: str, found: set[str]) -> None:
    assert modules.recognized(text) == found


def test_the_table_is_written_from_what_modules_hold(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(modules, "FILE", tmp_path / "modules.yaml")
    pinned = {"example.com/Two@v1.0.0", "example.com/silent@v0.1.0"}
    assert modules.main(pinned, tmp_path) == 1
    assert "example.com/Two@v1.0.0 is not in" in capsys.readouterr().out
    for name in ("!two@v1.0.0", "silent@v0.1.0"):
        (tmp_path / "example.com" / name).mkdir(parents=True)
    (tmp_path / "example.com" / "!two@v1.0.0" / "LICENSE").write_text("Permission is hereby granted, free of charge")
    (tmp_path / "example.com" / "!two@v1.0.0" / "LICENSE.other").write_text("Apache License Version 2.0")
    assert modules.main(pinned, tmp_path) == 0
    _, *lines = (tmp_path / "modules.yaml").read_text().splitlines()
    assert lines == ["example.com/Two@v1.0.0: Apache-2.0 AND MIT", "example.com/silent@v0.1.0: ''"]


@pytest.mark.parametrize(
    "expression", ["MIT", "Apache-2.0 OR GPL-3.0-only", "MIT AND PSF-2.0", "(MIT OR GPL-2.0) AND ISC"]
)
def test_what_is_allowed_is_allowed(expression: str) -> None:
    assert is_allowed(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "GPL-3.0-only",
        "MIT AND GPL-2.0-only",
        "AGPL-3.0-only OR SSPL-1.0",
        "LGPL-2.1-or-later",
        "GPL-2.0 WITH Classpath-exception-2.0",
    ],
)
def test_what_is_not_allowed_is_not(expression: str) -> None:
    assert not is_allowed(expression)


@pytest.mark.parametrize(
    ("fields", "expression"),
    [
        ({"License_Expression": "MIT OR Apache-2.0", "License": "GPL"}, "MIT OR Apache-2.0"),
        ({"License": "Apache 2.0"}, "Apache-2.0"),
        ({"License": "UNKNOWN", "Classifier": "License :: OSI Approved :: MIT License"}, "MIT"),
        (
            {"License": "All of it, see LICENSE.\nNo warranty.", "Classifier": "License :: OSI Approved :: BSD"},
            "BSD-3-Clause",
        ),
    ],
)
def test_a_licence_is_read_from_what_a_package_says(fields: dict[str, str], expression: str) -> None:
    assert of(said(**fields)) == expression


@pytest.mark.parametrize(
    "fields", [{}, {"License": "see LICENSE"}, {"Classifier": "License :: Other/Proprietary License"}]
)
def test_a_package_that_does_not_say_is_none_to_use(fields: dict[str, str]) -> None:
    with pytest.raises(UnknownLicenceError, match="some-package does not say"):
        of(said(**fields))


def test_the_committed_page_is_current() -> None:
    assert page.PAGE.read_text() == page.text()
