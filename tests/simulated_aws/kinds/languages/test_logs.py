"""Filter patterns and queries of logs: what is wrong is refused, and what is right is taken."""

import pytest

from catalog import cloudwatch
from tests.simulated_aws.kinds.languages.pairs import Pair, check

FILTER = cloudwatch.LOG_METRIC_FILTER.token
QUERY = cloudwatch.QUERY_DEFINITION.token


PAIRS: list[Pair] = [
    (
        FILTER,
        {"pattern": '{ $.level = "ERROR"'},
        "closing brace",
        {"pattern": '{ $.level = "ERROR" && ($.n > 1 || $.a IS NULL) }'},
    ),
    (FILTER, {"pattern": "{ level = ERROR }"}, "selector that starts with", {"pattern": "{ $.level = %E.*(R)% }"}),
    (FILTER, {"pattern": "{ $.a = 1 && }"}, "a comparison is missing", {"pattern": "{ $.a.b[0] != 1 }"}),
    (FILTER, {"pattern": "[ip, user"}, "closing bracket", {"pattern": "[ip, user, ..., status=5*]"}),
    (FILTER, {"pattern": 'ERROR "x'}, "quote is left open", {"pattern": '?ERROR ?"a b" -c'}),
    (
        QUERY,
        {"queryString": "field @message"},
        "field is no command",
        {"queryString": "fields @message | filter @message like /a|b/"},
    ),
    (
        QUERY,
        {"queryString": "fields @message | | sort x"},
        "a command is missing",
        {"queryString": "fields @message\n# why\n| sort x desc | limit 20"},
    ),
    (
        QUERY,
        {"queryString": "fields @message | rename x"},
        "rename is no command",
        {"queryString": "fields @message | where x = 1 | limit any 1"},
    ),
    (
        QUERY,
        {"queryString": "fields @message | limit 100001"},
        "no number from 1 to 100000",
        {"queryString": "fields @message | limit 100000"},
    ),
    (
        QUERY,
        {"queryString": "stats count(* by x"},
        "bracket is left open",
        {"queryString": 'stats count(*) as "a|b" by bin(5m)'},
    ),
]


@pytest.mark.parametrize("pair", PAIRS)
def test_a_wrong_text_is_refused_and_the_right_one_is_taken(pair: Pair) -> None:
    check(pair)
