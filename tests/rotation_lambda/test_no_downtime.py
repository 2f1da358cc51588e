"""Payments continue while credentials change, whatever happens to a rotation."""

from collections.abc import Callable
from typing import Any

import pytest

from lambda_src.connections import Connections
from lambda_src.credentials import Credentials
from lambdas.shared.credential import Credential
from lambdas.shared.database import LoginRefusedError
from rotation_lambda import application, master
from rotation_lambda.application import ApplicationAccount
from rotation_lambda.master import MasterAccount
from rotation_lambda.rotation import RotationError
from rotation_lambda.secret_store import MissingVersionError, SecretStore
from tests.rotation_lambda.concurrency import both
from tests.rotation_lambda.interruptions import killed_after, killed_before
from tests.rotation_lambda.payers import paying
from tests.rotation_lambda.secrets import labels, plant
from tests.rotation_lambda.world import STEPS, KilledError, World

Patch = tuple[object, str, Callable[[Any], Callable[..., Any]]]


def never(done: Callable[..., Any]) -> Callable[..., None]:
    return killed_before


# Where a rotation is interrupted, in the order of its work: at which call, and whether before or after it.
ANY_SECRET: dict[str, Patch] = {
    "before the pending value": (SecretStore, "put", never),
    "after the pending value": (SecretStore, "put", killed_after),
    "before AWSCURRENT moves": (SecretStore, "promote", never),
    "after AWSCURRENT moved": (SecretStore, "promote", killed_after),
    "after the clean-up": (SecretStore, "drop_pending", killed_after),
}
APPLICATION: dict[str, Patch] = ANY_SECRET | {
    "before CREATE USER": (application, "ensure_user", never),
    "after CREATE USER": (application, "ensure_user", killed_after),
    "after ALTER USER": (application, "set_password", killed_after),
    "after GRANT": (application, "set_grants", killed_after),
    "before the test": (ApplicationAccount, "verify", never),
    "after the test": (ApplicationAccount, "verify", killed_after),
}
MASTER: dict[str, Patch] = ANY_SECRET | {
    "after ALTER USER": (master, "set_own_password", killed_after),
    "before the test": (MasterAccount, "verify", never),
}


def die(world: World, secret: str, patch: Patch) -> str:
    """Runs a rotation up to its end at one point; returns its token."""
    token = plant(secret)
    owner, name, wrap = patch
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(owner, name, wrap(getattr(owner, name)))
        with pytest.raises(KilledError):
            world.finish(secret, token)
    return token


def recover(world: World, secret: str, token: str, how: str) -> None:
    """Secrets Manager retries the same token, or an operator abandons it and a new rotation begins."""
    if how == "retried":
        world.finish(secret, token)
        assert labels(secret)["AWSCURRENT"] == token
    else:
        world.abandon(secret, token)
        world.rotate(secret)
    assert "AWSPENDING" not in labels(secret)


@pytest.mark.parametrize("how", ["retried", "abandoned"])
@pytest.mark.parametrize("point", APPLICATION)
def test_payments_continue_while_the_applications_rotation_is_interrupted(world: World, point: str, how: str) -> None:
    # Both users have a password from a rotation, as in a system that has run for months.
    world.rotate(world.application)
    with paying(world) as payers:
        token = die(world, world.application, APPLICATION[point])
        payers.each_pays()
        recover(world, world.application, token, how)
        payers.each_pays()
        world.rotate(world.application)
    for label in ("AWSCURRENT", "AWSPREVIOUS"):
        world.logs_in(world.credential(world.application, label))


@pytest.mark.parametrize("how", ["retried", "abandoned"])
@pytest.mark.parametrize("point", MASTER)
def test_payments_continue_while_the_masters_rotation_is_interrupted(world: World, point: str, how: str) -> None:
    with paying(world) as payers:
        token = die(world, world.master, MASTER[point])
        # The application's rotation needs the master, whatever state it was left in.
        world.rotate(world.application)
        payers.each_pays()
        recover(world, world.master, token, how)
        world.rotate(world.application)
    world.logs_in(world.credential(world.master))


def test_rotations_that_are_all_abandoned(world: World) -> None:
    with paying(world) as payers:
        for _ in range(20):
            token = die(world, world.application, APPLICATION["after ALTER USER"])
            world.abandon(world.application, token)
            payers.each_pays()
        world.rotate(world.application)
    world.logs_in(world.credential(world.application))


def test_hundreds_of_rotations_in_a_row(world: World) -> None:
    with paying(world) as payers:
        for _ in range(200):
            world.rotate(world.application)
            # A payment may overlap one rotation, and never two.
            payers.each_pays()
    assert payers.paid > 3 * 200


def test_secrets_manager_is_down_for_longer_than_a_rotation(world: World) -> None:
    kept = Credentials(world.client, world.application, clock=iter(range(0, 10**9, 1000)).__next__)
    pooled = world.connections()
    making = {"kept credential": lambda: Connections(world.database, kept), "kept connection": lambda: pooled}
    with paying(world, making) as payers:
        world.rotate(world.application)
        payers.each_pays()
        world.client.before("get_secret_value", killed_by_outage)
        payers.each_pays(10)
        world.client.healed()


def killed_by_outage(arguments: dict[str, Any]) -> None:
    from botocore.exceptions import ConnectTimeoutError

    raise ConnectTimeoutError(endpoint_url="secretsmanager")


@pytest.mark.parametrize("steps", [STEPS[:2], STEPS], ids=["password changed", "finished"])
def test_the_master_changes_while_the_applications_password_is_set(world: World, steps: tuple[str, ...]) -> None:
    turned: list[str] = []

    def turn(arguments: dict[str, Any]) -> None:
        # The application's rotation has read the master's credential, and has not logged in yet.
        if arguments["SecretId"] == world.master and not turned:
            turned.append(plant(world.master))
            world.finish(world.master, turned[0], steps)

    with paying(world):
        token = world.finish(world.application, plant(world.application), STEPS[:1])
        world.client.after("get_secret_value", turn)
        world.finish(world.application, token, STEPS[1:])
        world.client.healed()
        world.finish(world.master, turned[0])
        world.rotate(world.application)
    world.logs_in(world.credential(world.master))


def test_two_runs_of_one_rotation_at_once(world: World) -> None:
    """Lambda calls a function at least once, so each step may run twice."""
    with paying(world):
        token = plant(world.application)
        for step in STEPS:
            results = both(lambda step=step: world.step(world.application, token, step))
            errors = [result for result in results if result is not None]
            # Of two that move AWSCURRENT AWS refuses one, since the label has moved.
            assert len(errors) <= (step == "finishSecret"), errors
        assert labels(world.application)["AWSCURRENT"] == token
        world.rotate(world.application)
    world.logs_in(world.credential(world.application))


@pytest.mark.parametrize("user", ["application", "master"])
def test_a_run_that_was_overtaken_changes_nothing(world: World, user: str) -> None:
    """A call that hung before it had the lock continues after its rotation was abandoned and others completed."""
    secret = {"application": world.application, "master": world.master}[user]
    overtaken: list[str] = []

    def overtake(arguments: dict[str, Any]) -> None:
        logging_in = arguments["SecretId"] == world.master and arguments["VersionStage"] == "AWSCURRENT"
        if logging_in and not overtaken:
            overtaken.append(token)
            world.abandon(secret, token)
            world.rotate(secret)
            world.rotate(secret)

    with paying(world):
        token = world.finish(secret, plant(secret), STEPS[:1])
        world.client.before("get_secret_value", overtake)
        with pytest.raises(MissingVersionError):
            world.step(secret, token, "setSecret")
        assert overtaken == [token]
        world.client.healed()
        with pytest.raises(RotationError, match="the rotation is over"):
            world.finish(secret, token)
    world.logs_in(world.credential(secret))
    world.logs_in(world.credential(world.application))


def test_control_one_user_alone_fails_payments(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The payers notice a rotation that is not free of downtime: one that changes the password in use."""
    monkeypatch.setattr(ApplicationAccount, "next_user", lambda self, current: current)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType] (a replacement)
    monkeypatch.setattr(ApplicationAccount, "_current_user", lambda self: None)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType] (a replacement)
    with paying(world, failing=True) as payers:
        token = world.finish(world.application, plant(world.application), STEPS[:2])
        payers.each_pays()
        world.finish(world.application, token, STEPS[2:])
    with pytest.raises(AssertionError, match="payments failed"):
        payers.check()
    assert {type(failure) for failure in payers.failures} == {LoginRefusedError}
    # An open connection survives even that.
    assert not payers.payers["kept connection"].failures


def test_control_a_client_that_never_reads_again_fails_payments(world: World) -> None:
    class Frozen(Credentials):
        """Keeps its first credential."""

        def refreshed(self) -> Credential:
            return self._kept.credential if self._kept else super().refreshed()

        def previous(self) -> Credential | None:
            return None

    frozen = Frozen(world.client, world.application)
    with paying(world, {"frozen": lambda: Connections(world.database, frozen)}, failing=True) as payers:
        world.rotate(world.application)
        payers.each_pays()
        assert not payers.failures, "the credential before the current one is still good"
        world.rotate(world.application)
        payers.each_pays()
    with pytest.raises(AssertionError, match="payments failed"):
        payers.check()
