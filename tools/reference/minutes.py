"""The minutes of a failover in its guide: each step's, and the sum against the recovery time that is allowed."""

from collections.abc import Iterator

from config.project import PROJECT
from config.recovery_objectives import DURATIONS, RTO_MINUTES

PAGE = PROJECT / "docs" / "recovery.md"
START, END = "<!-- minutes -->\n", "<!-- /minutes -->\n"


def text() -> str:
    """The guide with the current table in it."""
    before, rest = PAGE.read_text().split(START)
    return before + START + "".join(rows()) + END + rest.split(END)[1]


def rows() -> Iterator[str]:
    """The table's lines, from the outage to a client's payment."""
    yield "| step | what it does | typical minutes | source | at most | measured |\n"
    yield "| --- | --- | --- | --- | --- | --- |\n"
    for name, one in DURATIONS.items():
        step = f"({name})" if name == "seen" else f"`{name}`"
        yield f"| {step} | {one.does} | {one.typical} | {one.source} | {one.at_most} | {one.measured} |\n"
    typical, at_most = (sum(getattr(one, name) for one in DURATIONS.values()) for name in ("typical", "at_most"))
    yield f"| **together** | a recovery may take {RTO_MINUTES} (RTO) | **{typical}** | | **{at_most}** | |\n"
