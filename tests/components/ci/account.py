"""The account's own project, and what its policies allow."""

import json
import runpy
from collections.abc import Mapping
from functools import cache
from typing import Any

import pulumi
import yaml

from config.project import PROJECT
from tests.support.graph import Graph, build

BOOTSTRAP = PROJECT / "bootstrap"
FILE = BOOTSTRAP / "Pulumi.account.yaml"


def run_program() -> None:
    """Runs the project's program, as `pulumi up` does in its folder."""
    runpy.run_path(str(BOOTSTRAP / "__main__.py"), run_name="__main__")


def build_account(*, preview: bool = False, changes: Mapping[str, Any] | None = None) -> Graph:
    """What the program registers with the committed file, with some keys changed."""
    values = yaml.safe_load(FILE.read_text())["config"] | {
        f"payments-bootstrap:{key}": value for key, value in (changes or {}).items()
    }
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}

    def program() -> None:
        pulumi.runtime.set_all_config(texts)
        run_program()

    return build(program, preview=preview, stack="account")


@cache
def account() -> Graph:
    """The committed account."""
    return build_account()
