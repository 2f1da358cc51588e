"""Drift ends with 0 where nothing is left to do; whatever is left is found, told, and makes it end with 1."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, cast

import pytest
from pulumi.automation import Stack

from ops.drift import __main__ as drift
from ops.drift.freeze import NOTE_HOURS
from ops.drift.rules import Rules
from tests.ops.canned import CannedClients
from tests.ops.drift.played import Played, step
from tests.ops.drift.second_region import NOTE, SECOND_REGION
from tests.ops.drift.worlds import EXPECTED, FINE, FIRST_SERVES, FUNCTION, HEALTHY, WORLDS, checks, moved
from tests.ops.verify import stack
from tests.ops.worlds import World, without_a_world

Published = list[Mapping[str, Any]]
CALLER = {"Account": stack.ACCOUNT, "Arn": f"arn:aws:iam::{stack.ACCOUNT}:user/me"}


class Ran:
    """A run of the command: its exit code, its report, what was published, and what the engine was asked."""

    def __init__(self, capsys: pytest.CaptureFixture[str], among: str, broken: Mapping[str, Any], *arguments: str):
        active, answers = HEALTHY[among]
        self.published: Published = []
        self.engine = Played(
            stack.OUTPUTS | SECOND_REGION,
            refresh=broken.get("refresh", ()),
            program=broken.get("program", ()),
            active=active,
        )
        answering: dict[str, Any] = {"sts.GetCallerIdentity": CALLER, "sns.Publish": self._publish}
        clients = CannedClients({**answering, **answers, **broken.get("answers", {})}).clients()
        self.status = drift.main(
            ["--stack", "prod", "--json", "--alert", *arguments],
            clients,
            cast(Stack, self.engine),
            lambda opened: broken.get("mismatch", ""),
        )
        self.report: dict[str, Any] = json.loads(capsys.readouterr().out)

    def _publish(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        self.published.append(asked)
        return {"MessageId": "1"}

    @property
    def red(self) -> set[str]:
        """What of the checks is left to somebody."""
        expected = [EXPECTED.format(rule.type) for rule in Rules.read().expected]
        left = [one for one in self.report["findings"] if one["outcome"] in ("people", "remediate")]
        types = {name for one in left if (name := EXPECTED.format(one["type"])) in expected}
        return {*(one["kind"] for one in left), *types, *self.report["pressing"]}


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    return partial(Ran, capsys)


@pytest.mark.parametrize("among", HEALTHY)
def test_nothing_is_left_to_do_where_nothing_differs(run: Callable[..., Ran], among: str) -> None:
    found = run(among, {})
    assert (found.status, found.red, found.published, found.report["frozen"]) == (0, set(), [], "")


@pytest.mark.parametrize("name", FINE)
def test_what_the_platform_changes_by_itself_is_nobodys_to_mend(run: Callable[..., Ran], name: str) -> None:
    found = run(FIRST_SERVES, {"refresh": [FINE[name]]})
    assert (found.status, found.red, found.published) == (0, set(), [])
    assert [one["outcome"] for one in found.report["findings"]] == ["expected"]


@pytest.mark.parametrize("world", WORLDS, ids=str)
def test_what_differs_is_found_told_and_fails_the_command(run: Callable[..., Ran], world: World) -> None:
    found = run(world.among, world.broken)
    assert (found.status, found.red) == (1, set(world.red))
    [message] = found.published
    assert world.says in message["Message"]


def test_each_question_of_drift_is_answered_wrongly_somewhere() -> None:
    assert without_a_world(checks(), WORLDS) == set()


@pytest.mark.parametrize("among", HEALTHY)
@pytest.mark.parametrize(("hours", "status"), [(NOTE_HOURS - 1, 0), (NOTE_HOURS + 1, 1)])
def test_a_failover_freezes_remediation_at_once_and_has_to_be_settled_in_time(
    run: Callable[..., Ran], among: str, hours: int, status: int
) -> None:
    found = run(among, {"answers": {NOTE: moved(hours)}}, "--remediate")
    assert found.report["frozen"].startswith(f"payments were moved to eu-west-1 {hours} hours ago")
    assert (found.status, bool(found.published)) == (status, bool(status))


def test_what_another_program_would_change_is_neither_asked_nor_remediated(run: Callable[..., Ran]) -> None:
    changed = step(FUNCTION, {"reservedConcurrentExecutions": 50}, {"reservedConcurrentExecutions": 5})
    broken = {"mismatch": "another one", "refresh": [changed], "program": [step(FUNCTION, {"a": 1}, {"a": 2})]}
    found = run(FIRST_SERVES, broken, "--remediate")
    assert found.engine.asked == ["refresh"]
    assert [one["outcome"] for one in found.report["findings"]] == ["remediate"]
    assert found.status == 1
