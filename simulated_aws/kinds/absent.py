"""EC2's ids name what exists, and of the kind that the input's name says."""

import re
from collections.abc import Iterator, Mapping

from simulated_aws.declarations import Fault
from simulated_aws.existing import Existing
from simulated_aws.kinds.region import texts_with_paths
from simulated_aws.modelling import Inputs
from simulated_aws.values import texts

# What an input takes, by the last word of its path, and the error of EC2 for one that is not there
# (docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html).
SUBNET, GROUP = ("subnet", "InvalidSubnetID.NotFound"), ("sg", "InvalidGroup.NotFound")
TABLE = ("rtb", "InvalidRouteTableID.NotFound")
KINDS: Mapping[str, tuple[str, str]] = {
    "allocationId": ("eipalloc", "InvalidAllocationID.NotFound"),
    "natGatewayId": ("nat", "InvalidNatGatewayID.NotFound"),
    "referencedSecurityGroupId": GROUP,
    "routeTableId": TABLE,
    "routeTableIds": TABLE,
    "securityGroupId": GROUP,
    "securityGroupIds": GROUP,
    "securityGroups": GROUP,
    "subnetId": SUBNET,
    "subnetIds": SUBNET,
    "subnets": SUBNET,
    "vpcId": ("vpc", "InvalidVpcID.NotFound"),
    "vpcSecurityGroupIds": GROUP,
}
IDENTIFIER = re.compile(r"(?P<kind>[a-z]+)-(?:[0-9a-f]{8}|[0-9a-f]{17})")


def faults(inputs: Inputs) -> Iterator[Fault]:
    """The ids of another kind than their input takes."""
    for path, text in texts_with_paths(inputs):
        kind, _ = KINDS.get(path.rpartition(".")[2], ("", ""))
        found = IDENTIFIER.fullmatch(text)
        if kind and found and found["kind"] != kind:
            yield Fault(path, f"InvalidParameterValue: {text!r} is no id of the form {kind}-…")


def clashes(inputs: Inputs, existing: Existing) -> Iterator[Fault]:
    """The ids of what does not exist."""
    for path, text in texts_with_paths(inputs):
        _, error = KINDS.get(path.rpartition(".")[2], ("", ""))
        if error and IDENTIFIER.fullmatch(text) and not existing.has(text) and not _comes_with(text, existing):
            yield Fault(path, f"{error}: {text} does not exist")


def _comes_with(text: str, existing: Existing) -> bool:
    """Whether AWS made it with another resource: a network's defaults, the endpoints of a firewall."""
    return any(text in texts(live.outputs) for live in existing.values())
