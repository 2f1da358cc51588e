"""The two databases as DMS sees them: by their secrets, over verified TLS."""

from pathlib import Path

import pytest

from components.migration.dms import component
from components.migration.dms.endpoints import RDS_AUTHORITIES, authority, rds_authority
from tests.components.migration.samples import SOURCE_SECRET, arn, build_dms, dms_settings
from tests.support.graph import Graph
from tests.support.order import comes_before


@pytest.mark.parametrize("end", ["source", "target"])
def test_an_end_is_logged_in_to_by_its_secret_over_verified_tls(graph: Graph, end: str) -> None:
    endpoint = graph.one(f"dms-{end}-endpoint").inputs
    secret = {"source": SOURCE_SECRET, "target": arn(graph, "database-credentials-migration-secret")}[end]
    assert (endpoint["endpointType"], endpoint["engineName"]) == (end, "mysql")
    assert endpoint["secretsManagerArn"] == secret
    assert endpoint["sslMode"] == "verify-full"
    assert endpoint["certificateArn"] == graph.one(f"dms-{end}-authority").properties["certificateArn"]
    assert endpoint["kmsKeyArn"] == arn(graph, "dms-key")
    assert endpoint["pauseReplicationTasks"] is True
    assert not {"username", "password", "serverName", "port"} & endpoint.keys()
    role = graph.one(f"dms-{end}-role")
    assert endpoint["secretsManagerAccessRoleArn"] == role.properties["arn"]
    (trust,) = role.policy("assumeRolePolicy")
    assert trust["Principal"] == {"Service": "dms.eu-west-2.amazonaws.com"}
    permissions = graph.one(f"dms-{end}-role-policy")
    assert comes_before(graph, permissions, graph.one(f"dms-{end}-endpoint"))
    read, decrypt, describe = permissions.policy()
    assert (read["Action"], read["Resource"]) == (["secretsmanager:GetSecretValue"], secret)
    assert decrypt["Condition"]["StringEquals"] == {
        "kms:ViaService": "secretsmanager.eu-west-2.amazonaws.com",
        "kms:EncryptionContext:SecretARN": secret,
    }
    assert (describe["Action"], describe["Resource"]) == (["kms:DescribeKey"], decrypt["Resource"])


def test_the_target_takes_entries_before_their_payments(graph: Graph) -> None:
    settings = {"afterConnectScript": "SET FOREIGN_KEY_CHECKS=0"}
    assert graph.one("dms-target-endpoint").inputs["mysqlSettings"] == settings
    assert "mysqlSettings" not in graph.one("dms-source-endpoint").inputs


def test_a_source_may_have_an_authority_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(component, "PROJECT", tmp_path)
    own = rds_authority("eu-west-1")
    (tmp_path / "own.pem").write_text(own)
    graph = build_dms(settings=dms_settings(sourceAuthority="own.pem"))
    assert graph.one("dms-source-authority").inputs["certificatePem"] == own
    assert graph.one("dms-target-authority").inputs["certificatePem"] == rds_authority("eu-west-2")
    variables = graph.one("dms-comparison-function").inputs["environment"]["variables"]
    assert variables["SOURCE_AUTHORITY"] == own
    (tmp_path / "own.pem").write_text("x" * 3001)
    with pytest.raises(ValueError, match=r"own\.pem has 3001 characters"):
        build_dms(settings=dms_settings(sourceAuthority="own.pem"))


@pytest.mark.parametrize("region", ["eu-west-1", "eu-west-2", "eu-central-1"])
def test_the_authority_is_one_certificate_of_the_region(region: str) -> None:
    assert rds_authority(region).startswith("-----BEGIN CERTIFICATE-----\n")
    assert rds_authority(region).strip().endswith("-----END CERTIFICATE-----")
    assert rds_authority(region).count("BEGIN") == 1


def test_an_authority_that_does_not_exist_is_named() -> None:
    with pytest.raises(ValueError, match=r"rds-ca.pem has no certificate named 'Amazon RDS us-east-1"):
        rds_authority("us-east-1")
    with pytest.raises(ValueError, match="'other'"):
        authority(RDS_AUTHORITIES, "other")
