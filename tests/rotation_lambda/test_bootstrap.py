"""The first run, interrupted or repeated at any moment."""

from typing import Any

import pytest

from lambdas.shared.database import LoginRefusedError, execute
from rotation_lambda import bootstrap, schema
from rotation_lambda.bootstrap import Bootstrap
from rotation_lambda.secret_store import SecretStore
from rotation_lambda.users import UserError
from tests.rotation_lambda.concurrency import both
from tests.rotation_lambda.interruptions import killed_after, killed_before
from tests.rotation_lambda.secrets import plant
from tests.rotation_lambda.state import DONE, check, state
from tests.rotation_lambda.world import STEPS, KilledError, World


def test_the_first_run(bare: World) -> None:
    assert bare.bootstrap() == DONE
    check(bare)


def test_another_run_changes_nothing(world: World) -> None:
    before = state(world)
    assert world.bootstrap() == DONE
    assert state(world) == before


def test_a_run_after_rotations_changes_nothing(world: World) -> None:
    world.rotate(world.master)
    world.rotate(world.application)
    before = state(world)
    assert world.bootstrap() == DONE
    assert Bootstrap(world.settings, world.store()).run(None) == DONE
    assert state(world) == before


@pytest.mark.parametrize("when", [killed_before, killed_after], ids=["before", "after"])
@pytest.mark.parametrize(
    ("owner", "name", "time"),
    [
        (SecretStore, "put", 1),
        (SecretStore, "put", 2),
        (bootstrap, "set_own_password", 1),
        (schema, "_apply_one", 1),
        (schema, "_apply_one", 2),
        (bootstrap, "ensure_user", 1),
        (bootstrap, "ensure_user", 2),
        (bootstrap, "set_grants", 2),
        (bootstrap, "set_password", 1),
    ],
)
def test_an_interrupted_run_is_run_again(bare: World, owner: object, name: str, time: int, when: Any) -> None:
    done, calls = getattr(owner, name), list[None]()

    def counted(*arguments: Any, **named: Any) -> Any:
        calls.append(None)
        if len(calls) < time:
            return done(*arguments, **named)
        return when(*arguments, **named) if when is killed_before else when(done)(*arguments, **named)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(owner, name, counted)
        with pytest.raises(KilledError):
            bare.bootstrap()
    assert bare.bootstrap() == DONE
    check(bare)


def test_a_run_interrupted_between_any_two_statements_is_run_again(bare: World) -> None:
    """One statement further each time, until a run completes."""
    finished, statements = False, 0
    while not finished:
        left = [statements]

        def counted(*arguments: Any, left: list[int] = left) -> Any:
            rows = execute(*arguments)
            left[0] -= 1
            if left[0] < 0:
                raise KilledError
            return rows

        with pytest.MonkeyPatch.context() as patched:
            for module in ("rotation_lambda.schema", "rotation_lambda.users", "rotation_lambda.master"):
                patched.setattr(f"{module}.execute", counted)
            try:
                finished = bare.bootstrap() == DONE
            except KilledError:
                statements += 1
    assert statements > 20
    check(bare)


def test_two_runs_at_once(bare: World) -> None:
    assert both(bare.bootstrap) == [DONE, DONE]
    check(bare)


def test_the_master_is_changed_by_another_run_while_its_passwords_are_tried(bare: World) -> None:
    turned: list[None] = []

    def other_run(arguments: dict[str, Any]) -> None:
        # The secret's own password has been refused; the first one is about to be tried.
        if arguments.get("VersionStage") == "AWSPENDING" and not turned:
            turned.append(None)
            bare.bootstrap()

    bare.client.before("get_secret_value", other_run)
    assert bare.bootstrap() == DONE
    assert turned
    check(bare)


def test_another_run_writes_the_masters_first_value_meanwhile(bare: World) -> None:
    def other_run(arguments: dict[str, Any]) -> None:
        # The secret had no value when this run looked.
        bare.client.healed()
        assert bare.bootstrap() == DONE

    bare.client.before("put_secret_value", other_run)
    assert bare.bootstrap() == DONE
    check(bare)


@pytest.mark.parametrize("user", ["application", "master"])
def test_a_run_leaves_a_rotation_in_progress_alone(world: World, user: str) -> None:
    secret = {"application": world.application, "master": world.master}[user]
    token = world.finish(secret, plant(secret), STEPS[:3])
    before = state(world)
    assert world.bootstrap() == DONE
    assert state(world) == before
    # The test has been passed before, so nothing may have changed since.
    world.finish(secret, token, STEPS[3:])
    world.logs_in(world.credential(secret))


def test_a_current_user_that_lost_its_password_gets_it_back(world: World) -> None:
    world.rotate(world.application)
    world.server.run("ALTER USER pay_b@'%' IDENTIFIED BY 'changed by hand' ACCOUNT LOCK")
    world.bootstrap()
    world.logs_in(world.credential(world.application))


def test_a_shadowing_account_is_refused(bare: World) -> None:
    bare.server.run("CREATE USER pay_a@localhost")
    with pytest.raises(UserError, match="'pay_a'@'localhost'"):
        bare.bootstrap()


def test_a_wrong_first_password_is_refused(bare: World) -> None:
    for password in ("wrong", None):
        with pytest.raises(LoginRefusedError):
            Bootstrap(bare.settings, bare.store()).run(password)
    assert bare.bootstrap() == DONE
