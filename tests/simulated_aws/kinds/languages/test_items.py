"""Items of a table: what is wrong is refused, and what is right is taken."""

import pytest

from catalog import dynamodb
from tests.simulated_aws.kinds.languages.pairs import Pair, check

ITEM = dynamodb.TABLE_ITEM.token

PAIRS: list[Pair] = [
    (ITEM, {"item": '{"lease": {"S": "payments"'}, "no JSON", {"item": '{"lease": {"S": "payments"}}'}),
    (ITEM, {"item": '{"term": 1}'}, "term: .* exactly one", {"item": '{"term": {"N": "1"}}'}),
    (ITEM, {"item": '{"term": {"N": "1", "S": "1"}}'}, "term: .* exactly one", {"item": '{"term": {"S": "1"}}'}),
    (ITEM, {"item": '{"held": {"Bool": true}}'}, "held: .* Bool is not one of", {"item": '{"held": {"BOOL": true}}'}),
]


@pytest.mark.parametrize("pair", PAIRS, ids=[pair[2] for pair in PAIRS])
def test_a_wrong_item_is_refused(pair: Pair) -> None:
    check(pair)
