"""What the provider keeps of what AWS has, in which form, and what it can't read."""

import json

import pytest

from catalog import billing, dms, ec2, ecs, iam, rds, secretsmanager
from simulated_aws.account import Account
from simulated_aws.provider.difference import difference
from simulated_aws.provider.read_back import read_back, refreshed, unsent

SPECIFICATION = {"Tags": {"Key": "Environment", "Values": ["staging"]}}


def test_a_document_is_normalised_and_a_set_has_an_order_of_its_own() -> None:
    read = read_back(iam.ROLE.token, {"assumeRolePolicy": '{"b": 1,\n "a": [2]}', "description": '{"b": 1}'}, {})
    assert read == {"assumeRolePolicy": '{"a":[2],"b":1}', "description": '{"b": 1}'}
    assert read_back(rds.SUBNET_GROUP.token, {"subnetIds": ["c", "a", "b"]}, {}) == {"subnetIds": ["a", "b", "c"]}


@pytest.mark.parametrize(
    ("given", "actual", "read"),
    [("8.4", "8.4.11", "8.4"), ("8.4.11", "8.4.11", "8.4.11"), (None, "8.4.11", "8.4.11"), ("8.4", "8.40.1", "8.40.1")],
)
def test_a_server_keeps_the_version_that_the_program_gave_it(given: str | None, actual: str, read: str) -> None:
    properties = {"engineVersionActual": actual} | ({"engineVersion": given} if given else {})
    assert read_back(rds.INSTANCE.token, properties, {})["engineVersion"] == read


def test_a_version_that_a_program_gives_a_former_copy_is_an_upgrade_of_it() -> None:
    state = read_back(rds.INSTANCE.token, {"engineVersionActual": "8.4.11"}, {})
    assert difference(rds.INSTANCE.token, state, {"engineVersion": "8.4"}).changed == ("engineVersion",)
    assert difference(rds.INSTANCE.token, state, {"engineVersion": "8.4"}, ["engineVersion"]).changed == ()


def test_connection_attributes_come_back_in_another_form_and_settings_do_not() -> None:
    given = {"extraConnectionAttributes": "Initstmt=SET FOREIGN_KEY_CHECKS=0"}
    read = read_back(dms.ENDPOINT.token, given, {})
    assert difference(dms.ENDPOINT.token, read, given).changed == ("extraConnectionAttributes",)
    settings = {"mysqlSettings": {"afterConnectScript": "SET FOREIGN_KEY_CHECKS=0"}}
    assert difference(dms.ENDPOINT.token, read_back(dms.ENDPOINT.token, settings, {}), settings).changed == ()


def test_a_monitors_specification_comes_back_with_each_part_and_would_be_another_monitor() -> None:
    given = {"monitorSpecification": json.dumps(SPECIFICATION)}
    read = read_back(billing.ANOMALY_MONITOR.token, given, {})
    parts = json.loads(read["monitorSpecification"])
    assert parts.pop("Tags") == {"Key": "Environment", "MatchOptions": None, "Values": ["staging"]}
    assert {"And", "CostCategories", "Dimensions", "Not", "Or"} <= parts.keys()
    assert set(parts.values()) == {None}
    found = difference(billing.ANOMALY_MONITOR.token, read, given)
    assert found.replaces == ("monitorSpecification",)
    assert not difference(billing.ANOMALY_MONITOR.token, read, given, ["monitorSpecification"]).changed


def test_a_default_access_list_has_the_subnets_that_no_other_list_took() -> None:
    account = Account()
    vpc = account.plant(ec2.VPC.token, "vpc", {"cidrBlock": "10.1.0.0/16"})
    zones = {"a": "10.1.1.0/24", "b": "10.1.2.0/24"}
    first, second = (
        account.plant(
            ec2.SUBNET.token, zone, {"vpcId": vpc, "cidrBlock": block, "availabilityZone": f"eu-west-2{zone}"}
        )
        for zone, block in zones.items()
    )
    account.plant(ec2.NETWORK_ACL.token, "own", {"vpcId": vpc, "subnetIds": [first]})
    given = {"defaultNetworkAclId": account.live()[vpc].outputs["defaultNetworkAclId"]}
    read = read_back(ec2.DEFAULT_NETWORK_ACL.token, given, account.live())
    assert read["subnetIds"] == [second]
    assert difference(ec2.DEFAULT_NETWORK_ACL.token, read, given).changed == ("subnetIds",)
    assert not difference(ec2.DEFAULT_NETWORK_ACL.token, read, given, ["subnetIds"]).changed


def test_what_no_call_gives_back_stays_as_the_program_said_it() -> None:
    state = {"password": "first", "port": 3306}
    assert refreshed(rds.INSTANCE.token, {"password": "second", "port": 3307}, state) == {
        "password": "first",
        "port": 3307,
    }
    assert refreshed(secretsmanager.SECRET.token, {"recoveryWindowInDays": 30}, {"recoveryWindowInDays": 7}) == {
        "recoveryWindowInDays": 7
    }


def test_the_scaling_of_a_container_is_sent_only_with_something_else() -> None:
    service = ecs.EXPRESS_GATEWAY_SERVICE.token
    assert unsent(service, frozenset({"scalingTargets"})) == {"scalingTargets"}
    assert unsent(service, frozenset({"scalingTargets", "tags"})) == {"scalingTargets"}
    assert unsent(service, frozenset({"scalingTargets", "primaryContainer"})) == frozenset()
    assert unsent(rds.INSTANCE.token, frozenset({"port"})) == frozenset()
