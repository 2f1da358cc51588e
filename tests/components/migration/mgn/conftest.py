"""What server migration registers, and a simulated account whose API answers over HTTP in this process."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from components.migration.mgn.provider import TemplateProvider
from simulated_aws.account import Account
from simulated_aws.api import Api
from simulated_aws.mgn import TOKENS, MigrationService
from tests.components.migration.samples import build_mgn
from tests.support.graph import Graph
from tests.support.samples import ACCOUNT, REGION

SUBNET, GROUP = "aws:ec2/subnet:Subnet", "aws:ec2/securityGroup:SecurityGroup"


@pytest.fixture(autouse=True)
def _nobodys_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "rehearsal")
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, "/dev/null")
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="package")
def graph() -> Graph:
    """What server migration registers; nobody may change it."""
    return build_mgn()


@dataclass
class World:
    """A simulated account whose API answers over HTTP, and the settings of a template in it."""

    account: Account
    service: MigrationService
    settings: dict[str, Any]
    provider: TemplateProvider

    def inputs(self, **changes: Any) -> dict[str, Any]:
        """The inputs of a resource."""
        tags = {"Name": "replication-template-test", "Owner": "platform"}
        inputs = {"region": REGION, "account": ACCOUNT, "stack": "test", "settings": self.settings, "tags": tags}
        return inputs | changes

    def exists(self, tags: Mapping[str, str], **changes: Any) -> str:
        """Makes a template behind the program's back and returns its id."""
        self.service.initialised.add(REGION)
        inputs = {**self.settings, "replicationServerInstanceType": "m5.large", "tags": dict(tags), **changes}
        return self.account.create(TOKENS["Replication"], "theirs", inputs | {"region": REGION})[0]

    def live(self, template_id: str) -> Mapping[str, Any]:
        """What a template is like in AWS."""
        return self.account.live()[template_id].inputs


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    account = Account()
    vpc = account.plant("aws:ec2/vpc:Vpc", "vpc", {"cidrBlock": "172.16.0.0/16"})
    subnet = {"vpcId": vpc, "cidrBlock": "172.16.0.0/24", "availabilityZone": f"{REGION}a"}
    settings = {
        "stagingAreaSubnetId": account.plant(SUBNET, "subnet", subnet),
        "associateDefaultSecurityGroup": False,
        "replicationServersSecurityGroupsIDs": [account.plant(GROUP, "group", {"vpcId": vpc})],
        "replicationServerInstanceType": "t3.small",
        "useDedicatedReplicationServer": False,
        "defaultLargeStagingDiskType": "GP3",
        "ebsEncryption": "DEFAULT",
        "bandwidthThrottling": 0.0,
        "dataPlaneRouting": "PRIVATE_IP",
        "createPublicIP": False,
        "stagingAreaTags": {"Owner": "platform"},
    }
    service = MigrationService(account, roles_exist=True)
    api = Api(ACCOUNT, service)
    monkeypatch.setenv("AWS_ENDPOINT_URL", api.start())
    yield World(account, service, settings, TemplateProvider("replication"))
    api.shutdown()
    api.server_close()
