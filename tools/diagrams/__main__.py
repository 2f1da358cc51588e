"""Writes the diagrams of each stack and component, and the page that lists them: `docs/diagrams/README.md`.

With --check it only compares, and exits with 1 where one is stale.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT))

from tests.support.graph import STACKS, build_stack  # noqa: E402 (the path comes first)
from tests.tools.report.states import state  # noqa: E402 (the path comes first)
from tools.diagrams import mermaid, svg  # noqa: E402 (the path comes first)
from tools.diagrams.architecture import architecture  # noqa: E402 (the path comes first)
from tools.diagrams.component import component  # noqa: E402 (the path comes first)
from tools.diagrams.drawing import Diagram  # noqa: E402 (the path comes first)
from tools.report.facts.inventory import by_component, tree  # noqa: E402 (the path comes first)
from tools.report.facts.rehearsed import Resource  # noqa: E402 (the path comes first)

FOLDER = PROJECT / "docs" / "diagrams"
STATES = Mapping[str, Sequence[Resource]]
EDGES = """| edge | what it is |
| --- | --- |
| thick, blue | a payment's path: client, container, queue, function, database |
| thin, grey | the way out: private subnet, firewall, NAT gateway, internet gateway, internet; or a reference |
| dashed, red | a credential's path: a secret and who reads or rotates it, and the rotation's way to the database |
| dotted, yellow | a key and what it encrypts |
| thick, green | a replica for the second region |
"""


def states() -> STATES:
    """What each stack's program registers."""
    return {stack: state(build_stack(stack)) for stack in STACKS}


def diagrams(given: STATES) -> list[Diagram]:
    """The stacks', and each component's as the stack has it that has most of it."""
    counts = {stack: by_component(tree(resources)) for stack, resources in given.items()}
    names = sorted({name for of in counts.values() for name in of})
    fullest = {name: max(given, key=lambda stack: (counts[stack].get(name, 0), stack == "prod")) for name in names}
    return [
        *(architecture(stack, resources) for stack, resources in given.items()),
        *(component(name, given[fullest[name]]) for name in names),
    ]


def files(drawn: Sequence[Diagram]) -> Iterator[tuple[Path, str]]:
    """Each file with the text that it must have."""
    yield FOLDER / "README.md", _index(drawn)
    for diagram in drawn:
        page = f"# {diagram.title}\n\nWritten by `make docs`.\n\n![{diagram.title}]({diagram.name}.svg)\n\n"
        yield FOLDER / f"{diagram.name}.md", f"{page}```mermaid\n{mermaid.draw(diagram)}```\n"
        yield FOLDER / f"{diagram.name}.svg", svg.draw(diagram)


def _index(drawn: Sequence[Diagram]) -> str:
    rows = "".join(f"- [{item.title}]({item.name}.md)\n" for item in drawn)
    return (
        "# Diagrams\n\nWritten by `make docs` from what the program registers; `make check` fails where a diagram "
        f"is stale. A stack's diagram shows what matters of it, a component's every resource.\n\n{EDGES}\n{rows}"
        "\n![The stack prod](prod.svg)\n"
    )


def stale(wanted: Mapping[Path, str], folder: Path) -> set[Path]:
    """The files that are not what they must be, and those in the folder of diagrams that nothing draws any more."""
    left = {path for path in folder.glob("*.*") if path not in wanted}
    return left | {path for path, text in wanted.items() if not path.exists() or path.read_text() != text}


def main() -> int:
    """Writes the files, or compares them."""
    wanted = dict(files(diagrams(states())))
    found = stale(wanted, FOLDER)
    if "--check" in sys.argv:
        for path in sorted(found):
            print(f"{path.relative_to(PROJECT)} is stale: run make docs")
        return bool(found)
    FOLDER.mkdir(exist_ok=True)
    for path in found - wanted.keys():
        path.unlink()
    for path, text in wanted.items():
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
