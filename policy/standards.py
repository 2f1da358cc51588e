"""The controls of the standards that every stack is held against, by the type of resource: `standards.yaml`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import yaml

FILE = Path(__file__).parent / "standards.yaml"


@dataclass(frozen=True, kw_only=True)
class Control:
    """A control of a standard for resources of one type; `name` is as rules name it, such as `FSBP RDS.2`."""

    name: str
    type: str


def read(path: Path = FILE) -> tuple[Control, ...]:
    """All controls, in the order of the file."""
    content = cast(Mapping[str, Mapping[str, Sequence[str]]], yaml.safe_load(path.read_text()))
    return tuple(_controls(content))


def _controls(content: Mapping[str, Mapping[str, Sequence[str]]]) -> Iterator[Control]:
    for kind, standards in content.items():
        for standard, numbers in standards.items():
            for number in numbers:
                yield Control(name=f"{standard} {number}", type=kind)


CONTROLS = read()
