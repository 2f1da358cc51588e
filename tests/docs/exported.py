"""The outputs of a stack as the program names them."""

import re
from collections.abc import Mapping

from config.project import PROJECT


def exported() -> Mapping[str, str]:
    """The outputs by name, each with the component that it is of."""
    found: list[tuple[str, str]] = re.findall(
        r'^ +"(\w+)": (?:parts\.)?(\w+)\.\w', (PROJECT / "outputs.py").read_text(), re.MULTILINE
    )
    assert len(found) > 90
    return dict(found)
