"""Each row of the tables says where it is from, and what it names there exists in what is installed."""

# botocore and cfn-lint leave their models untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import cfnlint.rules
import pytest
from botocore import session

from simulated_aws.kinds.bounds import BOUNDS
from simulated_aws.kinds.changes import CHANGES
from simulated_aws.kinds.combinations import COMBINATIONS
from simulated_aws.kinds.domain_names import DOMAIN_NAMES
from simulated_aws.kinds.once import ONCE
from simulated_aws.kinds.remains import KEPT, WRITERS
from simulated_aws.kinds.running import RUNNING
from simulated_aws.orders import ORDERS
from simulated_aws.turns import TURNS

UNVERIFIED = "UNVERIFIED"
ROWS: Mapping[str, Sequence[str]] = {
    "bounds": [row.source for row in (*BOUNDS, *DOMAIN_NAMES)],
    "combinations": [row.source for row in COMBINATIONS],
    "history": [row.source for row in CHANGES],
    "once": [row.source for row in ONCE],
    "orders": [row.source for row in (*ORDERS, *TURNS)],
    "remains": [row.source for row in (*KEPT, *WRITERS)],
    "running": [row.source for row in RUNNING],
}
# How many rows of a table no document was found for; one less is welcome, one more is a decision.
WITHOUT_SOURCE = {"bounds": 5, "combinations": 7, "history": 0, "once": 2, "orders": 2, "remains": 0, "running": 0}
FORM = r"(botocore: |SDK |guide [a-z0-9]+: |provider \w+/\w+\.go: |cfn-lint E\d{4}: ?|(https://)?(github|docs\.aws\.amazon)\.com/).+"
SOURCES = sorted({part for rows in ROWS.values() for row in rows if row != UNVERIFIED for part in row.split("; ")})


@cache
def model(service: str) -> Any:
    return session.get_session().get_service_model(service)


@cache
def lint_rules() -> str:
    folder = Path(str(cfnlint.rules.__file__)).parent
    return "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))


@pytest.mark.parametrize("source", SOURCES)
def test_a_source_has_a_known_form(source: str) -> None:
    assert re.fullmatch(FORM, source)


@pytest.mark.parametrize("source", [source for source in SOURCES if source.startswith("botocore")])
def test_what_is_named_of_an_api_model_exists(source: str) -> None:
    named = re.findall(r"\b([a-z0-9-]+)\.([A-Z]\w+)(?:\.(\w+))?", source)
    assert named
    for service, name, member in named:
        if name in model(service).operation_names:
            errors = {error.name for error in model(service).operation_model(name).error_shapes}
            assert set(re.findall(r"\w+(?:Exception|Fault)\b", source)) <= errors
        else:
            shape = model(service).shape_for(name)
            assert not member or member in shape.members


@pytest.mark.parametrize("source", [source for source in SOURCES if source.startswith("SDK")])
def test_what_is_named_of_the_sdk_exists(source: str) -> None:
    for module, name in re.findall(r"\b([a-z0-9_]+)\.([A-Z]\w+)", source):
        found = import_module(f"pulumi_aws.{module}")
        assert hasattr(found, name) or hasattr(found, f"{name}Args")


@pytest.mark.parametrize("source", [source for source in SOURCES if source.startswith("cfn-lint")])
def test_a_rule_of_cfn_lint_exists(source: str) -> None:
    assert f'"{source.split()[1].strip(":")}"' in lint_rules()


@pytest.mark.parametrize("table", ROWS)
def test_few_rows_are_without_a_source(table: str) -> None:
    assert sum(source == UNVERIFIED for source in ROWS[table]) <= WITHOUT_SOURCE[table]
