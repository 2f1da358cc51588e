"""Who may do what in an account: what AWS refuses because a policy does not allow it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from catalog import iam, kms, s3, sns, sqs
from simulated_aws.declarations import Fault
from simulated_aws.kinds import admission, permissions, principals, replication, trust
from simulated_aws.kinds.needs import Need, is_met
from simulated_aws.kinds.world import Resource, World
from simulated_aws.modelling import Inputs

# A resource's policy may come after what needs it.
POLICIES_OF_RESOURCES = {sqs.QUEUE_POLICY.token, sns.TOPIC_POLICY.token, s3.BUCKET_POLICY.token}
# What changes what was allowed when it was used first.
CHANGEABLE = POLICIES_OF_RESOURCES | {
    kms.KEY.token, iam.ROLE.token, iam.ROLE_POLICY.token, iam.POLICY.token, sqs.QUEUE.token, sns.TOPIC.token,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Wanted:
    """A resource as it would be."""

    token: str
    region: str
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]


def clashes(
    token: str, inputs: Inputs, resources: Mapping[str, Resource], account: str, resource_id: str
) -> Iterator[Fault]:
    """What the policies of an account do not allow of a new resource, or of a change of the one with an id."""
    world = World(resources, account)
    yield from principals.faults(token, inputs, world)
    yield from trust.named(token, inputs, world)
    for need in _needs(token, inputs, world, complete=False):
        if not is_met(need, world):
            yield Fault(need.path, need.refusal)
    if token in (CHANGEABLE if resource_id else POLICIES_OF_RESOURCES):
        known = resources.get(resource_id)
        outputs = {**(known.outputs if known else {}), **inputs}
        wanted = _Wanted(token=token, region=str(inputs.get("region", "")), inputs=inputs, outputs=outputs)
        yield from _shut_out(World({**resources, resource_id: wanted}, account), world)


def _shut_out(after: World, before: World) -> Iterator[Fault]:
    """What existing resources need and a changed policy does not allow."""
    for each in after.resources.values():
        for need in _needs(each.token, each.inputs, after, complete=False):
            if not is_met(need, after) and (is_met(need, before) or need.holder == "resource"):
                yield Fault("policy", need.refusal)


def unmet(resources: Mapping[str, Resource], account: str) -> list[Fault]:
    """What the resources of an account need, and its policies do not allow, once everything is there."""
    world = World(resources, account)
    return [
        Fault(f"{resource_id}.{need.path}", need.refusal)
        for resource_id, each in resources.items()
        for need in _needs(each.token, each.inputs, world, complete=True)
        if not is_met(need, world)
    ]


def _needs(token: str, inputs: Inputs, world: World, *, complete: bool) -> Iterator[Need]:
    yield from trust.needs(token, inputs, world)
    yield from permissions.needs(token, inputs, world)
    yield from replication.needs(token, inputs, world)
    yield from admission.needs(token, inputs, world, complete=complete)
