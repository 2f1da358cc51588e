"""Writes what is generated: configuration keys, controls, runbooks' index, roles' actions, checks, chains, minutes,
licences.

With --check it only compares, and exits with 1 if a page is stale.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from config.load import StackConfig
from config.project import PROJECT
from tools.reference import actions, checks, controls, escalation, licences, minutes, runbooks

CONFIGURATION = PROJECT / "docs" / "configuration.md"
CONTROLS = PROJECT / "docs" / "controls.md"
START, END = "<!-- keys -->\n", "<!-- /keys -->\n"

Schema = dict[str, Any]


def rows() -> Iterator[str]:
    """The table's lines: each key with what is allowed and its default."""
    yield "| key | allowed | default |\n| --- | --- | --- |\n"
    schema = StackConfig.model_json_schema()
    yield from _rows(schema, schema["$defs"], "")


def updated(text: str) -> str:
    """The page of the configuration with the current table in it."""
    before, rest = text.split(START)
    return before + START + "".join(rows()) + END + rest.split(END)[1]


def _rows(section: Schema, definitions: Schema, prefix: str) -> Iterator[str]:
    for key, item in section["properties"].items():
        inner = _inner(item, definitions)
        is_list = item.get("type") == "array"
        if "properties" in inner:
            yield from _rows(inner, definitions, f"{prefix}{key}{'[]' if is_list else ''}.")
        else:
            required = key in section.get("required", ()) and key != "suffix"
            default = "the stack's name" if key == "suffix" else "required" if required else f"`{_shown(item)}`"
            yield f"| `{prefix}{key}` | {_allowed(item)} | {default} |\n"


def _inner(item: Schema, definitions: Schema) -> Schema:
    """The section in a property, directly, optionally or in a list; otherwise the property itself."""
    candidates = [item, *item.get("anyOf", ()), *item.get("allOf", ()), item.get("items", {})]
    names = [candidate["$ref"].rpartition("/")[2] for candidate in candidates if "$ref" in candidate]
    return definitions[names[0]] if names else item


def _allowed(item: Schema) -> str:
    if "anyOf" in item:
        return " or ".join(_allowed(part) for part in item["anyOf"] if part.get("type") != "null")
    if item.get("type") == "array":
        return f"list of: {_allowed(item['items'])}"
    if "enum" in item:
        return ", ".join(f"`{value}`" for value in item["enum"])
    if item.get("type") == "object":
        return "mapping of texts"
    words = {"boolean": "`true`, `false`", "integer": "whole number", "number": "number", "string": "text"}
    text = item.get("description") or {"ipv4network": "network"}.get(item.get("format", ""), words[item["type"]])
    if "minimum" not in item:
        return text
    below = f" to below {item['exclusiveMaximum']}" if "exclusiveMaximum" in item else " or more"
    upper = f" to {item['maximum']}" if "maximum" in item else below
    return f"{text}, {item['minimum']}{upper}"


def _shown(item: Schema) -> str:
    default = item.get("default")
    return "none" if default is None else json.dumps(default)


def pages() -> dict[Path, str]:
    """Each page with the text that it must have."""
    return {
        CONFIGURATION: updated(CONFIGURATION.read_text()),
        CONTROLS: controls.text(),
        runbooks.PAGE: runbooks.text(),
        actions.FILE: actions.text(),
        checks.PAGE: checks.text(),
        escalation.PAGE: escalation.text(),
        minutes.PAGE: minutes.text(),
        licences.PAGE: licences.text(),
    }


def main() -> int:
    """Writes the pages, or compares them."""
    stale = [page for page, text in pages().items() if not page.exists() or page.read_text() != text]
    if "--check" in sys.argv:
        for page in stale:
            print(f"{page.relative_to(PROJECT)} is stale: run make reference")
        return bool(stale)
    for page, text in pages().items():
        page.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
