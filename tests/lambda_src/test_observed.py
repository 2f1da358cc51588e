"""Saved queries, filters, graphs and alarms, tried on the lines and metrics that the code itself writes.

What AWS writes is there as its documents show it: flow logs, alerts of the firewall, and lines of Lambda itself about a
run that has crashed or timed out.
"""

import json
import logging
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest

from config.project import PROJECT
from lambda_src import audit, handler, ledger
from lambda_src.lease import Lease
from lambda_src.settings import LeaseSource
from lambdas.recovery import backup_age, canary
from rotation_lambda import watch
from tests.components.observability.test_observability import alarmed, graphed, widgets
from tests.lambda_src.desk import Desk, Invocation
from tests.lambda_src.samples import bodies, body, event
from tests.lambda_src.standby import standing_by
from tests.rotation_lambda.world import World
from tests.support.agent import Agent
from tests.support.cloudwatch import Metrics
from tests.support.graph import Graph, build_stack
from tests.support.insights import Row, asked, record
from tests.support.metric_filters import matches

OWN = "Payments"
# The Lambda guide's page on JSON logs: a function's error, and a platform event of a run without time left.
CRASHED = '{"timestamp": "2026-11-27T10:00:00Z", "level": "ERROR", "errorMessage": "…", "errorType": "SettingsError"}'
TIMED_OUT = '{"time": "2026-11-27T10:00:00Z", "type": "platform.report", "record": {"status": "timeout"}}'
# The VPC guide's "Flow log record examples", with the program's further fields: a packet that came through an endpoint.
FLOW = (
    "2 123456789010 eni-1235b8ca123456789 172.31.9.69 172.31.9.12 49761 3389 6 20 4249 1418530010 1418530070 {} OK "
    "10.20.33.164 172.31.9.12 ingress - 2 subnet-22222222bbbbbbbbb -"
)
ACCEPTED, REJECTED = FLOW.format("ACCEPT"), FLOW.format("REJECT")


def alert(action: str) -> str:
    """An alert as the Network Firewall guide shows one."""
    found = {"action": action, "signature_id": 1, "signature": "not allowed", "severity": 3}
    said = {
        "event_type": "alert",
        "src_ip": "10.0.1.1",
        "dest_ip": "192.0.2.1",
        "alert": found,
        "tls": {"sni": "a.example"},
    }
    return json.dumps({"firewall_name": "payments", "availability_zone": "eu-west-2a", "event": said})


def query(action: str) -> str:
    """A query of a name as the Route 53 guide shows one that a rule was about."""
    said = {"srcaddr": "10.0.1.1", "query_name": "a.example.", "query_type": "A", "rcode": "NXDOMAIN"}
    return json.dumps({**said, "firewall_rule_action": action, "firewall_domain_list_id": "rslvr-fdl-1"})


class LambdaLines(logging.Handler):
    """What Lambda's own formatter makes of the records of other loggers: their extra fields beside the message."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        plain = vars(logging.makeLogRecord({}))
        extra = {key: value for key, value in vars(record).items() if key not in plain and key != "message"}
        self.lines.append(json.dumps({"level": record.levelname, "message": record.getMessage()} | extra))


@pytest.fixture(scope="module")
def stack() -> Graph:
    return build_stack("prod")


@pytest.fixture
def noted() -> Iterator[list[str]]:
    listening, logger = LambdaLines(), logging.getLogger("lambdas.shared.log")
    logger.addHandler(listening)
    yield listening.lines
    logger.removeHandler(listening)


def written(desk: Desk, capfd: pytest.CaptureFixture[str]) -> list[str]:
    """The lines of the processor's log: its metrics, and what it logs."""
    printed = [line for line in capfd.readouterr().out.splitlines() if line.startswith('{"_aws"')]
    return [*printed, *desk.lines.getvalue().splitlines()]


def trouble(desk: Desk, agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that the processor may have to say, good and bad."""
    paid = bodies(3)
    desk.handle(*paid, paid[0], "not a payment")
    with monkeypatch.context() as broken:
        broken.setattr(ledger, "INSERT_ENTRIES", "INSERT INTO nowhere VALUES ")
        desk.handle(*bodies(2))
    with monkeypatch.context() as away:
        away.setenv("DATABASE_PORT", "1")
        handler.processor.cache_clear()
        desk.handle(body())
        handler.processor.cache_clear()
    asking = desk.consumer(agent.source())
    agent.stopped = True
    asking(event(bodies(1)))
    agent.stopped, agent.rubbish = False, b"nothing"
    desk.consumer(agent.source())(event(bodies(1)))
    source = LeaseSource(table="lease-test", region="eu-west-2")
    desk.consumer(lease=Lease(source, Elsewhere))(event(bodies(1)))


class Elsewhere:
    """The lease's table, by which another region books payments."""

    def get_item(self, **asked: Any) -> dict[str, Any]:
        return {"Item": {"region": {"S": "eu-west-1"}}}


def audited(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """An audit that finds something."""
    monkeypatch.setenv("AUDIT_NIGHTS", "7")
    desk.world.server.run(
        f"USE {desk.world.database.name}",
        "SET SESSION foreign_key_checks = 0",
        "UPDATE payments SET created_at = created_at - INTERVAL 1 DAY",
        "DELETE FROM ledger_entries LIMIT 1",
    )
    assert audit.handle({}, Invocation())["findings"]


def queries(graph: Graph) -> dict[str, str]:
    """The saved queries of the first region, by their titles."""
    return {item.inputs["name"].partition("/")[2]: item.inputs["queryString"] for item in graph.of("QueryDefinition")}


def test_the_saved_queries_of_the_processor_find_causes_and_slow_payments(
    stack: Graph, desk: Desk, agent: Agent, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    capfd.readouterr()
    trouble(desk, agent, monkeypatch)
    lines = [record(line) for line in [*written(desk, capfd), CRASHED, TIMED_OUT]]
    causes = {str(row["cause"]) for row in asked(queries(stack)["payments: trouble"], lines)}
    assert {"not JSON", "SettingsError", "timeout"} <= causes
    assert any(cause.startswith("UnreachableError") for cause in causes)
    assert any(cause.startswith("DatabaseError") for cause in causes)
    latencies = [value for line in lines for key, value in line.items() if re.fullmatch(r"PaymentLatency\.\d+", key)]
    slowest = asked(queries(stack)["payments: slowest"], lines)
    assert [row["milliseconds"] for row in slowest] == sorted(latencies, reverse=True)[:20]
    assert {"@timestamp", "@logStream"} <= slowest[0].keys()


def test_the_saved_query_of_the_rotation_tells_its_steps(stack: Graph, world: World, noted: list[str]) -> None:
    world.rotate(world.application)
    lines = [record(line, at) for at, line in enumerate([*noted, CRASHED])]
    newest, *before = asked(queries(stack)["rotation: newest"], lines)
    assert (newest["level"], newest["cause"]) == ("ERROR", "SettingsError")
    assert [row["step"] for row in before[:4]] == ["finishSecret", "testSecret", "setSecret", "createSecret"]
    assert {row["secret"] for row in before[:4]} == {world.application}


def test_the_saved_queries_and_filters_of_the_network_find_what_was_refused(stack: Graph) -> None:
    (refused,) = asked(queries(stack)["network: refused"], [record(ACCEPTED), record(REJECTED), record(REJECTED)])
    assert refused == {
        "pkt_srcaddr": "10.20.33.164",
        "pkt_dstaddr": "172.31.9.12",
        "dstport": "3389",
        "flow_direction": "ingress",
        "times": 2,
    }
    (blocked,) = asked(queries(stack)["network: blocked"], [record(alert("allowed")), record(alert("blocked"))])
    assert (blocked["event.src_ip"], blocked["event.tls.sni"], blocked["times"]) == ("10.0.1.1", "a.example", 1)
    (names,) = asked(queries(stack)["network: blocked names"], [record(query("ALLOW")), record(query("BLOCK"))])
    assert (names["srcaddr"], names["query_name"], names["times"]) == ("10.0.1.1", "a.example.", 1)
    patterns = {item.name: item.inputs["pattern"] for item in stack.of("LogMetricFilter")}
    lines = [ACCEPTED, REJECTED, alert("allowed"), alert("blocked"), query("ALLOW"), query("BLOCK")]
    counted = {name: [matches(pattern, line) for line in lines] for name, pattern in patterns.items()}
    assert counted == {
        "dms-replication-stopped-on": [False] * 6,
        "dms-replication-stopped-off": [False] * 6,
        "observability-queries-rejected-connections": [False, True, False, False, False, False],
        "observability-queries-blocked-connections": [False, False, False, True, False, False],
        "network-dns-blocked-filter": [False, False, False, False, False, True],
        "recovery-region-network-dns-blocked-filter": [False, False, False, False, False, True],
    }


def test_every_saved_query_is_one_of_those_that_were_tried_and_the_dashboard_asks_the_same(stack: Graph) -> None:
    assert queries(stack).keys() == {
        "payments: trouble",
        "payments: slowest",
        "rotation: newest",
        "network: refused",
        "network: blocked",
        "network: blocked names",
    }
    texts = [widget["properties"].get("query", "") for widget in widgets(stack)]
    tables = {text.partition(" | ")[2] for text in texts if text}
    assert tables <= set(queries(stack).values())


def runbook_queries() -> Iterator[tuple[str, str]]:
    for page in sorted((PROJECT / "docs" / "runbooks").glob("*.md")):
        for query in re.findall(r"--query-string '([^']*)'", page.read_text()):
            yield page.stem, query


def test_every_query_of_a_runbook_answers(
    desk: Desk,
    agent: Agent,
    noted: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    capfd.readouterr()
    trouble(desk, agent, monkeypatch)
    desk.world.rotate(desk.world.application)
    audited(desk, monkeypatch)
    # As AppConfig's agent starts its lines.
    told = "[appconfig agent] 2026/11/27 10:00:00 INFO AppConfig Agent 2.0.1 ready to serve"
    texts = [*written(desk, capfd), *noted, CRASHED, TIMED_OUT, alert("blocked"), told]
    lines: list[Row] = [*(record(line, at) for at, line in enumerate(texts)), record(REJECTED)]
    tried = list(runbook_queries())
    assert len(tried) >= 7
    assert [(page, query) for page, query in tried if not asked(query, lines)] == []


def own(name: str, dimensions: Mapping[str, str]) -> tuple[str, frozenset[tuple[str, str]]]:
    """A metric of the program's own, whichever stack it is of."""
    return name, frozenset((key, "" if key == "Stack" else value) for key, value in dimensions.items())


class Rds:
    """RDS with backups that can be restored to a moment ago."""

    def describe_db_instance_automated_backups(self, **arguments: str) -> dict[str, Any]:
        return {"DBInstanceAutomatedBackups": [{"RestoreWindow": {"LatestTime": datetime.now(UTC)}}]}


def test_every_alarm_and_graph_of_the_programs_own_metrics_is_of_one_that_was_written(
    stack: Graph, desk: Desk, agent: Agent, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    capfd.readouterr()
    trouble(desk, agent, monkeypatch)
    audited(desk, monkeypatch)
    monkeypatch.setenv("REPLICA_REGION", "eu-west-1")
    watch.handle({"source": "aws.events"}, None)
    for secret in (desk.world.application, desk.world.master):
        watch.handle({"detail": {"eventName": "RotationFailed", "additionalEventData": {"SecretId": secret}}}, None)
    with monkeypatch.context() as region:
        region.setattr(boto3, "client", lambda service, config: Rds())  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType] (the config is not used)
        region.setenv("BACKUPS_ARN", "arn:aws:rds:eu-west-1:111122223333:auto-backup:ab-0123456789abcdef0")
        backup_age.handle({}, None)
    with monkeypatch.context() as region:
        standby = standing_by(desk, agent, region)
        region.setattr(boto3, "client", lambda service, config: standby.functions)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType] (the config is not used)
        region.setenv("FUNCTIONS", json.dumps({"rotation": "rotation"}))
        canary.handle({}, None)
    metrics = Metrics()
    metrics.print(0, capfd.readouterr().out)
    known = {(namespace, *own(name, dict(named))) for namespace, name, named in metrics.published()}
    watched = {
        (namespace, *own(name, dimensions))
        for namespace, name, dimensions in (*alarmed(stack), *graphed(stack))
        # Those of filters of logs are written by CloudWatch.
        if namespace.startswith(OWN) and namespace not in ("Payments/Network", "Payments/Migration")
    }
    assert len(watched) > 8
    assert watched <= known
