"""A second region on the engine: it comes and goes, takes over, and gives back."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pulumi.automation import CommandError, ConfigValue, UpResult

from config.project import PROJECT
from ops.failover.replicas import first_server, replicated_backups, second_server
from simulated_aws.failover import forbid_lookup, note_move, promote_secret, promote_server, replicate_secret
from simulated_aws.live import Live
from tools.rehearsal.engine import Rehearsal

pytestmark = pytest.mark.engine

HOME, AWAY = "eu-west-2", "eu-west-1"
READS_HOME, READS_AWAY = "payments-payment-processor-source", "recovery-payments-payment-processor-source"
SERVER_HOME, SERVER_AWAY = "database-server-instance", "recovery-database-server-instance"
BACKUPS = "recovery-backups-replication"
# What is there in the region that serves alone, by the beginning of the names, and in the one that stands by.
SERVES_HOME = ("database-bootstrap-", "database-rotation-", "payments-audit-")
SERVES_AWAY = tuple(f"recovery-{name}" for name in SERVES_HOME)
FOLLOWS_AWAY = ("recovery-database-replication-",)
# The rotation itself is in both regions; the secrets that it rotates are the others' replicas again.
ROTATION_AWAY = {
    "recovery-database-rotation-function",
    "recovery-database-rotation-application",
    "recovery-database-rotation-master",
}
DASHBOARDS = {"observability-dashboard", "recovery-dashboard"}
CANARIES = {f"recovery-{name}canary-{part}" for name in ("first-", "") for part in ("function", "role-policy")}
# What names the server, or the copies of its backups, by an ARN or an address.
NAMES_BACKUPS = {"recovery-backups-watch-function", "recovery-backups-watch-role-policy"}
SECRETS = ("database-credentials-application-secret", "database-credentials-master-secret")
# What serves payments in the second region.
SERVING = (
    SERVER_AWAY,
    READS_AWAY,
    "recovery-queue-queue",
    "recovery-payments-payment-processor-function",
    "recovery-payments-payment-processor-live",
)


@pytest.fixture
def small() -> Iterator[Rehearsal]:
    """The development stack without what takes the engine long and has nothing to do with a failover."""
    with Rehearsal("dev") as rehearsal:
        network = {"firewall": {"enabled": False}, "natGateways": "one"}
        rehearsal.stack.set_config("payments:network", ConfigValue(json.dumps(network)))
        yield rehearsal


def recovery(rehearsal: Rehearsal, **settings: Any) -> None:
    rehearsal.stack.set_config("payments:recovery", ConfigValue(json.dumps(settings)))


def live(rehearsal: Rehearsal) -> dict[str, tuple[str, Live]]:
    """What exists, by logical name, with its id; a component's resources of other kinds have other names."""
    return {item.name: (key, item) for key, item in rehearsal.account.live().items()}


def urn(rehearsal: Rehearsal, name: str) -> str:
    return next(item["urn"] for item in rehearsal.resources() if item["urn"].endswith(f"::{name}"))


def changes(result: UpResult) -> set[str]:
    return {str(kind) for kind in result.summary.resource_changes or {}}


def steps_since(rehearsal: Rehearsal, start: int) -> set[tuple[str, str]]:
    return {(step.operation, step.name) for step in rehearsal.account.history()[start:]}


def apart(steps: list[tuple[str, str]], operation: str, *prefixes: str) -> set[str]:
    """The names of one operation that begin otherwise; of each beginning there is one at least."""
    names = {name for done, name in steps if done == operation}
    assert all(any(name.startswith(prefix) for name in names) for prefix in prefixes), (operation, prefixes)
    return {name for name in names if not name.startswith(prefixes)} if prefixes else names


def taken(rehearsal: Rehearsal, start: int) -> list[tuple[str, str]]:
    """What the account did since then, in order."""
    return [(step.operation, step.name) for step in rehearsal.account.history()[start:]]


def keeps_backups(rehearsal: Rehearsal, server: str, steps: list[tuple[str, str]]) -> bool:
    """Whether a server and its own backups were there all the time."""
    return ("delete", server) not in steps and live(rehearsal)[server][1].inputs["backupRetentionPeriod"] == 7


def fail_over(rehearsal: Rehearsal, server: str, stops: str, starts: str) -> None:
    """What the plan does: the replica is promoted, and the queue of the other region is read."""
    found = live(rehearsal)
    rehearsal.account.act(promote_server, found[server][0])
    rehearsal.account.alter(found[stops][0], {"enabled": False})
    rehearsal.account.alter(found[starts][0], {"enabled": True})


def reads(rehearsal: Rehearsal, name: str) -> bool:
    return live(rehearsal)[name][1].inputs["enabled"]


def lasting(rehearsal: Rehearsal) -> dict[str, str]:
    """What is as long as the stack is: the processor asks for the lease in a new version, which is rolled out anew."""
    return {name: key for name, (key, _) in live(rehearsal).items() if name != "payments-rollout-payment-processor-run"}


def test_a_preview_that_may_not_see_which_region_serves_says_so(small: Rehearsal) -> None:
    small.account.act(forbid_lookup, "aws:ssm/getParametersByPath:getParametersByPath")
    with pytest.raises(CommandError, match="can't be read, so nothing is planned"):
        small.stack.preview()
    assert small.account.live() == {}


def test_a_second_region_comes_to_a_running_stack_and_goes_again(small: Rehearsal) -> None:
    assert "recoveryRegion" not in small.stack.up().outputs
    assert {item.region for item in small.account.live().values()} <= {HOME, ""}
    before = lasting(small)
    recovery(small, enabled=True)
    outputs = small.stack.up().outputs
    assert outputs["recoveryRdsIdentifier"].value == "dr-database-dev"
    assert before.items() <= lasting(small).items()
    assert outputs["leaseTableName"].value == "lease-dev"
    assert not reads(small, READS_AWAY)
    small.settle()
    recovery(small, enabled=False)
    small.stack.up()
    assert lasting(small) == before
    assert changes(small.stack.up()) == {"same"}
    small.settle()
    small.stack.destroy()
    assert small.account.live() == {}


def test_a_failover_is_agreed_with_and_the_way_back_ends_where_it_began(small: Rehearsal) -> None:
    recovery(small, enabled=True)
    small.stack.up()
    page = (PROJECT / "docs" / "recovery.md").read_text().replace("<stack>", "dev")
    named = {SERVER_HOME: first_server("dev"), SERVER_AWAY: second_server("dev"), BACKUPS: replicated_backups("dev")}
    for name, said in named.items():
        assert urn(small, name) == said
        assert f"'{said}'" in page
    replica = live(small)
    fail_over(small, SERVER_AWAY, READS_HOME, READS_AWAY)
    promoted = [small.account.act(promote_secret, replica[name][0], AWAY) for name in SECRETS]

    # The program is configured for it, before and after the state knows what happened.
    recovery(small, enabled=True, active="recovery")
    serving = {name: live(small)[name][1].inputs for name in SERVING}
    start = len(small.account.history())
    small.stack.up()
    steps = taken(small, start)
    assert apart(steps, "create", *SERVES_AWAY) == set()
    assert apart(steps, "delete", *SERVES_HOME, *FOLLOWS_AWAY) == set()
    # The engine did not know that the mapping is on already; it says so once more.
    assert apart(steps, "update") == {READS_HOME, READS_AWAY, *DASHBOARDS, *CANARIES}
    assert keeps_backups(small, SERVER_AWAY, steps)
    assert {name: live(small)[name][1].inputs for name in SERVING} == serving
    assert {key for key, _ in (live(small)[name] for name in SERVING)} == {replica[name][0] for name in SERVING}
    assert set(promoted) <= small.account.live().keys()
    small.stack.refresh()
    assert changes(small.stack.up()) == {"same"}
    assert (reads(small, READS_HOME), reads(small, READS_AWAY)) == (False, True)

    # Whoever forgets to tell it ends in a refusal, before anything is planned.
    start = len(small.account.history())
    for settings, refusal in (
        ({"enabled": True}, "dr-database-dev in eu-west-1 is a server of its own"),
        ({"enabled": False}, "dr-database-dev in eu-west-1 is a server of its own"),
    ):
        recovery(small, **settings)
        for operation in (small.stack.preview, small.stack.up):
            with pytest.raises(CommandError, match=refusal):
                operation()
    assert steps_since(small, start) == set()

    # On the way back the first region's server is made again, as a replica, when it is named.
    recovery(small, enabled=True, active="recovery", returning=True)
    with pytest.raises(CommandError, match="cannot elect new source database"):
        small.stack.up()
    start = len(small.account.history())
    small.stack.up(replace=[urn(small, SERVER_HOME)])
    home = live(small)[SERVER_HOME]
    steps = taken(small, start)
    # The copies of its backups go with it, as the page says; the server that serves keeps its own.
    rollout = "payments-rollout-payment-processor-run"
    replaced = [("delete", BACKUPS), ("delete", SERVER_HOME), ("create", SERVER_HOME), ("create", BACKUPS)]
    assert [step for step in steps if step[1] in (SERVER_HOME, BACKUPS)] == replaced
    assert apart(steps, "create") == apart(steps, "delete") == {SERVER_HOME, BACKUPS, rollout}
    reached = {"database-rotation-function", "payments-payment-processor-function"}
    assert apart(steps, "update") == {*reached, *NAMES_BACKUPS}
    assert keeps_backups(small, SERVER_AWAY, steps)
    assert home[0] != replica[SERVER_HOME][0]
    assert home[1].inputs["replicateSourceDb"] == live(small)[SERVER_AWAY][1].outputs["arn"]
    assert live(small)[SERVER_AWAY][0] == replica[SERVER_AWAY][0]
    assert changes(small.stack.up()) == {"same"}
    # Without it the provider would promote the replica that has just been made.
    recovery(small, enabled=True, active="recovery")
    with pytest.raises(CommandError, match=r"set payments:recovery.returning to true"):
        small.stack.up()
    recovery(small, enabled=True, active="recovery", returning=True)

    # `make failback`: the secrets become replicas of those that serve, are promoted, and the others follow them again.
    for secret in promoted:
        small.account.act(replicate_secret, secret, HOME)
    assert changes(small.stack.up()) == {"same"}
    fail_over(small, SERVER_HOME, READS_AWAY, READS_HOME)
    small.account.act(note_move, "dev", AWAY, HOME)
    with pytest.raises(CommandError, match="payments are moved back to eu-west-2"):
        small.stack.up()
    for name, secret in zip(SECRETS, promoted, strict=True):
        assert small.account.act(promote_secret, secret, HOME) == replica[name][0]
        small.account.act(replicate_secret, replica[name][0], AWAY)
    recovery(small, enabled=True)
    small.stack.refresh()
    start = len(small.account.history())
    small.stack.up(replace=[urn(small, SERVER_AWAY), urn(small, BACKUPS)])
    steps = taken(small, start)
    # A copy is ended by its server's ARN. The server that serves keeps its own backups, its data and its version.
    away = (SERVER_AWAY, BACKUPS, "recovery-payments-rollout-payment-processor-run")
    assert [operation for operation, name in steps if name == BACKUPS] == ["delete", "create"]
    assert [operation for operation, name in steps if name == SERVER_AWAY] == ["delete", "create"]
    assert apart(steps, "create", *SERVES_HOME, *FOLLOWS_AWAY) == set(away)
    assert apart(steps, "delete", "recovery-database-bootstrap-", "recovery-payments-audit-") - set(away) == {
        name for _, name in steps if name.startswith("recovery-database-rotation-") and name not in ROTATION_AWAY
    }
    reached = {"recovery-database-rotation-function", "recovery-payments-payment-processor-function"}
    # The replica has another address, which a failover is handed.
    reached.add("handover-item")
    assert apart(steps, "update") == {SERVER_HOME, *reached, *NAMES_BACKUPS, *DASHBOARDS, *CANARIES}
    assert keeps_backups(small, SERVER_HOME, steps)
    after = live(small)[SERVER_HOME][1].outputs
    # What a replica can't be made with: a server out of support is not to go on and cost more.
    assert after["engineLifecycleSupport"] == "open-source-rds-extended-support-disabled"
    assert after["engineVersionActual"] == home[1].outputs["engineVersionActual"]
    for user in ("application", "master"):
        # AWS had it in the secret that was replaced, and the program does not know it any more.
        small.account.remove(live(small)[f"recovery-database-rotation-{user}"][0])
    small.account.act(note_move, "dev", AWAY, None)
    assert live(small)[SERVER_HOME][0] == home[0]
    assert live(small)[SERVER_AWAY][1].inputs["replicateSourceDb"] == home[1].outputs["arn"]
    assert (reads(small, READS_HOME), reads(small, READS_AWAY)) == (True, False)
    assert changes(small.stack.up()) == {"same"}
    small.settle()
    small.stack.destroy()
    assert small.account.live() == {}
