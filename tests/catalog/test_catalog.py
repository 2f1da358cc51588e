"""The catalog's facts against what Pulumi's SDK and CloudFormation's registry say, and its own rules."""

import ast
import sys
from collections import Counter
from datetime import date

import pytest
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

import catalog
from catalog import SERVICES, TYPES
from catalog.resource_type import ResourceType
from config.project import PROJECT
from simulated_aws import declarations, schemas
from simulated_aws.modelling import Names

DAY = date(2026, 11, 25)
NAMES = Names(region="eu-west-2", account="123456789012", name="a-name", hex="0123456789abcdef0")
# What the program's own providers make, no SDK declares.
OF_AN_SDK = [known for known in TYPES.values() if not known.token.startswith("pulumi-python:")]


@pytest.mark.parametrize("known", OF_AN_SDK, ids=lambda known: known.token)
def test_an_input_that_the_catalog_names_is_one_of_the_types(known: ResourceType) -> None:
    inputs = declarations.input_types(known.token)
    links = [key for link in known.links for key in (link.start, link.end) if key]
    assert {*known.loose, *known.not_looked_up, *links} <= inputs.keys()
    assert known.named_by == "name" or known.named_by in inputs


@pytest.mark.parametrize("known", OF_AN_SDK, ids=lambda known: known.token)
def test_an_output_that_the_catalog_fills_in_is_one_of_the_types(known: ResourceType) -> None:
    declared = declarations.resource_class(known.token)
    assert declared
    outputs = {name.replace("_", "") for name in dir(declared)}
    assert {key.lower() for key in (*known.outputs, *(["arn"] if known.arn else []))} <= outputs


def test_each_pattern_can_be_filled_in() -> None:
    for known in TYPES.values():
        for pattern in (known.id, known.arn, *known.outputs.values()):
            assert "{" not in NAMES.fill(pattern).replace("{}", ""), known.token


def test_what_the_registry_has_under_another_name_or_not_at_all_is_stated() -> None:
    registry = {name.lower(): name for name in PROVIDER_SCHEMA_MANAGER.get_resource_types(schemas.REGION)}
    for token, known in TYPES.items():
        _, module, kind = token.split(":")
        usual = registry.get(f"aws::{module.partition('/')[0]}::{kind}".lower(), "")
        assert known.cloudformation in registry.values() or not known.cloudformation, token
        assert known.cloudformation or not usual, f"{token} is {usual} in the registry"


def test_no_type_and_no_service_is_listed_twice() -> None:
    listed = [value for file in catalog.FILES for value in vars(file).values()]
    tokens = Counter(item.token for item in listed if isinstance(item, ResourceType))
    prefixes = Counter(item.prefix for item in listed if isinstance(item, catalog.Service))
    assert [name for name, count in (tokens + prefixes).items() if count > 1] == []
    assert (tokens.keys(), prefixes.keys()) == (TYPES.keys(), SERVICES.keys())


def test_the_minutes_of_every_slow_type_have_a_source() -> None:
    assert [token for token, known in TYPES.items() if known.minutes >= 1 and not known.source] == []


def test_a_price_has_its_date_and_its_source() -> None:
    prices = [price for known in TYPES.values() for price in known.prices]
    assert len({price.what for price in prices}) == len(prices) > 15
    for price in prices:
        assert date.fromisoformat(price.date) <= DAY
        assert price.monthly > 0
        # What is said to be verified names the list that AWS publishes.
        assert not price.verified or price.source.startswith("https://pricing.us-east-1.amazonaws.com/"), price.what


@pytest.mark.parametrize(
    ("token", "file"),
    [
        ("aws:cloudwatch/logStream:LogStream", "catalog/cloudwatch.py"),
        ("aws:vpc/endpointPrivateDns:EndpointPrivateDns", "catalog/ec2.py"),
        ("aws:lambda/layerVersion:LayerVersion", "catalog/lambda_.py"),
        ("aws:evidently/project:Project", "catalog/evidently.py"),
    ],
)
def test_a_type_that_is_missing_is_refused_with_the_file_that_it_belongs_in(token: str, file: str) -> None:
    with pytest.raises(catalog.UnlistedTypeError, match=f"does not have the type {token}; add it to {file} "):
        catalog.of(token)


def test_the_catalog_imports_nothing_but_itself_and_the_standard_library() -> None:
    allowed = {"catalog", *sys.stdlib_module_names}
    for path in (PROJECT / "catalog").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [item.name for item in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert {name.partition(".")[0] for name in names} <= allowed, path.name


def test_a_token_is_written_in_the_catalog_alone() -> None:
    # Rules that judge what the program makes name the types themselves, as do files that people write.
    folders = ("components", "foundation", "simulated_aws", "tools")
    for path in (path for folder in folders for path in (PROJECT / folder).rglob("*.py")):
        constants = (node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant))
        assert [text for text in constants if text in TYPES] == [], path
