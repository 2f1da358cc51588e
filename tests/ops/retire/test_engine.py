"""A protected stack's SFTP is switched off on the real engine, with files in its buckets."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pulumi.automation import CommandError, ConfigValue

from catalog import iam, s3
from ops.destroy.inventory import Deployed, deployed
from ops.retire.__main__ import main
from tests.ops.canned import Answers
from tests.ops.destroy.simulated import REGIONS, clients_of, clock_of
from tests.ops.retire.account import EMPTY, stack_file
from tests.support.graph import stack_values
from tools.rehearsal.engine import Rehearsal

pytestmark = pytest.mark.engine

TRANSFER = stack_values("prod")["payments:migration"]["transfer"]
OFF = TRANSFER | {"enabled": False}
# Without the endpoints that SFTP and MGN alone need.
NETWORK = stack_values("dev")["payments:network"]


def tags_of(rehearsal: Rehearsal) -> Answers:
    """What the tagging API tells of the account's resources."""

    def answer(asked: Mapping[str, Any]) -> dict[str, Any]:
        found = [item.outputs for item in rehearsal.account.live().values() if item.outputs.get("tags")]
        return {
            "ResourceTagMappingList": [
                {
                    "ResourceARN": item.get("arn", "arn:aws:x:r:1:none"),
                    "Tags": [{"Key": key, "Value": value} for key, value in item["tags"].items()],
                }
                for item in found
            ]
        }

    return {"resourcegroupstaggingapi.GetResources": answer}


def roles_of(rehearsal: Rehearsal) -> Answers:
    """What IAM tells of the account's roles, of which it tells the tags by another call."""
    live = rehearsal.account.live

    def roles() -> dict[str, Mapping[str, Any]]:
        return {str(item.outputs["name"]): item.outputs for item in live().values() if item.token == iam.ROLE.token}

    def listed(asked: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "Roles": [
                {
                    "Path": role.get("path", "/"),
                    "RoleName": name,
                    "RoleId": "AROA" + "1" * 17,
                    "Arn": role["arn"],
                    "CreateDate": datetime(2026, 1, 1, tzinfo=UTC),
                }
                for name, role in roles().items()
            ]
        }

    def tags(asked: Mapping[str, Any]) -> dict[str, Any]:
        return {"Tags": [{"Key": key, "Value": value} for key, value in roles()[asked["RoleName"]]["tags"].items()]}

    return {"iam.ListRoles": listed, "iam.ListRoleTags": tags}


def test_sftp_is_switched_off_with_files_in_its_buckets_and_nothing_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    on = stack_file(tmp_path, protection={"deletionProtection": True}, transfer=TRANSFER)
    (tmp_path / "off").mkdir()
    off = stack_file(tmp_path / "off", transfer=OFF)
    with Rehearsal("dev", config_file=on) as rehearsal:
        account = rehearsal.account

        def retire(state: Sequence[Deployed]) -> tuple[int, Sequence[str]]:
            clients = clients_of(account, EMPTY | tags_of(rehearsal) | roles_of(rehearsal))
            arguments = ["--stack", "dev", "--config", str(off), "--confirm", "dev"]
            return main(arguments, clients.clients(), clock_of(account), state=lambda stack: state), clients.calls

        def now() -> Sequence[Deployed]:
            return deployed({"deployment": rehearsal.stack.export_stack().deployment}, REGIONS[0])

        rehearsal.stack.up()
        before = account.live()
        buckets = {key: item.name for key, item in before.items() if item.token == s3.BUCKET.token}
        for bucket in buckets:
            account.write(bucket)
        for key, value in (("network", NETWORK), ("migration", {"transfer": OFF})):
            rehearsal.stack.set_config(f"payments:{key}", ConfigValue(json.dumps(value)))
        with pytest.raises(CommandError, match="BucketNotEmpty"):
            rehearsal.stack.up()
        assert retire(now())[0] == 0
        # As if the stack had forgotten all of it.
        assert retire([])[0] == 1
        assert "Left: role transfer-landing-mover-role-dev-" in capsys.readouterr().out
        rehearsal.stack.up()
        left = [item.name for key, item in account.live().items() if key in buckets]
        assert left == [name for name in buckets.values() if not name.startswith("transfer")]
        capsys.readouterr()
        code, calls = retire(now())
        assert code == 0
        # Of the database's migration nothing is left either, by what the stack's own function answers.
        assert f"{REGIONS[0]} lambda.Invoke" in calls
        assert "Left: nothing of migration.transfer" in capsys.readouterr().out
