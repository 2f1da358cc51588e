"""A protected stack that was used is destroyed on the real engine, through a refusal and a kill, and comes again."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from pulumi.automation import CommandError, EngineEvent

from catalog import kms, rds, s3
from ops.destroy.__main__ import main
from ops.destroy.inventory import Inventory, deployed
from ops.lib.steps import StepError
from simulated_aws.account import Account
from tests.ops.canned import Answers
from tests.ops.destroy.simulated import REGIONS, clients_of, clock_of
from tests.support.aws import refused
from tests.support.engine import kill_engine
from tests.support.graph import stack_values
from tools.rehearsal.engine import EACH_STEP_SAVED, Rehearsal

pytestmark = pytest.mark.engine

PROD = stack_values("prod")
# What S3 lists and deletes takes more than one call.
FILES = 1001
HALF_WAY = 150


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The stack dev, protected, and with SFTP."""
    file = tmp_path / "Pulumi.dev.yaml"
    values = stack_values("dev")
    values["payments:migration"] = {"transfer": PROD["payments:migration"]["transfer"]}
    values["payments:protection"] = {"deletionProtection": True}
    file.write_text(yaml.safe_dump({"config": values}))
    return file


class Operator:
    """Somebody who runs `make destroy` on a stack, again and again."""

    def __init__(self, rehearsal: Rehearsal, config: Path):
        self.rehearsal, self._config, self._folder = rehearsal, config, config.parent / "kept"

    def runs(self, instead: Answers | None = None, watch: Callable[[EngineEvent], None] | None = None) -> int:
        """The command's exit code; some calls are answered otherwise than by the account."""

        def state(stack: str) -> Inventory:
            exported = self.rehearsal.stack.export_stack()
            return Inventory(stack, deployed({"deployment": exported.deployment}, REGIONS[0]), self._folder)

        def destroy(stack: str) -> None:
            try:
                self.rehearsal.stack.destroy(on_event=watch)
            except CommandError as error:
                raise StepError(str(error)) from error

        account = self.rehearsal.account
        return main(
            ["--stack", "dev", "--config", str(self._config), "--confirm", "dev"],
            clients_of(account, instead).clients(),
            clock_of(account),
            state=state,
            destroy=destroy,
        )

    def knows_of_a_run_before(self) -> bool:
        return any(self._folder.iterdir())


def fill(account: Account, buckets: list[str]) -> None:
    """Writes into each bucket, and into one of them more than S3 lists at once."""
    for bucket in buckets:
        account.write(bucket)
    for number in range(FILES):
        account.write(buckets[0], f"file-{number}")


def test_a_stack_goes_with_its_files_and_comes_again(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Rehearsal("dev", config_file=config, engine=EACH_STEP_SAVED) as rehearsal:
        account, operator = rehearsal.account, Operator(rehearsal, config)
        rehearsal.stack.up()
        live = account.live()
        buckets = [key for key, item in live.items() if item.token == s3.BUCKET.token]
        keys = {key for key, item in live.items() if item.token == kms.KEY.token}
        account.act(fill, buckets)

        # AWS refuses a step once: nothing is destroyed.
        throttled = refused("ModifyDBInstance", "ThrottlingException")
        assert operator.runs({f"{REGIONS[0]} rds.ModifyDBInstance": throttled}) == 1
        assert account.live().keys() == live.keys()

        # The engine is killed half-way.
        assert operator.runs(watch=kill_engine(HALF_WAY)) == 1
        assert 0 < len(account.live()) < len(live)
        assert operator.knows_of_a_run_before()

        # The lock is removed, as the runbook says, and the same command completes.
        rehearsal.stack.cancel()
        capsys.readouterr()
        assert operator.runs() == 0
        said = capsys.readouterr().out
        assert account.live() == {}
        assert rehearsal.resources() == []
        assert not operator.knows_of_a_run_before()
        assert {key for key in keys if f"Left: key {key} in" in said} == keys
        assert said.count("Left:") == len(keys)
        assert "/aws/rds/instance/database-dev/" in said

        rehearsal.stack.up()
        assert [item for item in account.live().values() if item.token == rds.INSTANCE.token]
