"""What the rules of a stack's configuration yield for a mistake."""

from collections import Counter
from collections.abc import Iterable, Iterator

# The key, what is given, and what is allowed.
Fault = tuple[str, object, str]


def repeated(key: str, values: Iterable[str]) -> Iterator[Fault]:
    """A mistake for each value that stands in a list more than once."""
    for value, count in Counter(values).items():
        if count > 1:
            yield key, value, f"each entry once; it stands there {count} times"
