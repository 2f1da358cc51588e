"""What AWS's own schemas say of the values of a resource: what each has to refer to, and which can't be changed.

The schemas are those of the CloudFormation registry, as cfn-lint ships them.
"""

# cfn-lint hands its schemas over untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple, cast

from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

import catalog
from simulated_aws.declarations import UNKNOWN

# The schemas of the first region are used for all: the types in use are offered in each allowed region alike.
REGION = "eu-west-2"
# Where a property has another name in the registry.
PROPERTY_NAMES = {
    "backupwindow": "preferredbackupwindow",
    "cidripv4": "cidrip",
    "function": "functionname",
    "iamdatabaseauthenticationenabled": "enableiamdatabaseauthentication",
    "identifier": "dbinstanceidentifier",
    "instanceclass": "dbinstanceclass",
    "maintenancewindow": "preferredmaintenancewindow",
    "parametergroupname": "dbparametergroupname",
    "password": "masteruserpassword",
    "replicatesourcedb": "sourcedbinstanceidentifier",
    "username": "masterusername",
    "vpcsecuritygroupids": "vpcsecuritygroups",
    "referencedsecuritygroupid": "sourcesecuritygroupid",
    "iamrolearn": "deliverlogspermissionarn",
    "assumerolepolicy": "assumerolepolicydocument",
    "deletionwindowindays": "pendingwindowindays",
}
Schema = Mapping[str, Any]


class Reference(NamedTuple):
    """A value that has to be the id of a resource of some type."""

    path: str
    value: str
    type_name: str


@cache
def schema_of(token: str) -> Schema:
    """The registry's schema of a type token; empty where the registry has none."""
    name = catalog.of(token).cloudformation
    return PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, name).schema if name else {}


@cache
def _properties(token: str) -> Schema:
    """The schemas of a type's properties by their names in lower case."""
    return {name.lower(): item for name, item in schema_of(token).get("properties", {}).items()}


@cache
def registry_name(token: str, key: str) -> str:
    """The registry's name, in lower case, of an input of a resource type."""
    lower, kind = key.lower(), token.rpartition(":")[2].lower()
    properties = _properties(token)
    if lower not in properties and f"{kind}{lower}" in properties:
        return f"{kind}{lower}"
    return PROPERTY_NAMES.get(lower, lower)


def references(token: str, inputs: Mapping[str, Any]) -> Iterator[Reference]:
    """Each value that has to refer to another resource."""
    for path, schema, value in _values(token, inputs):
        if isinstance(value, str):
            yield from _references(schema, value, path)


def _values(token: str, inputs: Mapping[str, Any]) -> Iterator[tuple[str, Schema, object]]:
    """Each value that a resource's inputs hold, but the mappings, with its path and its schema."""
    definitions, properties = schema_of(token).get("definitions", {}), _properties(token)
    for key, value in inputs.items():
        if registry_name(token, key) in properties:
            yield from _walk(properties[registry_name(token, key)], definitions, value, key)


def _walk(schema: Schema, definitions: Schema, value: object, path: str) -> Iterator[tuple[str, Schema, object]]:
    schema = _resolved(schema, definitions)
    if value is None or value == UNKNOWN:
        return
    if isinstance(value, dict):
        # The SDK flattens a list that may hold one item.
        inner = _resolved(schema.get("items", schema), definitions)
        properties = {name.lower(): item for name, item in inner.get("properties", {}).items()}
        for key, item in cast(dict[str, object], value).items():
            yield from _walk(properties.get(key.lower(), {}), definitions, item, f"{path}.{key}")
        return
    yield path, schema, value
    if isinstance(value, list):
        for number, item in enumerate(cast(list[object], value)):
            yield from _walk(schema.get("items", {}), definitions, item, f"{path}[{number}]")


def _resolved(schema: Schema, definitions: Schema) -> Schema:
    return definitions.get(schema["$ref"].rpartition("/")[2], {}) if "$ref" in schema else schema


def _references(schema: Schema, value: str, path: str) -> Iterator[Reference]:
    type_name, dot, attribute = str(schema.get("format", "")).partition(".")
    if dot and attribute == "Id":
        yield Reference(path, value, type_name)
    elif "relationshipRef" in schema:
        yield Reference(path, value, schema["relationshipRef"]["typeName"])
