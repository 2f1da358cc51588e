"""Whether the environment variables of functions and containers hold secrets."""

import re
from collections.abc import Iterator

from policy.checks.properties import check
from policy.rule import Check
from policy.values import Values

# What a name ends in, its words run together, that is a secret's value; a number or a word for it may follow.
NAMED = re.compile(
    r"(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|APIKEY|PRIVATEKEY|SECRETKEY|SIGNINGKEY|ENCRYPTIONKEY|ACCESSKEY|CREDENTIALS?)"
    r"(VALUE|TEXT)?\d*$"
)
# The same as words of their own: others end in these letters too.
WORDS = re.compile(r"(^|_)(PASS|PWD|PW|PAT|PIN|AUTH)(_VALUE)?_?\d*$")
# Where a secret is: its ARN, which is no secret.
PLACE = re.compile(r"arn:aws[a-z-]*:(secretsmanager|ssm|kms):[a-z0-9-]+:\d{12}:\S+")
# What is one whatever its name is: keys, tokens by which their givers know them, and passwords in URLs and settings.
VALUES = tuple(
    map(
        re.compile,
        (
            r"\b(AKIA|ASIA)[A-Z0-9]{16}\b",
            r"\b(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{20,})",
            r"\bpul-[0-9a-f]{40}\b",
            r"\b[sr]k_(live|test)_\w{16,}",
            r"\bxox[abprs]-[\w-]{10,}",
            r"-----BEGIN [A-Z ]*PRIVATE KEY",
            r"(?i)\b[a-z][a-z0-9+.-]*://[^/\s:@]*:[^/\s@]+@",
            r"(?i)\b(password|passwd|pwd|secret|token)[\"']?\s*[=:]\s*[\"']?[^\s\"';]",
            r"(?i)\b(bearer|basic)\s+[\w+/=.-]{16,}",
        ),
    )
)


def no_secrets(path: str, *, required: str) -> Check:
    """No variable at a path, of an object or of objects in a list, has the name or the look of a secret's value.

    A secret's ARN is none. Objects in a list are refused by their names while their values are unknown.
    """

    @check(required)
    def problems(values: Values) -> Iterator[str]:
        for name, item, key in _variables(values, path):
            known = item.is_known(key)
            if _is_secret(name, str(item[key])) if known else key == "value" and _is_named(name):
                yield f"the variable {name} holds a secret"
        for _, item, key in _variables(values, path):
            # What is not known yet may be one.
            item.at(key)

    return problems


def _variables(values: Values, path: str) -> Iterator[tuple[str, Values, str]]:
    """Each variable's name, and where its value stands."""
    for item in values.each(path):
        if "name" in item and "value" in item:
            yield str(item["name"]), item, "value"
        elif "name" not in item:
            yield from ((name, item, name) for name in item)


def _is_secret(name: str, value: str) -> bool:
    return not PLACE.fullmatch(value) and (_is_named(name) or any(look.search(value) for look in VALUES))


def _is_named(name: str) -> bool:
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).upper().replace("-", "_")
    return bool(NAMED.search(words.replace("_", "")) or WORDS.search(words))
