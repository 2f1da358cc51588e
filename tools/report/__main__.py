"""Rehearses a stack and writes a report on it as one page: `.build/report.html`."""

import argparse
from datetime import date
from pathlib import Path

from pulumi.automation import CommandError

from config.mistakes import ConfigError
from config.stack_file import StackFileError
from foundation.packaging import CACHE
from ops.lib.command import positive, run
from tools.report.facts.connections import connections
from tools.report.facts.costs import costs
from tools.report.facts.differences import differences
from tools.report.facts.inventory import tree
from tools.report.facts.pictures import pictures, ways
from tools.report.facts.policies import results
from tools.report.facts.rehearsed import Rehearsed, rehearse
from tools.report.facts.requirements import requirements
from tools.report.facts.timeline import timeline
from tools.report.page.document import Facts, render


def facts(rehearsed: Rehearsed, day: date, against: Rehearsed | None = None) -> Facts:
    """All facts about a stack on a day, with the differences from another stack if one is given."""
    asked = connections(rehearsed)
    return Facts(
        stack=rehearsed.stack,
        day=day,
        pictures=pictures(rehearsed),
        inventory=tree(rehearsed.resources),
        timeline=timeline(rehearsed),
        policies=results(rehearsed, day),
        connections=asked,
        ways=ways(rehearsed, asked),
        requirements=requirements(),
        costs=costs(rehearsed),
        differences=differences(rehearsed, against) if against else (),
        against=against.stack if against else "",
    )


def main() -> int:
    """Runs the command line; 0 if the page is written, 1 if an `up` failed, 2 if the configuration is wrong."""
    parser = argparse.ArgumentParser(prog="report", description=__doc__)
    parser.add_argument("--stack", default="prod", help="the stack to report on (default: prod)")
    parser.add_argument("--against", default="", help="another stack, to show what differs")
    parser.add_argument("--output", type=Path, default=CACHE / "report.html", help="where to write the page")
    parser.add_argument(
        "--minute", type=positive, default=0.0, help="seconds that a typical minute of AWS takes (default: 0, none)"
    )
    options = parser.parse_args()
    try:
        rehearsed = rehearse(options.stack, options.minute)
        against = rehearse(options.against) if options.against else None
    except (ConfigError, StackFileError) as error:
        print(error)
        return 2
    except CommandError as error:
        print(f"the up failed: {error}")
        return 1
    options.output.parent.mkdir(exist_ok=True)
    options.output.write_text(render(facts(rehearsed, date.today(), against)))
    for text in (*rehearsed.unopened, *(against.unopened if against else ())):
        print(f"Warning: {text}")
    print(f"{options.output}: {len(rehearsed.resources)} resources of {rehearsed.stack}")
    return 0


if __name__ == "__main__":
    run(main)
