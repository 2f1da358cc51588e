"""What the account says of each probe."""

import random
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from tools.truth.loaded import Loaded, loaded
from tools.truth.probe import Probe
from tools.truth.probes import borders_disputed, of_stack

# How code fails that takes a value for something else.
BROKEN = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class UnsoundError(Exception):
    """A stack that the account refuses as it is, so that a refusal of a change of it means nothing."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A probe and the account's answer: whether it was refused, and whether the refusal names the property."""

    probe: Probe
    refused: bool
    named: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class Result:
    """All findings, and how many borders and choices were left out because the sources disagree."""

    findings: Sequence[Finding]
    disputed: int


def measure(stacks: Sequence[str], *, seed: int, sample: int = 0, service: str = "") -> Result:
    """The account's answers to the probes of some stacks, each probe once.

    Raises UnsoundError where the account refuses a stack as it is.
    """
    findings: list[Finding] = []
    seen: set[tuple[str, ...]] = set()
    borders: dict[str, int] = {}
    of = f"aws:{service}/" if service else "aws:"
    for stack in stacks:
        to = loaded(stack)
        probes = [probe for probe in of_stack(to, seed, service) if probe.key not in seen]
        seen.update(probe.key for probe in probes)
        wrong = [probe for probe in probes if not probe.valid]
        if sample and len(wrong) > sample:
            # Of what a whole run makes, so that a sample can't fall below it where nothing is let through.
            drawn = random.Random(seed).sample(wrong, sample)  # noqa: S311 (a choice, and no secret)
            probes = [*drawn, *(probe for probe in probes if probe.valid)]
        check(to, {probe.id for probe in probes})
        findings.extend(answers(to, probes))
        borders |= {live.token: borders_disputed(live) for live in to.own.values() if live.token.startswith(of)}
    return Result(findings=findings, disputed=sum(borders.values()))


def answers(to: Loaded, probes: Iterable[Probe]) -> Iterator[Finding]:
    """The account's answer to each probe; the account stays as it is."""
    for probe in probes:
        try:
            faults = to.account.refused(probe.token, probe.inputs, probe.id)
        except BROKEN as error:
            # An account that fails says nothing about the value: a miss, and its reason is in the list.
            yield Finding(probe=probe, refused=False, named=False, reason=f"the account fails: {error!r}")
            continue
        reason = "; ".join(f"{path}: {text}" for path, text in faults)
        yield Finding(probe=probe, refused=bool(faults), named=probe.last in reason, reason=reason)


def check(to: Loaded, ids: Set[str]) -> None:
    """Raises UnsoundError where the account refuses one of some resources of a stack as it is."""
    for resource_id in sorted(ids):
        live = to.own[resource_id]
        if faults := to.account.refused(live.token, live.inputs, resource_id):
            raise UnsoundError(f"{to.stack}: {live.name}: {faults}")
