"""The tables of a result, and what was let through."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tools.truth.measure import Finding, Result
from tools.truth.probe import Kind

HEAD = ("made", "refused", "", "named", "valid ones", "taken")


@dataclass
class Count:
    """How many changes were made and refused, how many refusals name the property, how many valid ones were taken."""

    made: int = 0
    refused: int = 0
    named: int = 0
    valid: int = 0
    taken: int = 0

    def add(self, finding: Finding) -> None:
        """Counts a finding."""
        if finding.probe.valid:
            self.valid += 1
            self.taken += not finding.refused
        else:
            self.made += 1
            self.refused += finding.refused
            self.named += finding.refused and finding.named

    @property
    def rate(self) -> float:
        """The share of the invalid ones that is refused; 1 where there are none."""
        return self.refused / self.made if self.made else 1


def counts(result: Result, group: Callable[[Finding], str]) -> Mapping[str, Count]:
    """The counts by some group."""
    found: defaultdict[str, Count] = defaultdict(Count)
    for finding in result.findings:
        found[group(finding)].add(finding)
    return found


def kinds(result: Result) -> Mapping[str, Count]:
    """The counts by kind of mistake, in the order of the kinds."""
    found = counts(result, lambda finding: finding.probe.kind.value)
    return {kind.value: found[kind.value] for kind in Kind if kind.value in found}


def by_kind(result: Result) -> Iterator[str]:
    """The table by kind of mistake."""
    yield from _table("kind of mistake", kinds(result), result)


def by_service(result: Result) -> Iterator[str]:
    """The table by module of the SDK."""
    found = counts(result, lambda finding: finding.probe.service)
    yield from _table("service", dict(sorted(found.items())), result)


def misses(result: Result) -> Iterator[str]:
    """What AWS refuses and the account takes, and the other way round, by type, property and kind."""
    for finding in sorted(result.findings, key=lambda item: (not item.probe.valid, *item.probe.key)):
        probe = finding.probe
        if finding.refused == probe.valid:
            what = "REFUSED THOUGH VALID" if probe.valid else "taken though invalid"
            said = f" | {finding.reason[:300]}" if finding.reason else ""
            by = ", ".join(probe.sources)
            detail = f" ({probe.detail})" if probe.detail else ""
            place = f"{probe.token} | {probe.general} | {probe.kind}{detail} | {probe.shown}"
            yield f"{what} | {place} | {by} | {probe.stack} {probe.name}{said}"


def _table(first: str, rows: Mapping[str, Count], result: Result) -> Iterator[str]:
    yield f"| {first} | made | refused | share | named | valid ones | taken |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    total = counts(result, lambda _: "all")["all"]
    for name, count in {**rows, "all": total}.items():
        share = f"{count.rate:.0%}" if count.made else ""
        yield f"| {name} | {count.made} | {count.refused} | {share} | {count.named} | {count.valid} | {count.taken} |"
