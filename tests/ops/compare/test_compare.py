"""The command on two real databases: what it says, what it archives, and with which code it ends."""

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.project import PROJECT
from lambdas.comparison.sides import ComparisonError
from ops.compare import __main__ as compare
from ops.compare.marker import BY_HAND
from ops.lib.command import CommandError
from ops.lib.steps import Clock
from tests.lambdas.comparison.databases import ACCOUNTS, NAME, Databases, user
from tests.ops.canned import Answers, CannedClients
from tests.ops.verify import stack
from tests.ops.verify.stack import ACCOUNT
from tests.support.aws import refused

MARK = "0f1e2d3c-0000-4000-8000-000000000000"
VALIDATED = {"TableState": "Table completed", "ValidationState": "Validated"}
STATISTICS, PUT, INVOKE = "dms.DescribeTableStatistics", "s3.PutObject", "lambda.Invoke"


class Account:
    """An account whose function reads the two databases, and whose clock goes on with each question."""

    def __init__(self, databases: Databases):
        self.databases, self.archived = databases, dict[str, dict[str, Any]]()
        self.seconds, self.pauses, self.asked = 0.0, list[float](), list[Mapping[str, Any]]()
        self.tables: dict[str, dict[str, Any]] = {"payments": dict(VALIDATED), "ledger_entries": dict(VALIDATED)}
        self.fails: str | None = None
        # Brings what was written in the old database, at every pause.
        self.bring: Callable[[], None] = lambda: None

    def answers(self) -> Answers:
        return {
            "sts.GetCallerIdentity": {"Account": ACCOUNT},
            INVOKE: self.invoke,
            STATISTICS: self.statistics,
            PUT: self.put,
        }

    def clock(self) -> Clock:
        return Clock(now=lambda: 1_795_838_400 + self.seconds, pause=self.pause)

    def pause(self, seconds: float) -> None:
        self.seconds += seconds
        self.pauses.append(seconds)
        self.bring()

    def invoke(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        assert asked["FunctionName"] == stack.OUTPUTS["comparisonFunctionName"]
        event = json.loads(asked["Payload"])
        self.asked.append(event)
        if self.fails:
            error = {"errorType": self.fails, "errorMessage": f"a row of {ACCOUNTS[0]}"}
            return {"FunctionError": "Unhandled", "Payload": payload(error)}
        try:
            return {"Payload": payload(self.databases.ask(event))}
        except ComparisonError as error:
            return {"Payload": payload({"problem": str(error)})}

    def statistics(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Page by page, as DMS lists them."""
        names = sorted(self.tables)
        place = int(asked.get("Marker", 0))
        page = [{"TableName": name, **self.tables[name]} for name in names[place : place + 1]]
        return {"TableStatistics": page, **({"Marker": str(place + 1)} if place + 1 < len(names) else {})}

    def put(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        assert asked["Bucket"] == stack.OUTPUTS["migrationReportsBucket"]
        self.archived[asked["Key"]] = json.loads(asked["Body"].read())
        return {}


def payload(answer: Mapping[str, Any]) -> io.BytesIO:
    return io.BytesIO(json.dumps(answer).encode())


@pytest.fixture
def account(databases: Databases) -> Account:
    user(databases.old, "copier", f"SELECT ON {NAME}.*", f"INSERT ON {NAME}.replication_marks")
    made = Account(databases)
    made.bring = lambda: bring_marks(databases)
    return made


def bring_marks(databases: Databases) -> None:
    for (mark,) in databases.run("old", "SELECT mark_id FROM replication_marks"):
        databases.run("new", "INSERT IGNORE INTO replication_marks (mark_id) VALUES ('{mark}')", mark=mark)


Run = Callable[..., tuple[int, dict[str, Any], str]]


@pytest.fixture
def run(account: Account, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command; returns its exit code, its JSON and what people see, none of which names an account."""

    def call(*arguments: str, changes: Answers | None = None, **dms: Any) -> tuple[int, dict[str, Any], str]:
        content = yaml.safe_load((PROJECT / "Pulumi.prod.yaml").read_text())
        content["config"]["payments:migration"]["dms"] |= dms
        config, outputs = tmp_path / "Pulumi.prod.yaml", tmp_path / "outputs.json"
        config.write_text(yaml.safe_dump(content))
        outputs.write_text(json.dumps(stack.OUTPUTS))
        options = ["--stack", "prod", "--config", str(config), "--outputs", str(outputs), "--json", *arguments]
        clients = CannedClients(account.answers() | (changes or {})).clients()
        status = compare.main([*options, "--rows", "7"], clients, account.clock())
        captured = capsys.readouterr()
        written = captured.out + captured.err + json.dumps(account.archived)
        assert not [number for number in ACCOUNTS if number in written]
        return status, json.loads(captured.out), captured.err

    return call


def steps(result: Mapping[str, Any]) -> dict[str, str]:
    return {step["name"]: step["status"] for step in result["steps"]}


ALL_DONE = dict.fromkeys(["both databases", "mark", "rows", "validation", "report"], "done")


@pytest.mark.parametrize("final", [[], ["--final"]])
def test_the_same_databases_end_with_0_and_an_archived_report(
    account: Account, run: Run, databases: Databases, final: list[str]
) -> None:
    databases.pay(20)
    status, result, screen = run(*final)
    assert (status, steps(result)) == (0, ALL_DONE)
    assert "60 rows in 9 blocks are the same" in screen
    [(key, report)] = account.archived.items()
    assert key == "comparisons/20261128T040000Z.json"
    assert (report["same"], report["final"], report["comparison"]["same"]) == (True, bool(final), True)
    assert report["comparison"]["tables"]["payments"]["rows"] == {"old": 20, "new": 20}
    assert report["dms"]["tables"][0]["ValidationState"] == "Validated"
    assert report["mark"]["seconds"] == 2
    assert f"s3://reports/{key}" in screen


def test_different_databases_end_with_1_and_the_rows_are_named(
    account: Account, run: Run, databases: Databases
) -> None:
    ids = databases.pay(20)
    databases.run("new", "UPDATE payments SET status = 'pending' WHERE payment_id = '{id}'", id=ids[4])
    status, result, screen = run("--final")
    assert (status, steps(result)) == (1, ALL_DONE | {"rows": "failed"})
    assert "payments: 1 rows are changed" in screen
    assert "the sum of GBP/pending: old 0, new 1250" in screen
    assert ids[4] in screen
    [report] = account.archived.values()
    assert report["same"] is False
    assert report["comparison"]["tables"]["payments"]["different"] == [
        {"key": ids[4], "kind": "changed", "columns": ["status"]}
    ]
    assert 15 not in account.pauses, "writes are stopped: there is no second look"


def test_while_the_copy_runs_what_differs_is_looked_at_again(account: Account, run: Run, databases: Databases) -> None:
    databases.pay(20)
    ids = databases.pay(1, sides=["old"])

    def bring() -> None:
        bring_marks(databases)
        if account.pauses.count(15) == 2:
            databases.pay(1, sides=["new"], ids=ids)

    account.bring = bring
    status, result, _ = run()
    assert (status, result["comparison"]["looks"]) == (0, 3)
    assert result["comparison"]["tables"]["payments"]["late"] == 1


def test_a_mark_that_the_command_may_not_write_is_awaited_from_the_owner(
    account: Account, run: Run, databases: Databases
) -> None:
    user(databases.old, "copier", f"SELECT ON {NAME}.*")
    databases.run("old", "DROP TABLE replication_marks")

    def bring() -> None:
        if account.seconds == 4:
            databases.run("old", *BY_HAND.format(mark=MARK).rstrip(";").split(";"))
        if account.seconds == 10:
            bring_marks(databases)

    account.bring = bring
    status, result, screen = run("--mark", MARK)
    assert (status, result["mark"]) == (0, {"mark": MARK, "seconds": 6.0, "by_command": False})
    assert BY_HAND.format(mark=MARK) in screen


@pytest.mark.parametrize("final", [[], ["--final"]])
def test_a_mark_that_does_not_arrive_ends_the_comparison(account: Account, run: Run, final: list[str]) -> None:
    account.bring = lambda: None
    status, result, screen = run("--patience", "10", *final)
    assert (status, steps(result)) == (1, {"both databases": "done", "mark": "failed", "report": "done"})
    assert "has not arrived within 10 s" in screen
    assert [report["same"] for report in account.archived.values()] == [False]


def test_a_mark_that_nobody_writes_is_named_for_the_next_run(account: Account, run: Run, databases: Databases) -> None:
    user(databases.old, "copier", f"SELECT ON {NAME}.*")
    status, _, screen = run("--patience", "10", "--mark", MARK)
    assert status == 1
    assert f"was not written in the old database within 10 s; run the command again with --mark {MARK}" in screen


def test_without_the_mark_only_a_copy_that_runs_is_compared(account: Account, run: Run) -> None:
    status, result, _ = run("--without-marker")
    assert (status, steps(result)) == (0, {name: text for name, text in ALL_DONE.items() if name != "mark"})
    with pytest.raises(CommandError, match="--final needs the mark"):
        run("--without-marker", "--final")


@pytest.mark.parametrize(
    ("table", "final", "said"),
    [
        ({"ValidationFailedRecords": 2}, [], "payments: 2 rows have failed DMS's validation"),
        ({"ValidationSuspendedRecords": 1}, [], "payments: 1 rows have suspended DMS's validation"),
        ({"TableState": "Table error"}, [], "payments: its state is Table error"),
        (
            {"ValidationState": "Pending records"},
            ["--final"],
            "payments: its state is Table completed, and its validation Pending records",
        ),
    ],
)
def test_what_dms_has_found_is_found(
    account: Account, run: Run, table: dict[str, Any], final: list[str], said: str
) -> None:
    account.tables["payments"] |= table
    status, result, screen = run(*final)
    assert (status, steps(result)) == (1, ALL_DONE | {"validation": "failed"})
    assert said in screen


def test_a_validation_that_goes_on_is_no_fault_while_the_copy_runs(account: Account, run: Run) -> None:
    account.tables["payments"] |= {"ValidationState": "Pending records", "ValidationPendingRecords": 5}
    assert run()[0] == 0
    del account.tables["ledger_entries"]
    assert "ledger_entries: DMS does not replicate it" in run()[2]


def test_a_serverless_replication_is_asked_for_its_own_statistics(account: Account, run: Run) -> None:
    tables = [{"TableName": name, **table} for name, table in account.tables.items()]
    answers: Answers = {"dms.DescribeReplicationTableStatistics": {"ReplicationTableStatistics": tables}}
    assert run(changes=answers, mode="serverless")[0] == 0


def test_a_side_that_lacks_a_column_is_one_line(account: Account, run: Run, databases: Databases) -> None:
    databases.run("old", "ALTER TABLE payments DROP COLUMN variant")
    status, result, screen = run()
    assert (status, steps(result)) == (1, {"both databases": "failed", "report": "done"})
    assert "the old database has no column payments.variant" in screen


def test_a_function_that_fails_is_named_by_the_kind_of_its_error_alone(account: Account, run: Run) -> None:
    account.fails = "MemoryError"
    status, _, screen = run()
    assert status == 1
    assert "the function dms-comparison-prod failed: MemoryError; see its log" in screen


def test_a_report_that_can_not_be_archived_is_no_success(account: Account, run: Run) -> None:
    status, result, _ = run(changes={PUT: refused("PutObject", "AccessDenied")})
    assert (status, steps(result)) == (1, ALL_DONE | {"report": "failed"})


@pytest.mark.parametrize("options", [["--looks", "0"], ["--rows", "0"]])
def test_numbers_that_compare_nothing_are_refused(run: Run, options: list[str]) -> None:
    with pytest.raises(CommandError, match="must be 1 or more"):
        compare.main(options)
