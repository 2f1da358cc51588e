"""Verifies a stack after `pulumi up`: whether the account is what the requirements ask for.

Each check has the number of its requirement in docs/requirements.md. It only reads, and changes nothing.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Literal

from ops.lib import account
from ops.lib.checks import Answer, Check, report
from ops.lib.clients import Clients
from ops.lib.command import configuration, parser, run, with_config
from ops.lib.live import Live, Place
from ops.lib.outputs import Outputs
from ops.verify import database, governance, migration, network, observability, payments, recovery

# What each region that has the payments' parts is asked.
OF_A_REGION: Mapping[str, Callable[[Place], Answer]] = {
    **network.EVERYWHERE,
    **database.EVERYWHERE,
    **payments.EVERYWHERE,
    **observability.EVERYWHERE,
    **migration.EVERYWHERE,
}
OF_THE_STACK: Mapping[str, Callable[[Live], Answer]] = {
    **payments.CHECKS,
    **migration.CHECKS,
    **governance.CHECKS,
    **observability.CHECKS,
}
OF_A_PAIR: Mapping[str, Callable[[Live], Answer]] = recovery.CHECKS
SECOND = "{}, second region"


def main(arguments: Sequence[str], clients: Clients | None = None) -> int:
    """Runs the command line; 0 where every requirement is met, 1 where one is not."""
    given = with_config(parser("verify", __doc__)).parse_args(arguments)
    config = configuration(given)
    outputs, asked = Outputs.read(given.stack, given.outputs), clients or Clients()
    regions = [outputs.region, config.recovery.region]
    account.require(asked, config.account, regions=regions, source="payments:account")
    account.require(asked, outputs.account, regions=regions, source=f"stack {given.stack}")
    live = Live(given.stack, outputs, config, asked)
    return report(f"Stack {given.stack} in the account", checks_of(live), as_json=given.json)


def checks_of(live: Live) -> Sequence[Check]:
    """All checks of a stack; those of a second region where one is configured or there."""
    checks = [
        *(Check(name, partial(_of_region, ask, "first", live)) for name, ask in OF_A_REGION.items()),
        *(Check(name, partial(ask, live)) for name, ask in OF_THE_STACK.items()),
    ]
    if live.config.recovery.enabled or live.outputs.has("recoveryRegion"):
        checks += [
            *(
                Check(SECOND.format(name), partial(_of_region, ask, "second", live))
                for name, ask in OF_A_REGION.items()
            ),
            *(Check(name, partial(_of_pair, ask, live)) for name, ask in OF_A_PAIR.items()),
        ]
    return checks


def _of_region(ask: Callable[[Place], Answer], which: Literal["first", "second"], live: Live) -> Answer:
    return ask(live.first) if which == "first" else _of_pair(lambda live: ask(live.second), live)


def _of_pair(ask: Callable[[Live], Answer], live: Live) -> Answer:
    return live.absent("recoveryRegion", asked=True) or ask(live)


if __name__ == "__main__":
    run(lambda: main(sys.argv[1:]))
