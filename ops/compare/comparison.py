"""Both databases compared block by block, the rows that differ looked at again, and what that says."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ops.lib.steps import Clock

# One question to both databases, as lambdas/comparison/answers.py has them.
Ask = Callable[[Mapping[str, Any]], Mapping[str, Any]]
SIDES = ("old", "new")
# What both servers read within some seconds from cold disks, the entries of as many payments included.
ROWS_PER_BLOCK = 10_000
# Of one question.
KEYS_AT_ONCE = 500
Key = int | str


@dataclass(frozen=True, kw_only=True)
class Looks:
    """How often rows that differ are looked at before they are called different, and how many seconds lie between.

    What is on its way while the copy runs has arrived by then; where writes are stopped one look is enough.
    """

    most: int = 5
    every: float = 15


FINAL = Looks(most=1, every=0)


@dataclass(kw_only=True)
class TableResult:
    """What a table has on each side, and which of its rows are different or wrong."""

    highest: Mapping[str, Key | None] = field(default_factory=dict[str, "Key | None"])
    blocks: int = 0
    rows: Counter[str] = field(default_factory=Counter[str])
    sums: dict[str, Counter[str]] = field(default_factory=lambda: {side: Counter[str]() for side in SIDES})
    different: list[Mapping[str, Any]] = field(default_factory=list[Mapping[str, Any]])
    faults: dict[str, list[Mapping[str, Any]]] = field(default_factory=lambda: {side: [] for side in SIDES})
    # Rows that were different at first, and the same at a later look.
    late: int = 0
    # Differences and faults beyond those that a block names.
    unnamed: int = 0

    def add(self, block: Mapping[str, Any]) -> None:
        """Counts a block, and keeps what is different or wrong in it."""
        self.blocks += 1
        self.rows.update(block["rows"])
        self.different += block["different"]
        self.unnamed += block["more"] + sum(block["more_faults"].values())
        for side in SIDES:
            self.sums[side].update(block["sums"][side])
            self.faults[side] += block["faults"][side]

    def suspects(self) -> list[Key]:
        """The keys of all that has to be looked at again."""
        found = [*self.different, *(fault for side in SIDES for fault in self.faults[side])]
        return list(dict.fromkeys(row["key"] for row in found))

    def keep(self, again: Mapping[str, Any]) -> None:
        """Only what is different, or wrong, in this look as in those before."""
        before = len(self.different)
        self.different = _still(self.different, again["different"])
        self.late += before - len(self.different)
        for side in SIDES:
            self.faults[side] = _still(self.faults[side], again["faults"][side])

    def figures(self) -> list[str]:
        """Which of the numbers differ, which is decisive only where nothing is on its way."""
        old, new = self.sums["old"], self.sums["new"]
        pairs = [
            ("rows", self.rows["old"], self.rows["new"]),
            ("the highest key", self.highest.get("old"), self.highest.get("new")),
            *((f"the sum of {name}", old[name], new[name]) for name in sorted({*old, *new})),
        ]
        return [f"{name}: old {one}, new {other}" for name, one, other in pairs if one != other]

    def report(self) -> dict[str, Any]:
        """All of it as JSON has it."""
        return {**vars(self), "rows": dict(self.rows), "sums": {side: dict(self.sums[side]) for side in SIDES}}


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The result of a comparison: the same, or what is not."""

    final: bool
    tables: Mapping[str, TableResult]
    looks: int
    seconds: float

    @property
    def found(self) -> list[str]:
        """One line for each kind of difference; none where the databases are the same."""
        return [f"{name}: {text}" for name, table in self.tables.items() for text in self._of(table)]

    @property
    def same(self) -> bool:
        """Whether no row differs and no payment lacks entries; where it is final, the numbers agree too."""
        return not self.found

    def report(self) -> dict[str, Any]:
        """All of it as JSON has it; no value of a row is in it but its key."""
        return {
            "final": self.final,
            "same": self.same,
            "found": self.found,
            "looks": self.looks,
            "seconds": round(self.seconds, 1),
            "tables": {name: table.report() for name, table in self.tables.items()},
        }

    def _of(self, table: TableResult) -> Iterable[str]:
        kinds = Counter(str(row["kind"]) for row in table.different)
        yield from (f"{count} rows are {kind}" for kind, count in sorted(kinds.items()))
        if table.unnamed:
            yield f"{table.unnamed} more differ or are wrong: is it loaded completely?"
        for side in SIDES:
            if table.faults[side]:
                yield f"{len(table.faults[side])} are wrong in the {side} database"
        if self.final:
            yield from table.figures()


def compare(
    ask: Ask,
    tables: Sequence[str],
    *,
    final: bool = False,
    looks: Looks | None = None,
    rows: int = ROWS_PER_BLOCK,
    clock: Clock | None = None,
    progress: Callable[[str, TableResult], None] = lambda table, result: None,
) -> Comparison:
    """Compares the tables; `final` says that nothing is written any more, so that there is one look and no excuse.

    `progress` is called after each block.
    """
    looks, clock = looks or (FINAL if final else Looks()), clock or Clock()
    began = clock.now()
    known = ask({"ask": "tables", "tables": list(tables)})["tables"]
    found = {name: TableResult(highest=known[name]["highest"]) for name in tables}
    for name, result in found.items():
        _walk(ask, name, result, rows, progress)
    taken = 1
    while taken < looks.most and any(result.suspects() for result in found.values()):
        clock.pause(looks.every)
        for name, result in found.items():
            _look_again(ask, name, result)
        taken += 1
    return Comparison(final=final, tables=found, looks=taken, seconds=clock.now() - began)


def _walk(ask: Ask, name: str, result: TableResult, rows: int, progress: Callable[[str, TableResult], None]) -> None:
    after: Key | None = None
    while True:
        block = ask({"ask": "block", "table": name, "after": after, "rows": rows})
        result.add(block)
        progress(name, result)
        after = block["upto"]
        if after is None:
            return


def _look_again(ask: Ask, name: str, result: TableResult) -> None:
    keys = result.suspects()
    again: dict[str, Any] = {"different": [], "faults": {side: [] for side in SIDES}}
    for start in range(0, len(keys), KEYS_AT_ONCE):
        part = ask({"ask": "rows", "table": name, "keys": keys[start : start + KEYS_AT_ONCE]})
        again["different"] += part["different"]
        for side in SIDES:
            again["faults"][side] += part["faults"][side]
    result.keep(again)


def _still(before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What there is now of the rows that were there before, as it is now."""
    keys = {row["key"] for row in before}
    return [row for row in now if row["key"] in keys]
