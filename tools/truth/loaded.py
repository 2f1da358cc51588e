"""A committed stack in a simulated account, with a second network beside it that nothing of the stack belongs to."""

from dataclasses import dataclass, field
from functools import cache, cached_property

from catalog import ec2
from simulated_aws.account import Account
from simulated_aws.live import Live
from simulated_aws.values import texts
from tests.support.graph import build_stack

# What the second network of each region is made of: the type, and its inputs with the network's id to come.
SECOND_NETWORK = "10.255.0.0/16"


@dataclass(frozen=True)
class Loaded:
    """An account with a stack in it.

    Args:
        stack: the stack's name.
        account: the account, which holds the strangers too.
        own: the stack's resources of AWS, by id.
        strangers: the ids of what is in the second network, by region and type.
    """

    stack: str
    account: Account
    own: dict[str, Live]
    strangers: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])

    @cached_property
    def by_arn(self) -> dict[str, Live]:
        """The stack's resources by their ARNs."""
        return {arn: live for live in self.own.values() for arn in live.arns}

    @cached_property
    def identifiers(self) -> set[str]:
        """What AWS made up for the stack's resources: ids, ARNs, addresses."""
        outputs = (texts({k: v for k, v in live.outputs.items() if k not in live.inputs}) for live in self.own.values())
        return self.own.keys() | {text for found in outputs for text in found}


@cache
def loaded(stack: str) -> Loaded:
    """A committed stack in an account."""
    own = {key: live for key, live in build_stack(stack).live.items() if live.token.startswith("aws:")}
    graph = build_stack(stack)
    account = Account(declared=graph.declared)
    account.resources.update(graph.live)
    found = Loaded(stack, account, own)
    for region in sorted({live.region for live in own.values() if live.token == ec2.VPC.token}):
        _plant_network(found, region)
    return found


def _plant_network(to: Loaded, region: str) -> None:
    def plant(kind: str, **inputs: object) -> str:
        made = to.account.plant(kind, f"stranger-{kind.rpartition(':')[2]}", inputs, region)
        to.strangers[region, kind] = made
        return made

    vpc = plant(ec2.VPC.token, cidrBlock=SECOND_NETWORK)
    plant(ec2.SUBNET.token, vpcId=vpc, cidrBlock="10.255.0.0/24", availabilityZone=f"{region}a")
    plant(ec2.SECURITY_GROUP.token, vpcId=vpc, description="Of another network")
    plant(ec2.ROUTE_TABLE.token, vpcId=vpc)
