"""Measures how much of what AWS refuses the simulated account refuses, and writes the tables of `docs/rehearsal.md`.

The page is written after a whole run; a run of a part only prints. Exits with 1 if the account refuses something that
AWS takes.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from ops.lib.command import run
from tests.support.graph import STACKS
from tools.truth import page
from tools.truth.measure import Finding, measure
from tools.truth.report import by_kind, by_service, misses

SEED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures what the options select, by default everything."""
    options = _parser().parse_args(arguments)
    stacks = options.stack or list(STACKS)
    result = measure(stacks, seed=options.seed, sample=options.sample, service=options.service)
    if options.json:
        print(json.dumps([_plain(item) for item in result.findings], indent=1))
    elif options.misses:
        print("\n".join(misses(result)))
    else:
        print("\n".join([*by_kind(result), "", *by_service(result), "", *page.summary(result)]))
    if not (options.stack or options.sample or options.service or options.misses or options.json):
        page.write(result)
    return int(any(item.probe.valid and item.refused for item in result.findings))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tools.truth", description="Measures the simulated account.")
    parser.add_argument("--stack", action="append", choices=STACKS, help="only this stack; may be repeated")
    parser.add_argument("--service", default="", help="only the types of one module of the SDK, such as rds")
    parser.add_argument("--seed", type=int, default=SEED, help="which resource is changed, of those with a property")
    parser.add_argument(
        "--sample", type=int, default=0, metavar="N", help="N wrong values of each stack; all valid ones"
    )
    parser.add_argument("--misses", action="store_true", help="print what was let through, by type, property and kind")
    parser.add_argument("--json", action="store_true", help="print every change with its answer as JSON")
    return parser


def _plain(finding: Finding) -> dict[str, Any]:
    probe = {key: value for key, value in asdict(finding.probe).items() if key != "inputs"}
    return {**probe, "refused": finding.refused, "named": finding.named, "reason": finding.reason}


if __name__ == "__main__":
    run(main)
