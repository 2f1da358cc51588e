"""A table that is strongly consistent over regions stands in exactly three of one set."""

from typing import Any

import pytest

from catalog import dynamodb
from simulated_aws.rules import value_faults

HERE, THERE, THIRD = "eu-west-2", "eu-west-1", "eu-west-3"
TABLE: dict[str, Any] = {
    "name": "lease",
    "hashKey": "lease",
    "attributes": [{"name": "lease", "type": "S"}],
    "billingMode": "PAY_PER_REQUEST",
    "region": HERE,
    "replicas": [{"regionName": THERE, "consistencyMode": "STRONG"}],
    "globalTableWitness": {"regionName": THIRD},
}


def strong(*regions: str) -> list[dict[str, str]]:
    return [{"regionName": region, "consistencyMode": "STRONG"} for region in regions]


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"globalTableWitness": None}, "exactly 2 replicas, or 1 replica and 1 witness"),
    ({"replicas": strong(THERE, THIRD), "globalTableWitness": {"regionName": "eu-central-1"}}, "exactly 2 replicas"),
    ({"replicas": [*strong(THERE), {"regionName": THIRD}], "globalTableWitness": None}, "exactly 2 replicas"),
    ({"replicas": [{"regionName": THERE}]}, "must be set as STRONG"),
    ({"globalTableWitness": {"regionName": HERE}}, "not of one region each"),
    ({"globalTableWitness": {"regionName": THERE}}, "not of one region each"),
    ({"globalTableWitness": {"regionName": "eu-north-1"}}, "not of one region set"),
    ({"replicas": strong("us-east-1")}, "not of one region set"),
    ({"replicas": strong(HERE)}, "Cannot add, delete, or update the local region"),
    ({"ttl": {"enabled": True, "attributeName": "until"}}, "no time to live"),
    ({"localSecondaryIndexes": [{"name": "by-region"}]}, "has none"),
]
RIGHT: list[dict[str, Any]] = [
    {},
    {"replicas": strong(THERE, THIRD), "globalTableWitness": None},
    {"replicas": [], "globalTableWitness": None},
    {"replicas": [{"regionName": "us-east-1"}], "globalTableWitness": None},
    {"ttl": {"enabled": False}},
]


@pytest.mark.parametrize(("changes", "expected"), WRONG, ids=[expected for _, expected in WRONG])
def test_a_table_that_dynamodb_does_not_make_is_refused(changes: dict[str, Any], expected: str) -> None:
    assert [fault for fault in value_faults(dynamodb.TABLE.token, TABLE | changes) if expected in str(fault)]


@pytest.mark.parametrize("changes", RIGHT)
def test_a_table_that_it_makes_is_not(changes: dict[str, Any]) -> None:
    assert list(value_faults(dynamodb.TABLE.token, TABLE | changes)) == []
