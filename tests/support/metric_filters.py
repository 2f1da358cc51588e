"""The part of the patterns of CloudWatch's metric filters that the program uses."""

import json
import re
from typing import Any


def matches(pattern: str, line: str) -> bool:
    """Whether a metric filter counts a line: by one of a list of words, or by properties of a JSON object."""
    if pattern.startswith("["):
        terms = [term.strip() for term in pattern.strip("[]").split(",")]
        words = line.split()
        wanted = [(index, term.partition("=")[2]) for index, term in enumerate(terms) if "=" in term]
        return len(words) == len(terms) and all(words[index] == value for index, value in wanted)
    if " || " in pattern:
        return any(matches(f"{{ {part.strip('()')} }}", line) for part in pattern.strip("{} ").split(" || "))
    found = re.fullmatch(r'\{ \$\.([\w.]+) = "([^"]*)" \}', pattern)
    assert found, f"unread: {pattern}"
    value: Any = json.loads(line) if line.startswith("{") else {}
    for part in found[1].split("."):
        value = value.get(part, {})
    return value == found[2]
