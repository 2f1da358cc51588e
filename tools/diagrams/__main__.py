"""Writes the diagrams of each stack and component, and the page that lists them: `docs/diagrams/README.md`.

A picture that shows its diagram is left as it is: another machine's Graphviz would place it otherwise. With --check
nothing is written, and the command exits with 1 where something is stale.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT))

from ops.lib.command import run  # noqa: E402 (the path comes first)
from tests.support.graph import STACKS, build_stack  # noqa: E402 (the path comes first)
from tests.tools.report.states import state  # noqa: E402 (the path comes first)
from tools.diagrams import svg  # noqa: E402 (the path comes first)
from tools.diagrams.architecture import architecture  # noqa: E402 (the path comes first)
from tools.diagrams.component import component  # noqa: E402 (the path comes first)
from tools.diagrams.drawing import Diagram  # noqa: E402 (the path comes first)
from tools.report.facts.inventory import by_component, flat, tree  # noqa: E402 (the path comes first)
from tools.report.facts.rehearsed import Resource  # noqa: E402 (the path comes first)

FOLDER = PROJECT / "docs" / "diagrams"
STATES = Mapping[str, Sequence[Resource]]
EDGES = """| line | what it is |
| --- | --- |
| thick, blue | a payment's or a file's path |
| dashed, orange | where it goes if it was refused too often |
| grey, dark | the way out: through the firewall, the NAT gateway and the internet gateway, to allowed domains |
| dashed, red | a credential's path: a secret and who reads or rotates it, and the rotation's way to the database |
| thick, green | a copy for the second region |
| dashed, violet | what a failover changes |
| dotted, yellow | a key and what it encrypts |
| grey, thin | any other reference |
"""


def states() -> STATES:
    """What each stack's program registers."""
    return {stack: state(build_stack(stack)) for stack in STACKS}


def diagrams(given: STATES) -> list[Diagram]:
    """The stacks', and each component's as the stack has it that has most of it."""
    stacks = [architecture(stack, resources) for stack, resources in given.items()]
    made = [component(name, given[stack]) for name, stack in fullest(given).items()]
    return [*stacks, *(diagram for diagram in made if diagram.boxes)]


def fullest(given: STATES) -> dict[str, str]:
    """The stack that has most of each component."""
    counts = {stack: by_component(tree(resources)) for stack, resources in given.items()}
    names = sorted({name for of in counts.values() for name in of})
    return {name: max(given, key=lambda stack: (counts[stack].get(name, 0), stack == "prod")) for name in names}


def pages(given: STATES, drawn: Sequence[Diagram]) -> dict[Path, str]:
    """Each page with its text: a component's lists every resource, the picture shows those with an icon."""
    lists = {f"component-{name}": _list(name, given[stack]) for name, stack in fullest(given).items()}
    made = {
        FOLDER / f"{item.name}.md": f"# {item.title}\n\nWritten by `make docs`.\n\n![{item.title}]({item.name}.svg)\n"
        + lists.get(item.name, "")
        for item in drawn
    }
    return {FOLDER / "README.md": _index(drawn), **made}


def _list(name: str, resources: Sequence[Resource]) -> str:
    kinds: dict[str, list[str]] = {}
    for node in flat(tree(resources)):
        if node.component == name:
            kinds.setdefault(node.kind, []).append(f"`{node.name}`")
    rows = "".join(f"| {kind} | {', '.join(sorted(names))} |\n" for kind, names in sorted(kinds.items()))
    return f"\n| type | resources |\n| --- | --- |\n{rows}"


def _index(drawn: Sequence[Diagram]) -> str:
    rows = "".join(f"- [{item.title}]({item.name}.md)\n" for item in drawn)
    return (
        "# Diagrams\n\nWritten by `make docs` from what the program registers, with AWS's icons and Graphviz's layout; "
        "`make check` fails where one is stale. A stack's diagram shows what matters of it, a component's page each "
        f"resource.\n\n{EDGES}\n{rows}"
    )


def stale(texts: Mapping[Path, str], pictures: Mapping[Path, Diagram], folder: Path) -> set[Path]:
    """The files that are not what they must be, and those in the folder that nothing writes any more."""
    left = {path for path in folder.glob("*.*") if path not in texts and path not in pictures}
    old = {path for path, text in texts.items() if not path.exists() or path.read_text() != text}
    return left | old | {path for path, item in pictures.items() if not path.exists() or not svg.shows(path, item)}


def main() -> int:
    """Writes the files, or compares them; 2 where a picture is stale and Graphviz is not installed."""
    given = states()
    drawn = diagrams(given)
    texts, pictures = pages(given, drawn), {FOLDER / f"{item.name}.svg": item for item in drawn}
    found = stale(texts, pictures, FOLDER)
    if "--check" in sys.argv:
        for path in sorted(found):
            print(f"{path.relative_to(PROJECT)} is stale: run make docs")
        return bool(found)
    FOLDER.mkdir(exist_ok=True)
    try:
        for path in sorted(found):
            if path not in texts and path not in pictures:
                path.unlink()
            else:
                path.write_text(texts[path] if path in texts else svg.draw(pictures[path]))
    except svg.NoGraphvizError as error:
        print(error)
        return 2
    return 0


if __name__ == "__main__":
    run(main)
