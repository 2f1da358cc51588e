"""Prints the chains of the committed stacks; with --unbounded those that there were if no role had a boundary."""

import sys

from tests.tools.escalation.places import places, unbounded
from tools.escalation.chains import chains

found = chains([unbounded(one) for one in places()] if "--unbounded" in sys.argv else places())
for chain in found:
    print(f"{chain.start} | {chain.goal} | {chain.by} | {', '.join(sorted(chain.through))}")
print(f"{len(found)} chains", file=sys.stderr)
