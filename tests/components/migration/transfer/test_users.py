"""The partners: each with its keys and a mailbox of its own."""

import base64
import re
from typing import Any, cast

import pytest
from botocore import session

from config.migration import TransferUser
from tests.components.migration.samples import KEY, OTHER_KEY, THIRD_KEY, build_transfer, transfer_settings
from tests.support.graph import Graph
from tests.support.samples import ACCOUNT

# Logins that partners have had elsewhere, which Transfer Family takes as they are.
LOGINS = ("user_name", "BankA", "banka", "svc.partner", "5403", "a@b.example", "b" * 100, "___", "a-long-partners-name")


def test_a_user_sees_its_own_mailbox_and_adds_to_it_only(graph: Graph) -> None:
    bucket, server = graph.one("transfer-landing-files-bucket"), graph.one("transfer-sftp-server")
    for user in ("bank", "scheme"):
        account = graph.one(f"transfer-users-{user}-user").inputs
        assert account["homeDirectoryType"] == "LOGICAL"
        assert account["homeDirectoryMappings"] == [{"entry": "/", "target": f"/{bucket.id}/incoming/{user}"}]
        role = graph.one(f"transfer-users-{user}-role")
        assert account["role"] == role.properties["arn"]
        (trust,) = role.policy("assumeRolePolicy")
        assert trust["Condition"] == {
            "StringEquals": {"aws:SourceAccount": ACCOUNT},
            "ArnLike": {"aws:SourceArn": f"arn:aws:transfer:eu-west-2:{ACCOUNT}:user/{server.id}/{user}"},
        }
        permissions = graph.one(f"transfer-users-{user}-role-policy").policy()
        assert {action for item in permissions for action in item["Action"]} == {
            "s3:ListBucket",
            "s3:PutObject",
            "kms:GenerateDataKey",
            "kms:Decrypt",
        }
        put, folders = [item for item in permissions if "s3:PutObject" in item["Action"]]
        assert (put["Effect"], put["Resource"]) == ("Allow", f"{bucket.properties['arn']}/incoming/{user}/*")
        assert (folders["Effect"], folders["Resource"]) == ("Deny", f"{bucket.properties['arn']}/incoming/{user}/*/")
        (listing,) = [item for item in permissions if "s3:ListBucket" in item["Action"]]
        assert listing["Condition"] == {"StringLike": {"s3:prefix": [f"incoming/{user}", f"incoming/{user}/*"]}}


def test_users_log_in_with_the_keys_of_the_configuration(graph: Graph) -> None:
    found = {(item.inputs["userName"], item.inputs["body"]) for item in graph.of("SshKey")}
    assert found == {("bank", KEY), ("bank", OTHER_KEY), ("scheme", THIRD_KEY)}


def test_partners_keep_their_logins_whatever_names_aws_takes_elsewhere() -> None:
    users = [{"name": name, "publicKeys": [key_of(number)]} for number, name in enumerate(LOGINS)]
    graph = build_transfer(settings=transfer_settings(users=users), second_region="eu-west-1")
    accounts = graph.of("User")
    assert sorted(item.inputs["userName"] for item in accounts) == sorted(LOGINS)
    targets = [item.inputs["homeDirectoryMappings"][0]["target"].rpartition("/incoming/")[2] for item in accounts]
    assert sorted(targets) == sorted(LOGINS)
    roles = [item for item in graph.of("Role") if item.name.startswith("transfer-users-")]
    # IAM knows names apart by more than case.
    assert len({item.name.lower() for item in roles}) == len(LOGINS)


@pytest.mark.parametrize("login", LOGINS)
def test_what_names_the_resources_of_a_login_fits_into_every_name(login: str) -> None:
    word = TransferUser.model_validate({"name": login, "publicKeys": [KEY]}).word
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", word)
    # The longest name of a role is the second region's, with the longest name of a stack and Pulumi's seven digits.
    assert len(f"recovery-transfer-users-{word}-role-{'s' * 12}-1a2b3c4") <= 64


def test_a_login_is_what_transfer_family_takes_in_ascii() -> None:
    shape = cast(Any, session.Session()).get_service_model("transfer").shape_for("UserName")
    assert shape.metadata == {"pattern": r"[\w][\w@.-]{2,99}", "min": 3, "max": 100}
    for login in LOGINS:
        assert re.fullmatch(shape.metadata["pattern"], login)


def key_of(number: int) -> str:
    """A public key that nobody else has."""
    blob = b"\0\0\0\x0bssh-ed25519\0\0\0 " + bytes([number]) * 32
    return f"ssh-ed25519 {base64.b64encode(blob).decode()}"
