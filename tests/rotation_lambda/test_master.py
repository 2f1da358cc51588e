"""One administrator at a time, who needs a password that the server accepts."""

import pytest

from lambdas.shared.database import LoginRefusedError, execute
from rotation_lambda.master import BusyError, MasterAccount
from tests.rotation_lambda.world import World


def test_no_known_password_of_the_master_is_accepted(world: World) -> None:
    world.server.run("ALTER USER admin@'%' IDENTIFIED BY 'changed by hand'")
    with pytest.raises(LoginRefusedError, match=r"no login for admin at 127\.0\.0\.1:\d+ \(1045\)"):
        world.rotate(world.application)


def test_one_administrator_at_a_time(world: World) -> None:
    master = MasterAccount(world.settings, world.store())
    with master.administering() as connection:
        # A function that is killed in here keeps the lock for a minute and not for hours.
        assert execute(connection, "SELECT @@SESSION.wait_timeout") == [(60,)]
        with pytest.raises(BusyError, match="was not free within 0 seconds"), master.administering(wait_seconds=0):
            pytest.fail("two at once")
    with master.administering(wait_seconds=0) as connection:
        assert execute(connection, "SELECT IS_USED_LOCK('payments.administration') = CONNECTION_ID()") == [(1,)]
