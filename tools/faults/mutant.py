"""What a deliberate fault is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """A fault: in a file, one text becomes another; and the test that has to fail then."""

    fault: str
    file: str
    text: str
    becomes: str
    test: str
