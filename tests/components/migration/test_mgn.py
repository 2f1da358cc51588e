"""What server migration registers, and which settings its provider refuses before AWS sees them."""

import base64
from typing import Any

import pytest
from pulumi.output import Unknown

from components.migration.mgn.model import faults
from components.migration.mgn.roles import ROLES
from tests.components.migration.samples import build_migration, settings, template
from tests.support.samples import ACCOUNT, NAMING, REGION


def test_replication_stays_inside_the_network_and_is_encrypted() -> None:
    graph = build_migration()
    inputs = template(graph, "replication")
    assert (inputs["region"], inputs["account"], inputs["stack"]) == (REGION, ACCOUNT, "test")
    assert inputs["settings"] == {
        "stagingAreaSubnetId": graph.one("server-migration-subnet").id,
        "associateDefaultSecurityGroup": False,
        "replicationServersSecurityGroupsIDs": [graph.one("server-migration-group").id],
        "replicationServerInstanceType": "t3.small",
        "useDedicatedReplicationServer": False,
        "defaultLargeStagingDiskType": "GP3",
        "ebsEncryption": "CUSTOM",
        "ebsEncryptionKeyArn": graph.one("server-migration-key").properties["arn"],
        "bandwidthThrottling": 0,
        "dataPlaneRouting": "PRIVATE_IP",
        "createPublicIP": False,
        "stagingAreaTags": NAMING.tags("server-migration-staging"),
    }
    assert inputs["tags"] == NAMING.tags("replication-template")


def test_launched_servers_get_no_public_address() -> None:
    inputs = template(build_migration(), "launch")
    assert inputs["settings"] == {
        "launchDisposition": "STARTED",
        "targetInstanceTypeRightSizingMethod": "BASIC",
        "copyPrivateIp": False,
        "associatePublicIpAddress": False,
        "copyTags": True,
        "bootMode": "USE_SOURCE",
        "smallVolumeConf": {"volumeType": "gp3"},
        "largeVolumeConf": {"volumeType": "gp3"},
    }
    assert inputs["tags"] == NAMING.tags("launch-template")


def test_a_stack_sizes_the_replication() -> None:
    graph = build_migration(settings=settings(replicationInstanceType="m7g.large", bandwidthLimit=200))
    inputs = template(graph, "replication")["settings"]
    assert (inputs["replicationServerInstanceType"], inputs["bandwidthThrottling"]) == ("m7g.large", 200)


def test_roles_have_the_names_that_the_service_looks_for_and_aws_policies_alone() -> None:
    graph = build_migration()
    prefix = "AWSApplicationMigration"
    roles = {item.inputs["name"]: item for item in graph.of("Role")}
    assert {name.removeprefix(prefix) for name in roles} == {
        "ReplicationServerRole",
        "ConversionServerRole",
        "MGHRole",
        "LaunchInstanceWithDrsRole",
        "LaunchInstanceWithSsmRole",
        "AgentRole",
    }
    assert {role.inputs["path"] for role in roles.values()} == {"/service-role/"}
    attached = {(item.inputs["role"], item.inputs["policyArn"]) for item in graph.of("RolePolicyAttachment")}
    assert attached == {(name, policy) for name, (_, policies) in ROLES.items() for policy in policies}
    assert len(attached) == 7
    assert all(policy.startswith("arn:aws:iam::aws:policy/") for _, policy in attached)


def test_the_agents_role_is_taken_for_a_source_server_of_this_account_alone() -> None:
    graph = build_migration()
    role = graph.one("server-migration-roles-AWSApplicationMigrationAgentRole")
    assert role.policy("assumeRolePolicy") == [
        {
            "Effect": "Allow",
            "Principal": {"Service": "mgn.amazonaws.com"},
            "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"],
            "Condition": {
                "StringLike": {"sts:SourceIdentity": "s-*"},
                "StringEquals": {"aws:SourceAccount": ACCOUNT},
            },
        }
    ]


def test_the_service_is_initialised_once_its_roles_are_complete() -> None:
    graph = build_migration()
    attachments = {item.urn for item in graph.of("RolePolicyAttachment")}
    replication = graph.one("server-migration-replication-template")
    assert attachments <= set(replication.depends_on)
    assert replication.urn in graph.one("server-migration-launch-template").depends_on


def test_an_accounts_roles_are_made_once() -> None:
    graph = build_migration(settings=settings(accountRoles="existing"))
    assert graph.of("Role") == []
    assert graph.of("ReplicationTemplate")


def test_the_key_is_used_by_the_services_own_role_through_ec2_alone() -> None:
    key = build_migration().one("server-migration-key")
    _, statement = key.policy()
    assert statement["Action"] == ["kms:ReEncrypt*", "kms:GenerateDataKey*"]
    assert statement["Condition"] == {
        "StringEquals": {
            "aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/mgn.amazonaws.com/"
            "AWSServiceRoleForApplicationMigrationService",
            "kms:CallerAccount": ACCOUNT,
            "kms:ViaService": "ec2.eu-west-2.amazonaws.com",
        }
    }


def test_servers_in_trouble_are_an_alarm() -> None:
    graph = build_migration()
    rule, alarm = graph.one("server-migration-trouble"), graph.one("server-migration-trouble-alarm").inputs
    assert rule.inputs["eventPattern"] == (
        '{"detail": {"state": ["STALLED", "TEST_LAUNCH_FAILED", "CUTOVER_LAUNCH_FAILED"]}, "detail-type": '
        '["MGN Source Server Data Replication Stalled Change", "MGN Source Server Launch Result"], '
        '"source": ["aws.mgn"]}'
    )
    assert alarm["dimensions"] == {"RuleName": rule.properties["name"]}
    assert (alarm["namespace"], alarm["metricName"]) == ("AWS/Events", "TriggeredRules")
    assert (alarm["statistic"], alarm["threshold"]) == ("Sum", 0)
    assert alarm["alarmActions"] == ["arn:aws:sns:eu-west-2:aws:alerts"]


def test_a_preview_plans_all_that_an_up_makes() -> None:
    assert {item.urn for item in build_migration(preview=True)} == {item.urn for item in build_migration()}


def test_the_state_holds_a_reference_to_the_provider_and_no_secret() -> None:
    provider = template(build_migration(), "replication")["__provider"]
    content = base64.b64decode(provider)
    assert b"components.migration.mgn.provider" in content
    assert len(content) < 200


def test_a_migration_from_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one network that servers come from"):
        build_migration(settings=settings(sourceCidrs=[]))


@pytest.mark.parametrize(
    ("change", "path", "reason"),
    [
        ({"dataPlaneRouting": "PUBLIC"}, "dataPlaneRouting", "'PUBLIC' is refused; allowed: PRIVATE_IP, PUBLIC_IP"),
        ({"bandwidthThrottling": 10001}, "bandwidthThrottling", "10001 are refused; allowed: 0 to 10000"),
        ({"bandwidthThrottling": True}, "bandwidthThrottling", "a long is expected, not True"),
        ({"createPublicIP": "no"}, "createPublicIP", "a boolean is expected, not 'no'"),
        ({"stagingAreaSubnetId": "172.16.0.0/24"}, "stagingAreaSubnetId", "is refused; allowed: subnet-"),
        ({"replicationServersSecurityGroupsIDs": ["vpc-1"]}, "replicationServersSecurityGroupsIDs[0]", "allowed: sg-"),
        ({"ebsEncryptionKeyArn": "key"}, "ebsEncryptionKeyArn", "3 characters are refused; allowed: 20 to 2048"),
        ({"createPublicIp": False}, "createPublicIp", "the service has no such setting"),
        ({"storageConfiguration": {"type": "EBS"}}, "storageConfiguration.storageType", "the service requires it"),
    ],
)
def test_a_setting_that_the_service_would_refuse_is_named(change: dict[str, Any], path: str, reason: str) -> None:
    good: dict[str, Any] = dict(template(build_migration(), "replication")["settings"])
    assert list(faults("replication", good)) == []
    found = dict(faults("replication", good | change))
    assert reason in found[f"settings.{path}"]


def test_settings_that_are_missing_are_named_and_unknown_ones_pass() -> None:
    unknown = Unknown()
    found = dict(faults("replication", {"stagingAreaSubnetId": unknown, "ebsEncryptionKeyArn": unknown}))
    assert "settings.stagingAreaSubnetId" not in found
    assert found["settings.createPublicIP"] == "nothing is given; the service requires it"
    assert dict(faults("launch", {})) == {}
