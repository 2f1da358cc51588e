"""The partners: each with its keys and a mailbox of its own."""

from tests.components.migration.samples import KEY, OTHER_KEY, THIRD_KEY
from tests.support.graph import Graph
from tests.support.samples import ACCOUNT


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
        (put,) = [item for item in permissions if "s3:PutObject" in item["Action"]]
        assert put["Resource"] == f"{bucket.properties['arn']}/incoming/{user}/*"
        (listing,) = [item for item in permissions if "s3:ListBucket" in item["Action"]]
        assert listing["Condition"] == {"StringLike": {"s3:prefix": [f"incoming/{user}", f"incoming/{user}/*"]}}


def test_users_log_in_with_the_keys_of_the_configuration(graph: Graph) -> None:
    found = {(item.inputs["userName"], item.inputs["body"]) for item in graph.of("SshKey")}
    assert found == {("bank", KEY), ("bank", OTHER_KEY), ("scheme", THIRD_KEY)}
