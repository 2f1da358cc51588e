"""The table of what the commands check: in which healthy accounts, and what each check finds."""

from collections.abc import Iterator, Mapping, Sequence

from config.project import PROJECT
from tests.ops.doctor import worlds as doctor
from tests.ops.drift import worlds as drift
from tests.ops.failover import worlds as drill
from tests.ops.verify import worlds as verify
from tests.ops.verify.healthy import HEALTHY
from tests.ops.worlds import World

PAGE = PROJECT / "docs" / "checks.md"
HEAD = """# What the checks find

Written by `make reference` from the simulated accounts of `tests/ops/*/worlds.py`. Each differs from a healthy one in
one thing. The tests hold that exactly the checks that are named here fail in it, and that each check fails in one at
least: a new check needs an account in which it fails.

What is in the last columns is a part of what the check then says; in brackets is the healthy account that was changed,
where that is not the first one.

"""
VERIFY = """## `make verify`

The healthy accounts are one that makes payments in its first region, one that a failover has moved to the second
(`active: recovery`), and one on the way back (`returning: true`). In each of them every check passes, or has nothing to
check.

"""
OTHERS: Mapping[str, Sequence[World]] = {
    "make doctor": doctor.WORLDS,
    "make drill": drill.WORLDS,
    "make drift": drift.WORLDS,
}


def text() -> str:
    """The whole page."""
    return HEAD + VERIFY + "".join((*_of_verify(), *_of_others()))


def _of_verify() -> Iterator[str]:
    yield f"| check | {' | '.join(HEALTHY)} | fails where it says |\n| --- |{' --- |' * len(HEALTHY)} --- |\n"
    for check, says in _by_check(verify.WORLDS).items():
        healthy = ("nothing to check" if check in one.skipped else "passes" for one in HEALTHY.values())
        yield f"| {check} | {' | '.join(healthy)} | {says} |\n"


def _of_others() -> Iterator[str]:
    for command, worlds in OTHERS.items():
        yield f"\n## `{command}`\n\n| check | fails where it says |\n| --- | --- |\n"
        yield from (f"| {check} | {says} |\n" for check, says in _by_check(worlds).items())


def _by_check(worlds: Sequence[World]) -> dict[str, str]:
    """What is said of each check, in the order of the accounts."""
    first = worlds[0].among
    found: dict[str, dict[str, None]] = {}
    for world in worlds:
        for check in world.red:
            where = "" if world.among == first else f" ({world.among})"
            found.setdefault(str(check), {})[f"`{world.says}`{where}"] = None
    return {check: "; ".join(says).replace("|", "\\|") for check, says in found.items()}
