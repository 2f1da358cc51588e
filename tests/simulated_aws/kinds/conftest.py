"""An account with two networks in one region and a third in another, for checks of what is where."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from catalog import ec2
from simulated_aws.account import Account
from tests.support.roles import able_role

HOME, AWAY = "eu-west-2", "eu-west-1"


@dataclass
class Networks:
    """Three networks, and the account that they are in."""

    account: Account = field(default_factory=Account)
    vpcs: dict[str, str] = field(default_factory=dict[str, str])
    made: int = 0

    def make(self, token: str, inputs: dict[str, Any], region: str = HOME) -> str:
        """Makes a resource and returns its id."""
        self.made += 1
        return self.account.plant(token, f"item-{self.made}", inputs, region)

    def subnet(self, vpc: str, zone: str = "a") -> str:
        """A new subnet of a network."""
        region = AWAY if vpc == "away" else HOME
        block = f"10.{list(self.vpcs).index(vpc)}.{self.made}.0/24"
        inputs = {"vpcId": self.vpcs[vpc], "cidrBlock": block, "availabilityZone": f"{region}{zone}"}
        return self.make(ec2.SUBNET.token, inputs, region)

    def within(self, kind: str, vpc: str) -> str:
        """A new resource of a network that needs no more than it."""
        return self.make(kind, {"vpcId": self.vpcs[vpc]}, AWAY if vpc == "away" else HOME)

    def arn(self, resource_id: str) -> str:
        """The ARN of a resource."""
        return self.account.live()[resource_id].outputs["arn"]

    def role(self) -> str:
        """The ARN of a new role that services may assume."""
        self.made += 1
        return able_role(self.account, f"role-{self.made}")


@pytest.fixture
def networks() -> Networks:
    found = Networks()
    for number, name in enumerate(("own", "other", "away")):
        region = AWAY if name == "away" else HOME
        inputs = {"cidrBlock": f"10.{number}.0.0/16", "enableDnsHostnames": True}
        found.vpcs[name] = found.make(ec2.VPC.token, inputs, region)
    return found
