"""The check of the files: what is in the project passes, and every mistake is named."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from components.flags import FlagsError, read_flags
from config.project import PROJECT

Content = dict[str, Any]
Change = Callable[[Content], object]


def written(folder: Path, operations: str, releases: str) -> str:
    (folder / "operations.json").write_text(operations)
    (folder / "releases.json").write_text(releases)
    return str(folder)


def committed(name: str) -> str:
    return (PROJECT / "flags" / f"{name}.json").read_text()


def refused(folder: Path, *, operations: str | None = None, releases: str | None = None) -> str:
    with pytest.raises(FlagsError) as caught:
        read_flags(written(folder, operations or committed("operations"), releases or committed("releases")))
    return str(caught.value)


def test_the_projects_flags_are_read_from_any_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = read_flags("flags")
    monkeypatch.chdir(tmp_path)
    assert Path.cwd() != PROJECT
    assert read_flags("flags") == here
    assert json.loads(here.releases) == json.loads(committed("releases"))


def test_the_order_of_keys_and_the_spaces_change_nothing(tmp_path: Path) -> None:
    turned = {name: json.loads(committed(name)) for name in ("operations", "releases")}
    texts = {name: json.dumps(dict(reversed(item.items())), indent=7) for name, item in turned.items()}
    assert read_flags(written(tmp_path, **texts)) == read_flags("flags")


def attribute(value: object, **constraints: object) -> Change:
    """A plain flag with one attribute under constraints, and its value."""

    def change(content: Content) -> None:
        content["flags"]["verify_balance"] = {"attributes": {"limit": {"constraints": constraints}}}
        content["values"]["verify_balance"] = {"enabled": True, "limit": value}

    return change


def variants(*items: Content) -> Change:
    def change(content: Content) -> None:
        content["values"]["verify_balance"] = {"_variants": list(items)}

    return change


def rules(*texts: str) -> Change:
    """Variants with rules, and the default."""
    named = [{"name": f"V{index}", "enabled": True, "rule": text} for index, text in enumerate(texts)]
    return variants(*named, {"name": "Default", "enabled": False})


def put(*path: str | int, value: object) -> Change:
    def change(content: Content) -> None:
        here: Any = content
        for part in path[:-1]:
            here = here[part]
        here[path[-1]] = value

    return change


def drop(*path: str | int) -> Change:
    def change(content: Content) -> None:
        here: Any = content
        for part in path[:-1]:
            here = here[part]
        del here[path[-1]]

    return change


LEDGER = ("values", "ledger_insert", "_variants")
CONSTRAINTS = ("flags", "ledger_insert", "attributes", "variant", "constraints")
MISTAKES: dict[str, tuple[Change, str]] = {
    "no version": (drop("version"), "version: got nothing"),
    "another version": (put("version", value="2"), "version: got 2"),
    "a number as version": (put("version", value=1), "version: got 1"),
    "an unknown key": (put("extra", value=1), "extra: got 1"),
    "an unknown key of a flag": (put("flags", "verify_balance", "colour", value="red"), "verify_balance.colour"),
    "a key with a capital": (put("flags", "Verify", value={}), "flags.Verify"),
    "a key of 65 characters": (put("flags", "k" * 65, value={}), "k" * 65),
    "a name of two lines": (put("flags", "verify_balance", "name", value="a\nb"), "flags.verify_balance.name"),
    "a description too long": (put("flags", "verify_balance", "description", value="x" * 1025), ".description"),
    "a flag without a value": (drop("values", "verify_balance"), "a value at values.verify_balance"),
    "a value without a flag": (drop("flags", "verify_balance"), "the flags that are declared: ledger_insert"),
    "an unknown flag": (put("flags", "other", value={}), "exactly ledger_insert, verify_balance"),
    "an unknown deprecation": (
        put("flags", "verify_balance", "_deprecation", value={"status": "done"}),
        "_deprecation.status: got done",
    ),
    "a deprecation without a date": (
        put("flags", "verify_balance", "_deprecation", value={"status": "planned", "date": "soon"}),
        "_deprecation.date: got soon",
    ),
    "a deprecation on no day of the calendar": (
        put("flags", "verify_balance", "_deprecation", value={"status": "planned", "date": "2027-02-30"}),
        "_deprecation.date: got 2027-02-30",
    ),
    "26 attributes": (
        put("flags", "ledger_insert", "attributes", value={f"a{number}": {"description": ""} for number in range(26)}),
        "flags.ledger_insert.attributes",
    ),
    "an unknown type": (put(*CONSTRAINTS, "type", value="date"), "constraints"),
    "a minimum of a text": (put(*CONSTRAINTS, "minimum", value=1), "constraints.minimum"),
    "a pattern beside an enumeration": (put(*CONSTRAINTS, "pattern", value="s.*"), "pattern and enum"),
    "a pattern that is none": (attribute("x", type="string", pattern="("), "a regular expression"),
    "a minimum above the maximum": (attribute(1, type="number", minimum=2, maximum=1), "at most the maximum, 1"),
    "an unknown attribute": (
        put("values", "verify_balance", value={"enabled": True, "size": 1}),
        "values.verify_balance.size: got 1; allowed: the attributes that are declared: none",
    ),
    "an unknown attribute of a variant": (
        put(*LEDGER, 0, "attributeValues", "size", value=1),
        "_variants[0].attributeValues.size: got 1; allowed: the attributes that are declared: variant",
    ),
    "a required attribute missing": (drop(*LEDGER, 2, "attributeValues"), "_variants[2].attributeValues.variant"),
    "a text outside its enumeration": (
        put(*LEDGER, 1, "attributeValues", "variant", value="both"),
        "got both; allowed: one of single, separate",
    ),
    "a text outside its pattern": (attribute("b", type="string", pattern="^a"), "a text that matches ^a"),
    "a text as number": (attribute("1", type="number"), "got 1; allowed: a number"),
    "a boolean as number": (attribute(True, type="number"), "got true; allowed: a number"),
    "a number too small": (attribute(1, type="number", minimum=2), "got 1; allowed: at least 2"),
    "a number too large": (attribute(3, type="number", maximum=2), "got 3; allowed: at most 2"),
    "a text as boolean": (attribute("true", type="boolean"), "got true; allowed: true or false"),
    "a text as array": (attribute("a", type="array"), "an array with at least one element"),
    "an empty array": (attribute([], type="array"), "an array with at least one element"),
    "an array of two kinds": (attribute(["a", 1], type="array"), "an array of texts, or of numbers"),
    "an element too large": (
        attribute([1, 9], type="array", elements={"type": "number", "maximum": 5}),
        "an array, each element at most 5",
    ),
    "a text too long": (attribute("x" * 1025, type="string"), "a text of at most 1024 characters"),
    "an object as attribute": (attribute({"a": 1}, type="string"), "a text of at most 1024 characters"),
    "null": (put("values", "verify_balance", "enabled", value=None), "values.verify_balance.enabled: got null"),
    "a plain value without enabled": (put("values", "verify_balance", value={}), "enabled: got nothing"),
    "enabled as a text": (put("values", "verify_balance", value={"enabled": "false"}), "enabled: got false"),
    "enabled beside variants": (put("values", "verify_balance", "enabled", value=True), "_variants beside a value"),
    "no variants": (variants(), "values.verify_balance._variants"),
    "33 variants": (rules(*[f"(split pct::{number} by::$account)" for number in range(1, 33)]), "_variants"),
    "a variant without a name": (drop(*LEDGER, 0, "name"), "_variants[0].name: got nothing"),
    "two variants of one name": (put(*LEDGER, 1, "name", value="A"), "a name that no other variant has"),
    "an unknown key of a variant": (put(*LEDGER, 0, "weight", value=1), "_variants[0].weight"),
    "a default with a rule": (put(*LEDGER, 2, "rule", value='(exists key::"account")'), "the last variant is the"),
    "a variant without a rule": (drop(*LEDGER, 0, "rule"), "only the last variant, the default, has none"),
    "a rule that is none": (rules("(splt pct::1)"), "character 2: splt is no operator"),
    "a percentage above 100": (rules("(split pct::101 by::$account)"), "is no percentage; allowed are 0 to 100"),
    "a percentage below 0": (rules("(split pct::-1 by::$account)"), "is no percentage; allowed are 0 to 100"),
    "a split that reaches nobody": (
        rules("(split pct::20 by::$account)", "(split pct::20 by::$account)"),
        "got pct::20; allowed: more than the 20 that earlier variants take",
    ),
    "a split inside a rule that reaches nobody": (
        rules("(split pct::20 by::$account)", '(and (eq $account "1") (split pct::10 by::$account))'),
        "more than the 20",
    ),
    "a context that nobody gives": (rules('(eq $user "1")'), "got $user; allowed: the context that functions give"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_refused_with_its_place(mistake: str, tmp_path: Path) -> None:
    change, message = MISTAKES[mistake]
    content = json.loads(committed("releases"))
    change(content)
    found = refused(tmp_path, releases=json.dumps(content))
    assert message in found
    assert f"{tmp_path}/releases.json: " in found
    assert "operations.json" not in found


def unconstrained(content: Content) -> None:
    content["flags"]["ledger_insert"]["attributes"] = {"variant": {}, "other": {"description": "not used yet"}}


GOOD: dict[str, Change] = {
    "a pattern": attribute("ab", type="string", pattern="^a"),
    "a range": attribute(2, type="number", minimum=1, maximum=3),
    "an array": attribute([1, 2.5], type="array", elements={"type": "number"}),
    "a boolean": attribute(False, type="boolean", required=True),
    "no constraint": unconstrained,
    "growing splits": rules("(split pct::10 by::$account)", "(split pct::30 by::$account)"),
    "splits of two seeds": rules('(split pct::9 by::$account seed::"a")', '(split pct::9 by::$account seed::"b")'),
    "an alternative to a split": rules(
        "(split pct::9 by::$account)", '(or (eq $account "1") (split pct::5 by::$account))'
    ),
    "an empty rule of the default": put(*LEDGER, 2, "rule", value=""),
    "a flag that is to go": put(
        "flags", "verify_balance", "_deprecation", value={"status": "planned", "date": "2027-01-31"}
    ),
    "AppConfig's own keys": put("flags", "verify_balance", "_createdAt", value="2026-11-25T00:00:00Z"),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_appconfig_takes_passes(name: str, tmp_path: Path) -> None:
    content = json.loads(committed("releases"))
    GOOD[name](content)
    read_flags(written(tmp_path, committed("operations"), json.dumps(content)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "line 1 column 2"),
        ('{"version": "1",\n}', "line 2 column 1"),
        ("[]", "allowed: Input should be a valid dictionary"),
        ('{"version": "1", "version": "1"}', "the key 'version' occurs twice"),
        ('{"version": NaN}', "NaN is no number of JSON"),
        ("[" * 5_000, "allowed: a JSON file in UTF-8"),
    ],
)
def test_a_file_that_is_no_json_object_is_refused(text: str, message: str, tmp_path: Path) -> None:
    assert message in refused(tmp_path, releases=text)


def test_a_missing_file_and_one_in_another_encoding_are_refused(tmp_path: Path) -> None:
    folder = written(tmp_path, committed("operations"), committed("releases"))
    (tmp_path / "releases.json").write_bytes(b"\xff")
    os.remove(tmp_path / "operations.json")
    with pytest.raises(FlagsError, match=r"(?s)operations\.json: got .*No such file.*releases\.json: got 'utf-8'"):
        read_flags(folder)


def test_a_file_that_appconfig_cannot_store_is_refused(tmp_path: Path) -> None:
    content = json.loads(committed("releases"))
    attributes = {f"a{number}": {"description": "x" * 1024} for number in range(25)}
    content["flags"] |= {f"flag{number}": {"attributes": attributes} for number in range(82)}
    content["values"] |= {f"flag{number}": {"enabled": False} for number in range(82)}
    assert "allowed: at most 2097152 bytes" in refused(tmp_path, releases=json.dumps(content))


def test_the_kill_switch_has_no_variants(tmp_path: Path) -> None:
    content = json.loads(committed("operations"))
    content["values"]["stop_processing"] = {"_variants": [{"name": "Default", "enabled": True}]}
    assert "the flag holds for every payment" in refused(tmp_path, operations=json.dumps(content))


def test_every_mistake_of_both_files_is_listed_at_once(tmp_path: Path) -> None:
    operations, releases = json.loads(committed("operations")), json.loads(committed("releases"))
    operations["values"]["stop_processing"]["since"] = 1
    rules("(split pct::1)", "(")(releases)
    found = refused(tmp_path, operations=json.dumps(operations), releases=json.dumps(releases))
    assert len(found.splitlines()) == 4
