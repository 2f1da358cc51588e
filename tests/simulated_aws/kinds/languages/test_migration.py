"""Table mappings and task settings: what is wrong is refused, and what is right is taken."""

import json
from typing import Any

import pytest

from catalog import dms
from tests.simulated_aws.kinds.languages.pairs import Pair, check

TASK = dms.REPLICATION_TASK.token


def mapped(**change: Any) -> dict[str, str]:
    rule = {
        "rule-type": "selection",
        "rule-id": "1",
        "rule-name": "one",
        "object-locator": {"schema-name": "payments", "table-name": "%"},
        "rule-action": "include",
        **change,
    }
    return {"tableMappings": json.dumps({"rules": [rule]})}


PAIRS: list[Pair] = [
    (TASK, mapped(**{"rule-action": "exclude"}), "has to include tables", mapped()),
    (TASK, mapped(**{"rule-action": "includes"}), "'includes' is not one of", mapped(**{"rule-action": "explicit"})),
    (TASK, mapped(**{"object-locator": {"schema-name": "payments"}}), "table-name: .*is missing", mapped()),
    (TASK, {"tableMappings": json.dumps({"rules": []})}, "at least one selection rule", mapped(**{"load-order": 2})),
    (
        TASK,
        {"replicationTaskSettings": json.dumps({"ErrorBehaviour": {}})},
        "ErrorBehaviour: .*no such key",
        {"replicationTaskSettings": json.dumps({"ErrorBehavior": {}})},
    ),
    (
        TASK,
        {"replicationTaskSettings": json.dumps({"ErrorBehavior": {"TableErrorPolicy": "IGNORE"}})},
        "ErrorBehavior.TableErrorPolicy",
        {"replicationTaskSettings": json.dumps({"ErrorBehavior": {"TableErrorPolicy": "SUSPEND_TABLE"}})},
    ),
    (
        TASK,
        {"replicationTaskSettings": json.dumps({"Logging": {"CloudWatchLogGroup": "x"}})},
        "read-only",
        {"replicationTaskSettings": json.dumps({"Logging": {"EnableLogging": True}})},
    ),
]


@pytest.mark.parametrize("pair", PAIRS)
def test_a_wrong_text_is_refused_and_the_right_one_is_taken(pair: Pair) -> None:
    check(pair)
