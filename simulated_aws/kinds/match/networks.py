"""Endpoints, and the settings of the network that they are in."""

from collections.abc import Iterator

from catalog import ec2
from simulated_aws.declarations import Fault
from simulated_aws.kinds.match.register import Around, fits
from simulated_aws.modelling import Inputs

# What each setting of a network is where nothing is said (SDK ec2.Vpc).
DNS = {"enableDnsHostnames": False, "enableDnsSupport": True}


@fits(ec2.VPC_ENDPOINT)
def _private_names(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """Private names are resolved in a network with both settings (botocore: ec2.CreateVpcEndpointRequest)."""
    network = around.named(ec2.VPC, inputs.get("vpcId"))
    if network is None or inputs.get("privateDnsEnabled") is not True:
        return
    given = {key: network.inputs.get(key) for key in DNS}
    missing = [key for key, default in DNS.items() if given[key] is False or (given[key] is None and not default)]
    if missing:
        what = "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true"
        yield Fault("privateDnsEnabled", f"InvalidParameter: {what}: {', '.join(missing)} is false")
