"""What a deliberate fault is."""

import ast
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tools.mutants.faults.place import At, PlaceError, Text


@dataclass(frozen=True)
class Mutant:
    """A fault: the code at a place becomes something else or is removed, and a test has to fail then."""

    fault: str
    place: At | Text
    becomes: str = field(kw_only=True)
    test: str = field(kw_only=True)

    def check(self, project: Path) -> None:
        """Raises PlaceError unless the place and the test are in the project."""
        file, _, name = self.test.partition("::")
        for path in (self.place.file, file):
            if not (project / path).is_file():
                raise PlaceError(f"there is no {path}")
        if name not in _functions(project / file):
            raise PlaceError(f"{file} has no {name}")
        self.place.changed((project / self.place.file).read_text(), self.becomes)


@cache
def _functions(path: Path) -> frozenset[str]:
    return frozenset(node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef))
