"""What a check of the configuration yields for a mistake."""

from collections import Counter
from collections.abc import Iterable, Iterator

# The key or the position in a file, the given value, and what is allowed.
Fault = tuple[str, object, str]


def repeated(key: str, values: Iterable[str]) -> Iterator[Fault]:
    """A mistake for each value that a list has more than once."""
    for value, count in Counter(values).items():
        if count > 1:
            yield key, value, f"each entry once; it is listed {count} times"
