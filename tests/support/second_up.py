"""What a second `up` of the same program would change."""

from collections.abc import Iterable, Mapping
from typing import Any

from catalog import ec2
from simulated_aws.declarations import input_types
from simulated_aws.live import Live
from simulated_aws.provider.difference import difference
from simulated_aws.provider.read_back import read_back


def differing(resources: Iterable[Any], world: Mapping[str, Live]) -> list[str]:
    """Each input that the provider would find changed, of the resources that a program registered.

    `world` is what exists by then, by id.
    """
    found: list[str] = []
    # The default list of a network is read at any time, and has the subnets until their own lists take them.
    early = {key: live for key, live in world.items() if live.token != ec2.NETWORK_ACL.token}
    for item in resources:
        if item.custom and item.id in world and not item.token.startswith("pulumi-python:"):
            state = read_back(item.token, world[item.id].outputs, early)
            inputs = {key: value for key, value in world[item.id].inputs.items() if key in input_types(item.token)}
            changed = difference(item.token, state, inputs, sorted(item.ignored)).changed
            found += [f"{item.name}: {path}" for path in changed]
    return found
