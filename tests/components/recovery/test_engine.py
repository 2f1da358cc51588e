"""A second region on the engine: it comes and goes, takes over, and gives back."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pulumi.automation import CommandError, ConfigValue, UpResult

from config.project import PROJECT
from config.rules.network import REQUIRED_ENDPOINTS
from ops.failover.replicas import first_server, replicated_backups, second_server
from simulated_aws.failover import promote_secret, promote_server, replicate_secret
from simulated_aws.live import Live
from tools.rehearsal.engine import Rehearsal

pytestmark = pytest.mark.engine

HOME, AWAY = "eu-west-2", "eu-west-1"
READS_HOME, READS_AWAY = "payments-payment-processor-source", "recovery-payments-payment-processor-source"
SERVER_HOME, SERVER_AWAY = "database-server-instance", "recovery-database-server-instance"
BACKUPS = "recovery-backups-replication"
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
        network = {"firewall": {"enabled": False}, "natGateways": "one", "interfaceEndpoints": list(REQUIRED_ENDPOINTS)}
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
    done = steps_since(small, start)
    # The engine did not know that the mapping is on already; it says so once more.
    assert {step for step in done if step[1] in SERVING} == {("update", READS_AWAY)}
    assert {name: live(small)[name][1].inputs for name in SERVING} == serving
    assert {key for key, _ in (live(small)[name] for name in SERVING)} == {replica[name][0] for name in SERVING}
    assert ("delete", "database-rotation-application") in done
    assert ("create", "recovery-database-rotation-application") in done
    assert set(promoted) <= small.account.live().keys()
    small.stack.refresh()
    assert changes(small.stack.up()) == {"same"}
    assert (reads(small, READS_HOME), reads(small, READS_AWAY)) == (False, True)

    # Whoever forgets to tell it ends in a refusal, and not without a database.
    recovery(small, enabled=True)
    targets = [urn(small, name) for name in (SERVER_AWAY, SECRETS[0])]
    for target, refusal in zip(
        targets, ("cannot elect new source database", "exists already in eu-west-1"), strict=True
    ):
        with pytest.raises(CommandError, match=refusal):
            small.stack.up(target=[target])
    assert live(small)[SERVER_AWAY][0] == replica[SERVER_AWAY][0]

    # On the way back the first region's server is made again, as a replica, when it is named.
    recovery(small, enabled=True, active="recovery", returning=True)
    with pytest.raises(CommandError, match="cannot elect new source database"):
        small.stack.up()
    start = len(small.account.history())
    small.stack.up(replace=[urn(small, SERVER_HOME)])
    home = live(small)[SERVER_HOME]
    replaced = [(step.operation, step.name) for step in small.account.history()[start:]]
    # The copies of its backups go with it, as the page says.
    assert replaced.index(("delete", BACKUPS)) < replaced.index(("delete", SERVER_HOME))
    assert replaced.index(("create", SERVER_HOME)) < replaced.index(("create", BACKUPS))
    assert home[0] != replica[SERVER_HOME][0]
    assert home[1].inputs["replicateSourceDb"] == live(small)[SERVER_AWAY][1].outputs["arn"]
    assert live(small)[SERVER_AWAY][0] == replica[SERVER_AWAY][0]
    assert changes(small.stack.up()) == {"same"}

    # `make failback`: the secrets become replicas of those that serve, are promoted, and the others follow them again.
    for secret in promoted:
        small.account.act(replicate_secret, secret, HOME)
    assert changes(small.stack.up()) == {"same"}
    fail_over(small, SERVER_HOME, READS_AWAY, READS_HOME)
    for name, secret in zip(SECRETS, promoted, strict=True):
        assert small.account.act(promote_secret, secret, HOME) == replica[name][0]
        small.account.act(replicate_secret, replica[name][0], AWAY)
    recovery(small, enabled=True)
    small.stack.refresh()
    start = len(small.account.history())
    small.stack.up(replace=[urn(small, SERVER_AWAY), urn(small, BACKUPS)])
    done = steps_since(small, start)
    assert not {name for _, name in done if name in SECRETS}, "they follow already"
    order = [step.operation for step in small.account.history()[start:] if step.name == BACKUPS]
    assert order == ["delete", "create"], "a copy is ended by its server's ARN"
    assert ("create", "database-rotation-application") in done
    assert ("delete", "recovery-database-rotation-application") not in done
    for user in ("application", "master"):
        # AWS had it in the secret that was replaced, and the program does not know it any more.
        small.account.remove(live(small)[f"recovery-database-rotation-{user}"][0])
    assert live(small)[SERVER_HOME][0] == home[0]
    assert live(small)[SERVER_AWAY][1].inputs["replicateSourceDb"] == home[1].outputs["arn"]
    assert (reads(small, READS_HOME), reads(small, READS_AWAY)) == (True, False)
    assert changes(small.stack.up()) == {"same"}
    small.settle()
    small.stack.destroy()
    assert small.account.live() == {}
