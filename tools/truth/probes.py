"""Every probe of a stack: each resource with each of its properties changed, in an order that a seed decides."""

import random
from collections.abc import Iterator
from typing import Any

import catalog
from simulated_aws.live import Live
from tools.truth.combinations import combinations
from tools.truth.deciding import DECIDING
from tools.truth.languages import languages
from tools.truth.loaded import Loaded
from tools.truth.probe import Kind, Probe, Value
from tools.truth.references import references
from tools.truth.sites import GONE, Key, Site, changed, sites
from tools.truth.sources import api
from tools.truth.structure import structures
from tools.truth.values import disputed, right, wrong

SHOWN = 60


def of_resource(resource_id: str, live: Live, to: Loaded, seen: set[object]) -> Iterator[Probe]:
    """Every probe of a resource, except of the properties that were seen already; those of this one are added."""
    for site in sites(live):
        if site.form(live.token) in seen:
            continue
        seen.add(site.form(live.token))
        made: list[tuple[tuple[Key, ...], Value]] = [
            *structures(site, live.token),
            *combinations(site, live.token),
            *((site.keys, value) for value in wrong(site)),
            *((site.keys, value) for value in right(site) if value.kind is Kind.CHOICE or not _is_reference(site, to)),
        ]
        if site.given and site.keys:
            made.extend((site.keys, value) for value in (*references(site, live, to), *languages(site)))
        for keys, value in made:
            if value.valid and f"{site.context}.{site.general}" in DECIDING:
                continue
            inputs = changed(live.inputs, keys, value.value)
            if inputs != live.inputs:
                yield _probe(resource_id, live, to, site.at(keys), value, inputs)
    if (live.token, "name") not in seen:
        seen.add((live.token, "name"))
        yield from _names(resource_id, live, to)


def _is_reference(site: Site, to: Loaded) -> bool:
    """Whether the value names something of the stack, so that another one of its length names nothing."""
    return isinstance(site.value, str) and site.value in to.identifiers


def borders_disputed(live: Live) -> int:
    """How many borders and choices of a resource the sources disagree about."""
    return sum(disputed(site) for site in sites(live))


def _probe(resource_id: str, live: Live, to: Loaded, site: Site, value: Value, inputs: Any) -> Probe:
    shown = "left out" if value.value is GONE else repr(value.value)
    return Probe(
        stack=to.stack,
        id=resource_id,
        token=live.token,
        name=live.name,
        path=site.path,
        general=site.general,
        kind=value.kind,
        inputs=inputs,
        shown=shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}… of {len(shown)} characters",
        valid=value.valid,
        sources=value.sources,
        detail=value.detail,
    )


def _names(resource_id: str, live: Live, to: Loaded) -> Iterator[Probe]:
    """A name that another resource has, and one that is too long once the provider has added its suffix."""
    known = catalog.of(live.token)
    found = next((site for site in sites(live) if site.keys == (known.named_by,)), None)
    if found is None or not found.given or not isinstance(found.value, str):
        return
    if known.has_unique_name and api.refuses_taken(live.token):
        for other in to.own.values():
            if other.token == live.token and other.name != live.name and other.region == live.region:
                name = other.inputs[known.named_by]
                value = Value(kind=Kind.TAKEN, value=name, sources=("API",))
                yield _probe(resource_id, live, to, found, value, {**live.inputs, known.named_by: name})
                break
    longest = [item.longest for item in found.statements if item.longest]
    if longest and min(longest) == max(longest) and max(longest) < 1000:
        without = {key: item for key, item in live.inputs.items() if key != known.named_by}
        logical = "n" * longest[0]
        inputs = to.account.completed(live.token, logical, without, live.region)
        value = Value(kind=Kind.SUFFIX, value=inputs[known.named_by], sources=("API",))
        yield _probe(resource_id, live, to, found, value, inputs)


def of_stack(to: Loaded, seed: int, service: str = "") -> Iterator[Probe]:
    """Each probe once: of resources that have the same property, one is changed, which the seed chooses."""
    order = random.Random(seed)  # noqa: S311 (a choice, and no secret)
    resources = sorted(to.own.items())
    order.shuffle(resources)
    seen: set[object] = set()
    for resource_id, live in resources:
        if not live.token.startswith(f"aws:{service}/" if service else "aws:"):
            continue
        for probe in of_resource(resource_id, live, to, seen):
            if probe.key not in seen:
                seen.add(probe.key)
                yield probe
