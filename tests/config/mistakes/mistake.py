"""A mistake in a configuration, and what its message has to name."""

from typing import Any

# The changed keys of a valid configuration, the key that the message names, and words of what is allowed.
Mistake = tuple[dict[str, Any], str, str]
