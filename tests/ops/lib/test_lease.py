"""The lease as the commands read it, against moto's DynamoDB."""

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from ops.lib.clients import Client, connect
from ops.lib.lease import KEY, Lease, read

REGION, TABLE = "eu-west-1", "lease-prod"
ITEM = {
    **KEY,
    "region": {"S": "eu-west-2"},
    "term": {"N": "3"},
    "since": {"S": "2026-03-01T12:00:00+00:00"},
}


@pytest.fixture
def client() -> Iterator[Client]:
    with mock_aws():
        made = connect("dynamodb", REGION)
        made.create_table(
            TableName=TABLE,
            AttributeDefinitions=[{"AttributeName": "lease", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "lease", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
        )
        yield made


def test_the_item_says_which_region_may_book_payments(client: Client) -> None:
    client.put_item(TableName=TABLE, Item=ITEM)
    assert read(client, TABLE) == Lease(region="eu-west-2", term=3, since=1772366400.0)


def test_a_table_without_an_item_has_no_lease(client: Client) -> None:
    assert read(client, TABLE) is None


def test_a_table_that_is_not_there_is_no_missing_item(client: Client) -> None:
    with pytest.raises(ClientError, match="ResourceNotFound"):
        read(client, "another")
