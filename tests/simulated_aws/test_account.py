"""The simulated account: what it refuses beside what exists, and what it keeps."""

import re
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from moto.ec2.models.vpcs import AWS_ENDPOINT_SERVICES, COVERED_ENDPOINT_SERVICES

from catalog import (
    UnlistedTypeError,
    appconfig,
    cloudwatch,
    ec2,
    iam,
    lambda_,
    networkfirewall,
    rds,
    secretsmanager,
    sqs,
)
from simulated_aws.account import Account, ConnectionLostError
from simulated_aws.declarations import UnknownTypeError
from simulated_aws.endpoints import services
from simulated_aws.modelling import AwsError

VPC, SUBNET = ec2.VPC.token, ec2.SUBNET.token
TABLE, ROUTE, ASSOCIATION = (
    ec2.ROUTE_TABLE.token,
    ec2.ROUTE.token,
    ec2.ROUTE_TABLE_ASSOCIATION.token,
)
FUNCTION = lambda_.FUNCTION.token
TRUST = """{"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
]}"""


@pytest.fixture
def account() -> Account:
    return Account()


def subnet(vpc: str, block: str, zone: str = "a") -> dict[str, Any]:
    return {"vpcId": vpc, "cidrBlock": block, "availabilityZone": f"eu-west-2{zone}"}


@pytest.fixture
def vpc(account: Account) -> str:
    return account.plant(VPC, "vpc", {"cidrBlock": "172.16.0.0/16"})


def function(account: Account, name: str, **inputs: Any) -> str:
    role = account.plant(iam.ROLE.token, f"{name}-role", {"assumeRolePolicy": TRUST})
    arn = account.live()[role].outputs["arn"]
    return account.plant(FUNCTION, name, {"name": name, "role": arn, **inputs})


@pytest.mark.parametrize(
    ("block", "zone", "message"),
    [
        ("10.1.0.0/24", "a", "InvalidSubnet.Range: 10.1.0.0/24 is not inside the VPC's 172.16.0.0/16"),
        ("172.16.1.128/25", "b", "InvalidSubnet.Conflict: 172.16.1.128/25 overlaps 172.16.1.0/24"),
        ("172.16.2.0/24", "z", "'eu-west-2z' is no zone of eu-west-2"),
    ],
)
def test_a_subnet_has_its_place(account: Account, vpc: str, block: str, zone: str, message: str) -> None:
    account.plant(SUBNET, "first", subnet(vpc, "172.16.1.0/24"))
    with pytest.raises(AwsError, match=message):
        account.plant(SUBNET, "second", subnet(vpc, block, zone))


def test_what_is_referred_to_exists_and_is_of_the_right_kind(account: Account, vpc: str) -> None:
    with pytest.raises(AwsError, match=r"vpcId: NotFound: 'vpc-1' is no AWS::EC2::VPC"):
        account.plant(SUBNET, "s", subnet("vpc-1", "172.16.1.0/24"))
    table = account.plant(TABLE, "t", {"vpcId": vpc})
    with pytest.raises(AwsError, match=rf"'{table}' is no AWS::EC2::VPC but AWS::EC2::RouteTable"):
        account.plant(SUBNET, "s", subnet(table, "172.16.1.0/24"))
    with pytest.raises(AwsError, match="NotFound: arn:aws:iam::123456789012:role/gone does not exist"):
        account.plant(FUNCTION, "f", {"name": "f", "role": "arn:aws:iam::123456789012:role/gone"})


def test_one_route_for_a_destination_and_one_table_for_a_subnet(account: Account, vpc: str) -> None:
    table = account.plant(TABLE, "t", {"vpcId": vpc})
    route = {"routeTableId": table, "destinationCidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}
    account.plant(ROUTE, "r", route)
    with pytest.raises(AwsError, match=r"RouteAlreadyExists: 0\.0\.0\.0/0"):
        account.plant(ROUTE, "again", route)
    place = {"subnetId": account.plant(SUBNET, "s", subnet(vpc, "172.16.1.0/24")), "routeTableId": table}
    account.plant(ASSOCIATION, "a", place)
    with pytest.raises(AwsError, match="AlreadyAssociated"):
        account.plant(ASSOCIATION, "again", place)


def test_names_are_taken_once_in_a_region(account: Account) -> None:
    group = cloudwatch.LOG_GROUP.token
    account.plant(group, "one", {"name": "/payments/x"})
    with pytest.raises(AwsError, match="/payments/x exists already"):
        account.plant(group, "two", {"name": "/payments/x"})
    account.plant(group, "three", {"name": "/payments/x"}, region="eu-west-1")


def test_a_nat_gateway_needs_an_internet_gateway(account: Account, vpc: str) -> None:
    place = {"subnetId": account.plant(SUBNET, "s", subnet(vpc, "172.16.1.0/24"))}
    with pytest.raises(AwsError, match=r"Gateway\.NotAttached"):
        account.plant(ec2.NAT_GATEWAY.token, "n", place)
    account.plant(ec2.INTERNET_GATEWAY.token, "i", {"vpcId": vpc})
    account.plant(ec2.NAT_GATEWAY.token, "n", place)


def test_a_firewall_has_one_subnet_in_a_zone(account: Account, vpc: str) -> None:
    subnets = [account.plant(SUBNET, f"s{n}", subnet(vpc, f"172.16.{n}.0/24")) for n in (1, 2)]
    inputs = {
        "vpcId": vpc,
        "firewallPolicyArn": "arn:aws:network-firewall:eu-west-2:aws-managed:x/y",
        "subnetMappings": [{"subnetId": item} for item in subnets],
    }
    with pytest.raises(AwsError, match="eu-west-2a is given more than once"):
        account.plant(networkfirewall.FIREWALL.token, "f", inputs)


def test_a_database_needs_two_zones_and_an_identifier_of_its_own(account: Account, vpc: str) -> None:
    one = account.plant(SUBNET, "s", subnet(vpc, "172.16.1.0/24"))
    with pytest.raises(AwsError, match="DoesNotCoverEnoughAZs: eu-west-2a"):
        account.plant(rds.SUBNET_GROUP.token, "g", {"subnetIds": [one]})
    made_of = {"engine": "mysql", "username": "master", "allocatedStorage": 20, "password": "word-of-letters-1"}
    server = {"identifier": "db", "instanceClass": "db.t3.medium", "skipFinalSnapshot": True, **made_of}
    account.plant(rds.INSTANCE.token, "d", server)
    with pytest.raises(AwsError, match="identifier: db exists already"):
        account.plant(rds.INSTANCE.token, "again", server)


def test_a_hundred_concurrent_runs_stay_unreserved(account: Account) -> None:
    function(account, "one", reservedConcurrentExecutions=850)
    with pytest.raises(AwsError, match="901 reserved leave less than 100"):
        function(account, "two", reservedConcurrentExecutions=51)


def test_a_rotation_needs_a_permission_and_a_run_needs_a_function(account: Account) -> None:
    name = function(account, "rotate")
    arn = account.live()[name].outputs["arn"]
    secret = account.plant(secretsmanager.SECRET.token, "s", {"name": "s"})
    rotation = {"secretId": secret, "rotationLambdaArn": arn}
    with pytest.raises(AwsError, match="may not invoke the function"):
        account.plant(secretsmanager.SECRET_ROTATION.token, "r", rotation)
    permission = {"function": name, "principal": "secretsmanager.amazonaws.com", "action": "lambda:InvokeFunction"}
    account.plant(lambda_.PERMISSION.token, "p", permission)
    with pytest.raises(AwsError, match="is not authorized to perform: secretsmanager:DescribeSecret"):
        account.plant(secretsmanager.SECRET_ROTATION.token, "r", rotation)
    role = account.live()[name].inputs["role"].rpartition("/")[2]
    rights = {"role": role, "policyArn": "arn:aws:iam::aws:policy/SecretsManagerReadWrite"}
    account.plant(iam.ROLE_POLICY_ATTACHMENT.token, "rights", rights)
    account.plant(secretsmanager.SECRET_ROTATION.token, "r", rotation)
    with pytest.raises(AwsError, match="ResourceNotFoundException: gone"):
        account.plant(lambda_.INVOCATION.token, "i", {"functionName": "gone", "input": "{}"})


def test_what_is_in_use_or_protected_is_kept(account: Account, vpc: str) -> None:
    inside = account.plant(SUBNET, "s", subnet(vpc, "172.16.1.0/24"))
    with pytest.raises(AwsError, match=rf"DependencyViolation: s \({inside}\) still refers to {vpc}"):
        account.delete(vpc)
    server = {
        "identifier": "db",
        "instanceClass": "db.t3.medium",
        "skipFinalSnapshot": True,
        "engine": "mysql",
        "password": "word-of-letters-1",
        "username": "master",
        "allocatedStorage": 20,
        "deletionProtection": True,
    }
    database = account.plant(rds.INSTANCE.token, "d", server)
    with pytest.raises(AwsError, match="is protected from deletion"):
        account.delete(database)
    account.update(database, {**account.live()[database].inputs, "deletionProtection": False})
    account.delete(database)
    account.delete(inside)
    account.delete(vpc)
    assert account.live() == {}


def test_a_profile_of_flags_stays_while_it_has_versions_and_counts_them(account: Account) -> None:
    application = account.plant(appconfig.APPLICATION.token, "a", {"name": "a"})
    inside = {"applicationId": application, "name": "p", "locationUri": "hosted"}
    profile = account.plant(appconfig.CONFIGURATION_PROFILE.token, "p", inside)
    number = account.live()[profile].outputs["configurationProfileId"]
    content = {"content": "{}", "contentType": "application/json"}
    version = {"applicationId": application, "configurationProfileId": number, **content}
    token = appconfig.HOSTED_CONFIGURATION_VERSION.token
    made = [account.plant(token, "v", version) for _ in range(2)]
    assert [account.live()[item].outputs["versionNumber"] for item in made] == [1, 2]
    with pytest.raises(AwsError, match="DependencyViolation: v"):
        account.delete(profile)
    for item in (*made, profile, application):
        account.delete(item)
    assert account.live() == {}


def test_trouble_comes_as_often_as_asked(account: Account) -> None:
    account.trouble("^v", "throttle", times=2)
    for _ in range(2):
        with pytest.raises(AwsError, match="ThrottlingException"):
            account.plant(VPC, "vpc", {"cidrBlock": "172.16.0.0/16"})
    account.trouble("^v", "connection")
    with pytest.raises(ConnectionLostError):
        account.plant(VPC, "vpc", {"cidrBlock": "172.16.0.0/16"})
    assert [item.name for item in account.live().values()] == ["vpc"]


def test_what_the_model_does_not_know_is_refused(account: Account) -> None:
    with pytest.raises(UnknownTypeError, match="no SDK installed here knows the type aws:ec2/cloud:Cloud"):
        account.completed("aws:ec2/cloud:Cloud", "c", {}, "eu-west-2")
    unlisted = "the catalog does not have the type aws:ec2/ami:Ami; add it to catalog/ec2.py"
    with pytest.raises(UnlistedTypeError, match=re.escape(unlisted)):
        account.completed("aws:ec2/ami:Ami", "a", {}, "eu-west-2")
    with pytest.raises(AwsError, match="has no answer to aws:ec2/getVpc:getVpc"):
        account.invoke("aws:ec2/getVpc:getVpc", {}, "eu-west-2")


@pytest.mark.parametrize(
    ("token", "inputs", "path", "reason"),
    [
        (VPC, {"cidrBlok": "172.16.0.0/16"}, "cidrBlok", "no such property; did you mean cidrBlock?"),
        (VPC, {"enableDnsSupport": "yes"}, "enableDnsSupport", "bool is expected, not 'yes'"),
        (VPC, {"tags": ["a"]}, "tags", "expected, not ['a']"),
        (FUNCTION, {"layers": "arn"}, "layers", "a list is expected, not 'arn'"),
        (FUNCTION, {"vpcConfig": {"subnetIds": []}}, "vpcConfig", "securityGroupIds is missing"),
        (FUNCTION, {"memorySize": 64}, "memorySize", "64 is less than the minimum of 128"),
        (FUNCTION, {"timeout": 0.5}, "timeout", "int is expected, not 0.5"),
        (FUNCTION, {"architectures": ["arm"]}, "architectures[0]", "'arm' is not one of"),
        (
            rds.INSTANCE.token,
            {"instanceClass": "db.t3.micro", "performanceInsightsEnabled": True, "skipFinalSnapshot": True},
            "performanceInsightsEnabled",
            "not offered for db.t3.micro",
        ),
        (
            rds.INSTANCE.token,
            {"instanceClass": "db.t3.medium", "skipFinalSnapshot": False},
            "finalSnapshotIdentifier",
            "needs an identifier",
        ),
        (
            rds.INSTANCE.token,
            {"instanceClass": "db.t3.medium", "skipFinalSnapshot": True, "password": "p@ssword/1234"},
            "password",
            "slashes, at signs and double quotes are refused",
        ),
        (
            rds.INSTANCE.token,
            {"instanceClass": "db.t3.medium", "skipFinalSnapshot": True, "monitoringInterval": 60},
            "monitoringRoleArn",
            "enhanced monitoring needs a role",
        ),
    ],
)
def test_wrong_inputs_are_named(account: Account, token: str, inputs: dict[str, Any], path: str, reason: str) -> None:
    found = account.faults(token, inputs)
    assert [fault for fault in found if fault.path == path and reason in fault.reason], found


def test_the_services_with_endpoints_are_those_of_moto() -> None:
    assert services() == {*AWS_ENDPOINT_SERVICES, *COVERED_ENDPOINT_SERVICES}


def test_many_at_once_change_and_look_at_what_exists(account: Account) -> None:
    made = [account.plant(sqs.QUEUE.token, f"queue-{number}", {"name": f"queue-{number}"}) for number in range(400)]
    interval = sys.getswitchinterval()
    # Threads change places between any two steps of a walk through what exists.
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            deleted = [pool.submit(account.delete, resource_id) for resource_id in made]
            seen = [pool.submit(account.live) for _ in range(50)]
            refused = [pool.submit(account.refused, sqs.QUEUE.token, {"name": f"other-{n}"}) for n in range(50)]
            for each in (*deleted, *seen, *refused):
                each.result()
    finally:
        sys.setswitchinterval(interval)
    assert account.live() == {}
