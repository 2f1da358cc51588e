"""Writes the bill of materials to `.build/sbom.json`, in CycloneDX's JSON.

Exits with 1 where something is under a licence that the project may not use.
"""

from typing import Any, cast

from cyclonedx.model import bom
from cyclonedx.model.component import ComponentType
from cyclonedx.output.json import JsonV1Dot6

from config.project import PROJECT
from ops.lib.command import run
from tools.sbom.contents import Component, archives, environment, inside, tools
from tools.sbom.licences import is_allowed
from tools.sbom.modules import UNSTATED

FILE = PROJECT / ".build" / "sbom.json"


def bill() -> Any:
    """All that the project is made of."""
    parts = [*environment(), *archives(), *tools()]
    whole = Component(type=ComponentType.APPLICATION, name="payments", bom_ref="payments")
    made = cast(Any, bom).Bom(components=parts)
    made.metadata.component = whole
    made.register_dependency(whole, parts)
    return made


def refused(made: Any) -> list[str]:
    """What of a bill is under a licence that is not allowed, or under none that is known, each with the licence."""
    found: list[str] = []
    for component in inside(list(made.components)):
        stated = [str(licence.value) for licence in component.licenses]
        found += [f"{component.name}: {licence}" for licence in stated if not is_allowed(licence)]
        if not stated and component.type is ComponentType.LIBRARY and component.name not in UNSTATED:
            found.append(f"{component.name}: none is known")
    return sorted(found)


def main() -> int:
    """Writes the bill, and says what is not allowed."""
    made = bill()
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(JsonV1Dot6(made).output_as_string(indent=2))
    wrong = refused(made)
    for line in wrong:
        print(f"its licence is not allowed: {line}")
    print(f"{FILE.relative_to(PROJECT)} names {sum(1 for _ in inside(list(made.components)))} components")
    return bool(wrong)


if __name__ == "__main__":
    run(main)
