"""The chains of the committed stacks: from a role to a goal, by the first step that leads there."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from tools.escalation.goals import met
from tools.escalation.identities import Identity, Place
from tools.escalation.search import Step, steps

REMAINING = Path(__file__).parent / "remaining.yaml"


@dataclass(frozen=True, order=True, kw_only=True)
class Chain:
    """From a role to a goal: by an action of its own, or by a way to other roles, which are named in `through`."""

    start: str
    goal: str
    by: str
    through: frozenset[str] = field(default=frozenset(), compare=False)


class Listed(BaseModel):
    """Chains that remain, with the reason; in `start` and `by` * is anything."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: tuple[str, ...]
    goal: str
    by: tuple[str, ...]
    reason: str


def listed(path: Path = REMAINING) -> list[Listed]:
    """The chains that remain, by the file."""
    return [Listed.model_validate(item) for item in yaml.safe_load(path.read_text())]


def chains(places: Sequence[Place]) -> list[Chain]:
    """Every chain of some accounts, each once whatever stack it was found in."""
    through: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for place in places:
        search = _Search(place)
        for start in place.identities:
            for goal, by, to in search.chains(start):
                through[start.name, goal, by] |= to
    return [
        Chain(start=start, goal=goal, by=by, through=frozenset(through[start, goal, by]))
        for start, goal, by in sorted(through)
    ]


class _Search:
    """The steps of each role of an account, and the goals that it meets, each found once."""

    def __init__(self, place: Place):
        self._place = place
        self._steps: dict[Identity, list[Step]] = {}
        self._met: dict[tuple[Identity, str], frozenset[str]] = {}

    def chains(self, start: Identity) -> Iterator[tuple[str, str, set[str]]]:
        for goal, action in met(self._place, start, start.stack):
            yield goal, action, set()
        for step in self._of(start):
            for goal in self._goals(step.to, start.stack):
                yield goal, step.method, {step.to.name}

    def _goals(self, first: Identity, home: str) -> frozenset[str]:
        """What somebody from the stack `home` comes to who has a role, by it or by others that it leads to."""
        found, new = {first}, [first]
        while new:
            after = {step.to for step in self._of(new.pop())} - found
            found |= after
            new += after
        return frozenset(goal for one in found for goal in self._by_itself(one, home))

    def _by_itself(self, one: Identity, home: str) -> frozenset[str]:
        if (one, home) not in self._met:
            self._met[one, home] = frozenset(goal for goal, _ in met(self._place, one, home))
        return self._met[one, home]

    def _of(self, one: Identity) -> list[Step]:
        if one not in self._steps:
            self._steps[one] = list(steps(self._place, one))
        return self._steps[one]
