"""Whether the environment variables of functions and containers hold secrets."""

import re
from collections.abc import Iterator

from policy.checks.properties import check
from policy.rule import Check
from policy.values import Values

SECRET_NAME = re.compile(r"(^|_)(PASSWORD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|CREDENTIALS?)$")
ACCESS_KEY = re.compile(r"\b(AKIA|ASIA)[A-Z0-9]{16}\b")


def no_secrets(path: str, *, required: str) -> Check:
    """No variable is named as a secret's value is, or holds an access key; a secret's ARN is no secret.

    The variables at the path are an object by name, or a list of objects with a name and a value.
    """

    @check(required)
    def problems(values: Values) -> Iterator[str]:
        for name, value in _variables(values, path):
            named = SECRET_NAME.search(name.upper()) and not value.startswith("arn:")
            if named or ACCESS_KEY.search(value):
                yield f"the variable {name} holds a secret"

    return problems


def _variables(values: Values, path: str) -> Iterator[tuple[str, str]]:
    found = values.at(path)
    if isinstance(found, Values):
        yield from ((name, str(found[name])) for name in found)
    else:
        yield from ((str(item.at("name")), str(item.at("value"))) for item in values.each(path))
