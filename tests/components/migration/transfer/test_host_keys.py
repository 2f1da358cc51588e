"""The host keys: from the secret alone, and before any partner can log in."""

import json

from tests.components.migration.samples import arn
from tests.support.graph import Graph
from tests.support.order import comes_before
from tests.support.samples import ACCOUNT


def test_no_host_key_is_in_the_state(graph: Graph) -> None:
    assert graph.of("HostKey") == []
    assert "hostKey" not in graph.one("transfer-sftp-server").inputs
    assert "PRIVATE KEY" not in json.dumps([item.inputs for item in graph], default=str)
    assert graph.of("SecretVersion") == []


def test_host_keys_come_from_the_secret_before_any_user_can_log_in(graph: Graph) -> None:
    run = graph.one("transfer-host-key-import-run")
    assert json.loads(run.inputs["input"]) == {"serverId": graph.one("transfer-sftp-server").id}
    assert run.inputs["triggers"] == {"code": "c29tZSBoYXNo"}
    for first in (
        "transfer-host-keys-policy",
        "network-endpoint-secretsmanager",
        "network-endpoint-transfer",
        "transfer-host-key-import-role-policy",
    ):
        assert comes_before(graph, graph.one(first), run), first
    for user in ("bank", "scheme"):
        assert comes_before(graph, run, graph.one(f"transfer-users-{user}-user"))


def test_the_import_may_do_nothing_else(graph: Graph) -> None:
    statements = graph.one("transfer-host-key-import-role-policy").policy()
    server = graph.one("transfer-sftp-server")
    (secret,) = [item for item in statements if any("secretsmanager" in action for action in item["Action"])]
    assert secret["Resource"] == arn(graph, "transfer-host-keys-secret")
    (api,) = [item for item in statements if any(action.startswith("transfer:") for action in item["Action"])]
    assert api["Action"] == ["transfer:ListHostKeys", "transfer:ImportHostKey", "transfer:DeleteHostKey"]
    assert api["Resource"] == [
        server.properties["arn"],
        f"arn:aws:transfer:eu-west-2:{ACCOUNT}:host-key/{server.id}/*",
    ]
    endpoint = graph.one("network-endpoint-transfer").id
    assert api["Condition"] == {"StringEquals": {"aws:SourceVpce": endpoint}}
    function = graph.one("transfer-host-key-import-function").inputs
    secret_arn = arn(graph, "transfer-host-keys-secret")
    assert function["environment"] == {"variables": {"HOST_KEY_SECRET_ARN": secret_arn, "HOST_KEYS": "made"}}
    assert function["handler"] == "lambdas.transfer.host_keys.handle"


def test_the_host_keys_are_read_through_the_endpoint_only(graph: Graph) -> None:
    (statement,) = graph.one("transfer-host-keys-policy").policy()
    endpoint = graph.one("network-endpoint-secretsmanager").id
    assert (statement["Effect"], statement["Action"]) == ("Deny", "secretsmanager:GetSecretValue")
    assert statement["Condition"]["StringNotEquals"] == {"aws:SourceVpce": [endpoint]}
    assert graph.one("transfer-host-keys-secret").inputs["kmsKeyId"] == arn(graph, "transfer-host-keys-key")
