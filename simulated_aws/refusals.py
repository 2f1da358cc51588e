"""What AWS refuses of a resource beside those that exist."""

import re
from collections.abc import Iterable, Iterator, Set

from catalog import secretsmanager
from catalog.resource_type import ResourceType
from simulated_aws import inspection, regions, rules, schemas
from simulated_aws.beforehand import made_before
from simulated_aws.declarations import Fault
from simulated_aws.existing import Existing
from simulated_aws.kinds import absent, access, match, private_calls, region, routes, text_references, vpc
from simulated_aws.modelling import Inputs
from simulated_aws.values import texts


def refusals(
    token: str, inputs: Inputs, existing: Existing, followers: Set[str], account: str, resource_id: str
) -> Iterator[Fault]:
    """What is wrong with a new resource, or with a change of the one with an id.

    Args:
        token: the type.
        inputs: what it is made of.
        existing: what exists in the account.
        followers: the ids of secrets that are replicas of others.
        account: the account's number.
        resource_id: the id of the one that is changed; empty for a new one.
    """

    def others(wanted: ResourceType) -> dict[str, Inputs]:
        of_type = existing.of(wanted.token).items()
        own = inputs.get("region", "")
        return {key: live.inputs for key, live in of_type if key != resource_id and live.region == own}

    around = {key: live for key, live in existing.items() if key != resource_id} if resource_id else existing
    named = (
        *_missing(token, inputs, existing, account),
        *absent.clashes(token, inputs, existing),
        *region.clashes(token, inputs, account, existing),
    )
    if named:
        # The rest leans on that what is named exists, and in the region.
        yield from named
        return
    yield from rules.clashes(token, inputs, others)
    if token in regions.ACROSS_REGIONS:
        primaries = {key: live.inputs for key, live in around.items() if key not in followers}
        yield from regions.clashes(token, inputs, primaries)
    yield from vpc.clashes(token, inputs, existing)
    yield from match.clashes(token, inputs, account, around)
    yield from access.clashes(token, inputs, existing, account, resource_id)


def unmet(existing: Existing, account: str) -> list[Fault]:
    """What the resources need to work, and the policies and routes that exist by now do not give them."""
    without = [fault for kind in (access, routes, private_calls) for fault in kind.unmet(existing, account)]
    for resource_id, live in existing.items():
        named = text_references.named(live.token, live.inputs, text_references.LATER)
        without += [Fault(f"{resource_id}.{path}", reason) for path, reason in _unknown(named, existing, account)]
    return without


def _missing(token: str, inputs: Inputs, existing: Existing, account: str) -> Iterator[Fault]:
    """References to what does not exist, or is of another kind."""
    for item in inspection.references(token, inputs):
        target = existing.get(item.value)
        kind = schemas.schema_of(target.token).get("typeName") if target else None
        if kind != item.type_name and not (target is None and absent.comes_with_another(item.value, existing)):
            what = f"{item.value!r} is no {item.type_name}"
            yield Fault(item.path, f"NotFound: {what}" if target is None else f"{what} but {kind}")
    # A log group as a destination ends with its streams.
    yield from _unknown((("", text.removesuffix(":*")) for text in texts(inputs)), existing, account)
    yield from _unknown(text_references.named(token, inputs, text_references.AT_ONCE), existing, account)


def _unknown(named: Iterable[tuple[str, str]], existing: Existing, account: str) -> Iterator[Fault]:
    """The ARNs of the own account that are those of nothing."""
    own = re.compile(rf"arn:aws:[a-z-]+:[a-z0-9-]*:{account}:")
    for path, arn in named:
        if own.match(arn) and not existing.has(arn) and arn not in _replicas(existing) and not made_before(arn):
            yield Fault(path, f"NotFound: {arn} does not exist")


def _replicas(existing: Existing) -> set[str]:
    """The ARNs of the secrets' replicas, which are no resources of the engine's."""
    secrets = existing.of(secretsmanager.SECRET.token).items()
    return {regions.moved(key, region) for key, live in secrets for region in regions.replica_regions(live.inputs)}
