"""Under which licence a Python package is, and which licences the project may use."""

from collections.abc import Mapping
from email.message import Message
from functools import cache
from typing import Any, cast

import license_expression
from cyclonedx.spdx import is_expression, is_supported_id

# What asks for no more than its text and its authors' names beside a copy; EPL-2.0 and MPL-2.0 also for a file's own
# changes, and the Unlicense for nothing.
ALLOWED = frozenset(
    (
        *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CNRI-Python", "EPL-2.0", "ISC", "MIT", "MIT-0"),
        *("MIT-CMU", "MPL-2.0", "PSF-2.0", "Unlicense"),
    )
)
# What packages write that have no SPDX identifier.
MEANING: Mapping[str, str] = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "MIT License": "MIT",
    "PSFL": "PSF-2.0",
}
# Read in the package's own licence file, where its metadata is vague.
READ: Mapping[str, str] = {
    "jinja2": "BSD-3-Clause",
    "mysql-replication": "Apache-2.0",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
}
CLASSIFIER = "License :: OSI Approved :: "


class UnknownLicenceError(Exception):
    """A package that does not say under which licence it is."""


@cache
def _spdx() -> Any:
    return cast(Any, license_expression).get_spdx_licensing()


def of(metadata: Message) -> str:
    """The SPDX expression of a package's licence, by its metadata; raises UnknownLicenceError where that says none."""
    name = normalized(str(metadata["Name"]))
    if name in READ:
        return READ[name]
    classifiers = [item for item in metadata.get_all("Classifier") or () if item.startswith(CLASSIFIER)]
    said = (
        metadata["License-Expression"],
        metadata["License"],
        *(item.removeprefix(CLASSIFIER) for item in classifiers),
    )
    for text in said:
        candidate = MEANING.get(str(text), str(text))
        if is_supported_id(candidate) or is_expression(candidate):
            return candidate
    raise UnknownLicenceError(f"{name} does not say under which licence it is: read it, and add it to {__name__}.READ")


def is_allowed(expression: str) -> bool:
    """Whether a package under a licence may be used: where there is a choice, one of the choices has to be allowed."""
    parsed = _spdx().parse(expression, validate=True)
    allowed = {symbol: _spdx().TRUE if str(symbol) in ALLOWED else _spdx().FALSE for symbol in parsed.symbols}
    return parsed.subs(allowed).simplify() == _spdx().TRUE


def normalized(name: str) -> str:
    """A package's name as the index writes it."""
    return name.lower().replace("_", "-").replace(".", "-")
