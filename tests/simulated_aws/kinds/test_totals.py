"""Resources that are each right, and that AWS refuses together."""

import json

import pytest

from catalog import cloudwatch, codedeploy, dms, ec2, iam, s3
from simulated_aws.account import Account
from simulated_aws.live import Live
from simulated_aws.modelling import AwsError


@pytest.fixture
def account() -> Account:
    """An account that has what the cases name by their names."""
    found = Account()
    for kind, name in ((iam.ROLE, "r"), (iam.ROLE, "another"), (cloudwatch.EVENT_RULE, "r")):
        region = "eu-west-2" if kind is cloudwatch.EVENT_RULE else ""
        found.resources[f"{kind.token} {name}"] = Live(kind.token, name, region, {"name": name}, {})
    return found


def subnets(account: Account, zones: str) -> list[str]:
    vpc = account.plant(ec2.VPC.token, "vpc", {"cidrBlock": "172.16.0.0/16"})
    made = [{"cidrBlock": f"172.16.{n}.0/24", "availabilityZone": f"eu-west-2{zone}"} for n, zone in enumerate(zones)]
    return [account.plant(ec2.SUBNET.token, f"s{n}", {"vpcId": vpc, **item}) for n, item in enumerate(made)]


def test_a_replication_server_needs_two_zones(account: Account) -> None:
    one, same, other = subnets(account, "aab")
    inputs = {"replicationSubnetGroupId": "g", "replicationSubnetGroupDescription": "g"}
    with pytest.raises(AwsError, match="DoesNotCoverEnoughAZs: eu-west-2a"):
        account.plant(dms.REPLICATION_SUBNET_GROUP.token, "g", {**inputs, "subnetIds": [one, same]})
    account.plant(dms.REPLICATION_SUBNET_GROUP.token, "g", {**inputs, "subnetIds": [one, other]})


def test_a_bucket_without_versions_is_not_replicated(account: Account) -> None:
    bucket = account.plant(s3.BUCKET.token, "b", {"bucket": "source"})
    replication = {"bucket": bucket, "role": "role"}
    with pytest.raises(AwsError, match="InvalidRequest: Versioning must be 'Enabled'"):
        account.plant(s3.BUCKET_REPLICATION_CONFIG.token, "r", replication)
    versions = {"bucket": bucket, "versioningConfiguration": {"status": "Enabled"}}
    account.plant(s3.BUCKET_VERSIONING.token, "v", versions)
    account.plant(s3.BUCKET_REPLICATION_CONFIG.token, "r", replication)


def test_the_inline_policies_of_a_role_have_a_limit_together(account: Account) -> None:
    def policy(name: str, role: str, characters: int) -> None:
        document = json.dumps({"Statement": [{"Sid": "x" * characters}]})
        account.plant(iam.ROLE_POLICY.token, name, {"name": name, "role": role, "policy": document})

    policy("one", "r", 6000)
    policy("other", "another", 6000)
    with pytest.raises(AwsError, match="LimitExceeded: Maximum policy size of 10240 bytes exceeded for role r"):
        policy("two", "r", 6000)
    policy("two", "r", 4000)


def test_a_role_has_ten_managed_policies(account: Account) -> None:
    def attach(number: int) -> None:
        inputs = {"role": "r", "policyArn": f"arn:aws:iam::aws:policy/p{number}"}
        account.plant(iam.ROLE_POLICY_ATTACHMENT.token, f"a{number}", inputs)

    for number in range(10):
        attach(number)
    with pytest.raises(AwsError, match="Cannot exceed quota for PoliciesPerRole: 10"):
        attach(10)


def test_a_rule_has_five_targets(account: Account) -> None:
    for number in range(5):
        account.plant(cloudwatch.EVENT_TARGET.token, f"t{number}", {"rule": "r", "arn": f"arn{number}"})
    with pytest.raises(AwsError, match="LimitExceededException: a rule has at most 5 targets"):
        account.plant(cloudwatch.EVENT_TARGET.token, "t5", {"rule": "r", "arn": "arn5"})


def test_a_deployment_is_of_its_applications_platform(account: Account) -> None:
    account.plant(codedeploy.APPLICATION.token, "a", {"name": "a", "computePlatform": "Lambda"})
    right = {
        "appName": "a",
        "deploymentGroupName": "g",
        "deploymentConfigName": "CodeDeployDefault.LambdaAllAtOnce",
        "deploymentStyle": {"deploymentType": "BLUE_GREEN", "deploymentOption": "WITH_TRAFFIC_CONTROL"},
    }
    with pytest.raises(AwsError, match="InvalidDeploymentStyleException: Lambda is deployed by BLUE_GREEN"):
        account.plant(codedeploy.DEPLOYMENT_GROUP.token, "g", {**right, "deploymentStyle": None})
    with pytest.raises(AwsError, match="is not a configuration of the compute platform Lambda"):
        account.plant(
            codedeploy.DEPLOYMENT_GROUP.token, "g", {**right, "deploymentConfigName": "CodeDeployDefault.AllAtOnce"}
        )
    account.plant(codedeploy.DEPLOYMENT_GROUP.token, "g", right)
