"""Whether the environment variables of functions and containers hold secrets."""

import re
from collections.abc import Iterator

from policy.checks.properties import check
from policy.rule import Check
from policy.values import Values

SECRET_NAME = re.compile(r"(^|_)(PASSWORD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|CREDENTIALS?)$")
ACCESS_KEY = re.compile(r"\b(AKIA|ASIA)[A-Z0-9]{16}\b")


def no_secrets(path: str, *, required: str) -> Check:
    """No variable at a path is named as a secret's value is, or holds an access key; a secret's ARN is no secret."""

    @check(required)
    def problems(values: Values) -> Iterator[str]:
        variables = values.at(path)
        for name in variables if isinstance(variables, Values) else ():
            text = str(variables[name])
            named = SECRET_NAME.search(name.upper()) and not text.startswith("arn:")
            if named or ACCESS_KEY.search(text):
                yield f"the variable {name} holds a secret"

    return problems


def no_secret_names(path: str, *, required: str) -> Check:
    """No object in the list at a path is named as a secret's value is, whatever its value, which may be unknown."""

    @check(required)
    def problems(values: Values) -> Iterator[str]:
        for item in values.each(path):
            if SECRET_NAME.search(str(item.at("name")).upper()):
                yield f"the variable {item['name']} holds a secret"

    return problems
