"""The function that compares both databases, and the bucket of its reports."""

import pytest

from tests.components.migration.samples import SOURCE_SECRET, arn, build_dms, dms_settings
from tests.support.graph import Graph


def test_the_function_reads_both_secrets_and_nothing_else(graph: Graph) -> None:
    target = arn(graph, "database-credentials-migration-secret")
    own = [
        (statement["Action"], statement["Resource"])
        for statement in graph.one("dms-comparison-role-policy").policy()
        if "secretsmanager:GetSecretValue" in statement["Action"]
    ]
    assert own == [(["secretsmanager:GetSecretValue"], SOURCE_SECRET), (["secretsmanager:GetSecretValue"], target)]
    variables = graph.one("dms-comparison-function").inputs["environment"]["variables"]
    assert (variables["SOURCE_SECRET_ARN"], variables["MIGRATION_SECRET_ARN"]) == (SOURCE_SECRET, target)
    assert (variables["SOURCE_TLS"], variables.get("SOURCE_AUTHORITY")) == ("verify-full", None)


def test_the_function_is_where_dms_is_in_the_network(graph: Graph) -> None:
    placed = graph.one("dms-comparison-function").inputs["vpcConfig"]
    instance = graph.one("dms-replication-instance").inputs
    assert placed["securityGroupIds"] == instance["vpcSecurityGroupIds"]
    assert placed["subnetIds"] == graph.one("dms-replication-subnet-group").inputs["subnetIds"]


def test_reports_are_encrypted_versioned_and_kept(graph: Graph) -> None:
    encryption = graph.one("dms-reports-files-encryption").inputs["rules"][0]["applyServerSideEncryptionByDefault"]
    assert encryption == {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": arn(graph, "dms-key")}
    assert graph.one("dms-reports-files-versioning").inputs["versioningConfiguration"] == {"status": "Enabled"}
    [rule] = graph.one("dms-reports-files-lifecycle").inputs["rules"]
    assert (rule["expiration"], rule["noncurrentVersionExpiration"]) == ({"days": 365}, {"noncurrentDays": 365})
    assert graph.one("dms-reports-logging").inputs["targetPrefix"] == "migration-reports/"


def test_the_settings_say_how_long_reports_are_kept() -> None:
    graph = build_dms(settings=dms_settings(reportRetentionDays=7))
    [rule] = graph.one("dms-reports-files-lifecycle").inputs["rules"]
    assert rule["expiration"] == {"days": 7}


def test_dms_writes_assessments_and_reads_no_comparison(graph: Graph) -> None:
    [trust] = graph.one("dms-reports-assessment-role").policy("assumeRolePolicy")
    assert trust["Principal"] == {"Service": "dms.amazonaws.com"}
    assert set(trust["Condition"]["StringEquals"]) == {"aws:SourceAccount"}
    files, bucket, key = graph.one("dms-reports-assessment-role-policy").policy()
    of_bucket = arn(graph, "dms-reports-files-bucket")
    assert files["Resource"] == f"{of_bucket}/assessments/*"
    assert bucket["Resource"] == of_bucket
    assert (key["Resource"], key["Condition"]["StringEquals"]) == (
        arn(graph, "dms-key"),
        {"kms:ViaService": "s3.eu-west-2.amazonaws.com"},
    )


@pytest.mark.parametrize("kind", ["Function", "Bucket"])
def test_without_a_migration_there_is_none_of_it(kind: str) -> None:
    graph = build_dms(settings=dms_settings(enabled=False))
    assert not [item.name for item in graph.of(kind) if item.name.startswith("dms")]
