"""What server migration registers: its templates, its roles, its key, and its alarm."""

import base64
from typing import Any

import pytest
from moto.events.models import EventPattern

from components.migration.mgn.roles import ROLES
from tests.components.migration.samples import arn, build_mgn, mgn_settings, template
from tests.support.graph import Graph, Registered
from tests.support.samples import ACCOUNT, NAMING, REGION, TOPIC


def made(graph: Graph, kind: str) -> list[Registered]:
    """The resources of a kind without the network's."""
    return [item for item in graph.of(kind) if item.name.startswith("server-migration")]


def test_replication_stays_inside_the_network_and_is_encrypted(graph: Graph) -> None:
    inputs = template(graph, "replication")
    assert (inputs["region"], inputs["account"], inputs["stack"]) == (REGION, ACCOUNT, "test")
    assert inputs["settings"] == {
        "stagingAreaSubnetId": graph.one("network-private-subnet-a").id,
        "associateDefaultSecurityGroup": False,
        "replicationServersSecurityGroupsIDs": [graph.one("network-group-replication").id],
        "replicationServerInstanceType": "t3.small",
        "useDedicatedReplicationServer": False,
        "defaultLargeStagingDiskType": "GP3",
        "ebsEncryption": "CUSTOM",
        "ebsEncryptionKeyArn": arn(graph, "server-migration-key"),
        "bandwidthThrottling": 0,
        "dataPlaneRouting": "PRIVATE_IP",
        "createPublicIP": False,
        "stagingAreaTags": NAMING.tags("server-migration-staging"),
    }
    assert inputs["tags"] == NAMING.tags("replication-template")


def test_launched_servers_get_no_public_address(graph: Graph) -> None:
    inputs = template(graph, "launch")
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
    graph = build_mgn(settings=mgn_settings(replicationInstanceType="m7g.large", bandwidthLimit=200))
    inputs = template(graph, "replication")["settings"]
    assert (inputs["replicationServerInstanceType"], inputs["bandwidthThrottling"]) == ("m7g.large", 200)


def test_roles_have_the_names_that_the_service_looks_for_and_aws_policies_alone(graph: Graph) -> None:
    prefix = "AWSApplicationMigration"
    roles = {item.inputs["name"]: item for item in made(graph, "Role")}
    assert {name.removeprefix(prefix) for name in roles} == {
        "ReplicationServerRole",
        "ConversionServerRole",
        "MGHRole",
        "LaunchInstanceWithDrsRole",
        "LaunchInstanceWithSsmRole",
        "AgentRole",
    }
    assert {role.inputs["path"] for role in roles.values()} == {"/service-role/"}
    attached = {(item.inputs["role"], item.inputs["policyArn"]) for item in made(graph, "RolePolicyAttachment")}
    assert attached == {(name, policy) for name, (_, policies) in ROLES.items() for policy in policies}
    assert len(attached) == 7
    assert all(policy.startswith("arn:aws:iam::aws:policy/") for _, policy in attached)


def test_the_agents_role_is_taken_for_a_source_server_of_this_account_alone(graph: Graph) -> None:
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


def test_the_service_is_initialised_once_its_roles_are_complete(graph: Graph) -> None:
    attachments = {item.urn for item in made(graph, "RolePolicyAttachment")}
    replication = graph.one("server-migration-replication-template")
    assert attachments <= set(replication.depends_on)
    assert replication.urn in graph.one("server-migration-launch-template").depends_on


def test_an_accounts_roles_are_made_once() -> None:
    graph = build_mgn(settings=mgn_settings(accountRoles="existing"))
    assert made(graph, "Role") == []
    assert graph.of("ReplicationTemplate")


def test_the_key_is_used_by_the_services_own_role_through_ec2_alone(graph: Graph) -> None:
    key = graph.one("server-migration-key")
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


def event(kind: str, state: str) -> Any:
    return {"source": "aws.mgn", "detail-type": f"MGN Source Server {kind}", "detail": {"state": state}}


# What the service's guide lists, and whether somebody is needed.
EVENTS = [
    (event("Data Replication Stalled Change", "STALLED"), True),
    (event("Data Replication Stalled Change", "NOT_STALLED"), False),
    (event("Launch Result", "TEST_LAUNCH_SUCCEEDED"), False),
    (event("Launch Result", "TEST_LAUNCH_FAILED"), True),
    (event("Launch Result", "CUTOVER_LAUNCH_SUCCEEDED"), False),
    (event("Launch Result", "CUTOVER_LAUNCH_FAILED"), True),
    (event("Lifecycle State Change", "READY_FOR_TEST"), False),
]


@pytest.mark.parametrize(("told", "is_trouble"), EVENTS, ids=lambda value: str(value)[:90])
def test_every_event_of_a_server_reaches_the_topic_and_trouble_is_an_alarm(
    graph: Graph, told: Any, is_trouble: bool
) -> None:
    changes, trouble = (graph.one(f"server-migration-servers-{kind}") for kind in ("changes", "trouble"))
    assert EventPattern.load(changes.inputs["eventPattern"]).matches_event(told)
    assert EventPattern.load(trouble.inputs["eventPattern"]).matches_event(told) is is_trouble
    target = graph.one("server-migration-servers-changes-target").inputs
    assert (target["rule"], target["arn"]) == (changes.properties["name"], TOPIC)
    alarm = graph.one("server-migration-servers-trouble-alarm").inputs
    assert alarm["dimensions"] == {"RuleName": trouble.properties["name"]}
    assert (alarm["namespace"], alarm["metricName"]) == ("AWS/Events", "TriggeredRules")
    assert (alarm["statistic"], alarm["threshold"]) == ("Sum", 0)
    assert alarm["alarmActions"] == [TOPIC]


def test_the_longest_lag_of_all_servers_is_an_alarm(graph: Graph) -> None:
    alarm = graph.one("server-migration-servers-lag").inputs
    (query,) = alarm["metricQueries"]
    assert query["expression"] == 'SELECT MAX(LagDuration) FROM SCHEMA("AWS/MGN", SourceServerID)'
    assert (query["period"] * alarm["evaluationPeriods"], alarm["threshold"]) == (900, 1800)
    assert (alarm["treatMissingData"], alarm["alarmActions"]) == ("notBreaching", [TOPIC])


def test_a_preview_plans_all_that_an_up_makes(graph: Graph) -> None:
    assert {item.urn for item in build_mgn(preview=True)} == {item.urn for item in graph}


def test_the_state_holds_a_reference_to_the_provider_and_no_secret(graph: Graph) -> None:
    provider = template(graph, "replication")["__provider"]
    content = base64.b64decode(provider)
    assert b"components.migration.mgn.provider" in content
    assert len(content) < 200


def test_a_migration_from_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match="the network has no security group replication"):
        build_mgn(sources=())
    with pytest.raises(ValueError, match="at least one network that servers come from"):
        build_mgn(settings=mgn_settings(sourceCidrs=[]))
