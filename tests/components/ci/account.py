"""The account's own project, and what its policies allow."""

import json
import runpy
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pulumi
import yaml

from config.project import PROJECT
from tests.support.graph import Graph, build

BOOTSTRAP = PROJECT / "bootstrap"
# The account's stack by the stack that is deployed to it.
ACCOUNTS = {"dev": "account", "staging": "account", "prod": "production-account"}


def run_program() -> None:
    """Runs the project's program, as `pulumi up` does in its folder."""
    runpy.run_path(str(BOOTSTRAP / "__main__.py"), run_name="__main__")


def file(name: str) -> Path:
    """The committed file of an account's stack."""
    return BOOTSTRAP / f"Pulumi.{name}.yaml"


def build_account(
    name: str = "production-account",
    *,
    preview: bool = False,
    changes: Mapping[str, Any] | None = None,
    stack: str | None = None,
) -> Graph:
    """What the program registers with a committed file, with some keys changed, and as another stack."""
    values = yaml.safe_load(file(name).read_text())["config"] | {
        f"payments-bootstrap:{key}": value for key, value in (changes or {}).items()
    }
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}

    def program() -> None:
        pulumi.runtime.set_all_config(texts)
        run_program()

    return build(program, preview=preview, stack=stack or name)


def account(stack: str = "prod") -> Graph:
    """The committed account that a stack is in."""
    return _built(ACCOUNTS[stack])


@cache
def _built(name: str) -> Graph:
    return build_account(name)
