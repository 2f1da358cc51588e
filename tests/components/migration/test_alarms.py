"""The alarms of the migrations, which a dashboard shows below one question."""

from collections.abc import Callable

import pytest

from foundation.alarms import Alarm, Question
from foundation.component import Component
from foundation.region import Region
from tests.components.migration.samples import both_ways, dms_settings, make_dms, make_mgn, make_transfer
from tests.support.samples import in_region

# Those of both kinds of replication, and of what compares the databases.
DATABASE = {"dms-source-lag", "dms-target-lag", "dms-comparison-errors"}
BACK_LAGS = {"dms-reverse-source-lag", "dms-reverse-target-lag"}
INSTANCE = {"dms-storage", "dms-processor", "dms-memory", "dms-swap"}
RECEIPT = {"transfer-receipt-failed", "transfer-upload-cut-off", "files-unprocessed", "host-keys-errors"}
REPLICATION = {"landing-replication-late", "landing-replication-failed"}


CASES: list[tuple[Callable[[Region], Component], set[str]]] = [
    (make_transfer, RECEIPT),
    (lambda region: make_transfer(region, second_region="eu-west-1"), RECEIPT | REPLICATION),
    (make_dms, DATABASE | INSTANCE | {"dms-stopped"}),
    (
        lambda region: make_dms(region, settings=both_ways()),
        DATABASE | INSTANCE | BACK_LAGS | {"dms-stopped", "dms-reverse-stopped"},
    ),
    (lambda region: make_dms(region, settings=dms_settings(mode="serverless")), DATABASE | {"dms-stopped"}),
    (
        lambda region: make_dms(region, settings=both_ways(mode="serverless")),
        DATABASE | {"dms-stopped", "dms-reverse-stopped"},
    ),
    (make_mgn, {"server-migration-trouble", "server-migration-lag"}),
]


@pytest.mark.parametrize(("make", "kinds"), CASES)
def test_each_migration_has_its_alarms_below_one_question(make: Callable[[Region], Component], kinds: set[str]) -> None:
    found: list[Alarm] = []
    graph = in_region(lambda region: found.extend(make(region).alarms))
    assert {alarm.kind for alarm in found} == kinds
    assert len(found) == len(kinds)
    assert {alarm.question for alarm in found} == {Question.MIGRATION}
    names = {item.inputs["name"] for item in graph.of("MetricAlarm")}
    assert {f"{kind}-test" for kind in kinds} <= names
