"""Which combinations of settings, servers and note agree on the region that serves payments."""

from itertools import product
from typing import Any, Literal

import pytest

from config.sections import Recovery
from config.serving import Server, contradiction

State = Literal["missing", "standalone", "replica"]
STATES: tuple[State, ...] = ("missing", "standalone", "replica")
HOME, AWAY = "eu-west-2", "eu-west-1"
NOTES = (None, HOME, AWAY)
SETTINGS: dict[str, dict[str, Any]] = {
    "primary": {},
    "recovery": {"active": "recovery"},
    "returning": {"active": "recovery", "returning": True},
}
# Settings, first server, second server, and the notes with which an `up` may go on. Each line says why.
AGREED: dict[tuple[str, State, State], tuple[str | None, ...]] = {
    # A new stack, and one whose servers were destroyed after it had come back.
    ("primary", "missing", "missing"): (None, HOME),
    # One without a second region, or before it has one.
    ("primary", "standalone", "missing"): (None, HOME),
    # All is well, before and after the note of a way back is removed.
    ("primary", "standalone", "replica"): (None, HOME),
    # Payments are back, and the second region's server is still to be replaced: the note alone says so.
    ("primary", "standalone", "standalone"): (HOME,),
    # After a failover, by the plan or by the command.
    ("recovery", "standalone", "standalone"): (None, AWAY),
    # The old server was deleted.
    ("recovery", "missing", "standalone"): (None, AWAY),
    # Before the first region's server is replaced, while it is, and afterwards.
    ("returning", "standalone", "standalone"): (None, AWAY),
    ("returning", "missing", "standalone"): (None, AWAY),
    ("returning", "replica", "standalone"): (None, AWAY),
}
CASES = [
    (settings, first, second, note, note in AGREED.get((settings, first, second), ()))
    for settings, first, second, note in product(SETTINGS, STATES, STATES, NOTES)
]


def judged(settings: str, first: State, second: State, note: str | None) -> str | None:
    servers = (
        Server(name="database-prod", region=HOME, state=first),
        Server(name="dr-database-prod", region=AWAY, state=second),
    )
    return contradiction(Recovery.model_validate({"enabled": True, **SETTINGS[settings]}), *servers, note)


@pytest.mark.parametrize(("settings", "first", "second", "note", "agrees"), CASES)
def test_an_up_goes_on_in_these_combinations_alone(
    settings: str, first: State, second: State, note: str | None, agrees: bool
) -> None:
    found = judged(settings, first, second, note)
    assert (found is None) == agrees, found
    if found:
        # One sentence, with what to do.
        assert "." not in found.replace("recovery.active", "").replace("recovery.returning", "")
        assert any(f"{verb} " in found for verb in ("set", "run"))


@pytest.mark.parametrize(("settings", "first", "second", "note", "agrees"), [case for case in CASES if case[-1]])
def test_whatever_goes_on_promotes_nothing_and_reads_no_queue_for_a_replica(
    settings: str, first: State, second: State, note: str | None, agrees: bool
) -> None:
    serving = first if settings == "primary" else second
    replicates = {"primary": (False, True), "recovery": (False, False), "returning": (True, False)}[settings]
    new_stack = (first, second) == ("missing", "missing")
    assert serving == "standalone" or (new_stack and settings == "primary")
    # The provider promotes a replica whose source the program does not name any more; `recovery` leaves the second
    # region's alone, and a queue is read where the settings say.
    assert not (first == "replica" and not replicates[0])
    assert note in (None, HOME if settings == "primary" else AWAY)


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (
            ("primary", "replica", "standalone", None),
            "database-prod in eu-west-2 is a replica, and an `up` would promote",
        ),
        (
            ("primary", "standalone", "standalone", None),
            "set payments:recovery.active to `recovery`, or move them back",
        ),
        (("primary", "standalone", "replica", AWAY), "as the note of the failover says: run `make failover`"),
        (("primary", "missing", "replica", None), "is missing, and dr-database-prod in eu-west-1 has the payments"),
        (("recovery", "standalone", "missing", None), "set payments:recovery.active to `primary`"),
        (
            ("recovery", "standalone", "replica", None),
            "dr-database-prod in eu-west-1 is still a replica: run `make fail",
        ),
        (("recovery", "replica", "standalone", AWAY), "set payments:recovery.returning to true"),
        (
            ("returning", "standalone", "standalone", HOME),
            "as the note of the failback says: run `make failback`, then",
        ),
    ],
)
def test_a_contradiction_says_what_to_do(case: tuple[str, State, State, str | None], said: str) -> None:
    assert said in (judged(*case) or "")
