"""Verifies a stack after `pulumi up`: whether the account is what the requirements ask for.

Each check has the number of its requirement in docs/requirements.md. It only reads, and changes nothing.
"""

import sys
from collections.abc import Callable, Sequence
from functools import partial

from ops.lib.checks import Answer, Check, report
from ops.lib.clients import Clients
from ops.lib.command import configuration, parser, run, with_config
from ops.lib.live import Live
from ops.lib.outputs import Outputs
from ops.verify import database, governance, migration, network, observability, payments, recovery

CHECKS: dict[str, Callable[[Live], Answer]] = {
    **network.CHECKS,
    **database.CHECKS,
    **payments.CHECKS,
    **recovery.CHECKS,
    **migration.CHECKS,
    **governance.CHECKS,
    **observability.CHECKS,
}


def main(arguments: Sequence[str], clients: Clients | None = None) -> int:
    """Runs the command line; 0 where every requirement is met, 1 where one is not."""
    given = with_config(parser("verify", __doc__)).parse_args(arguments)
    config = configuration(given)
    live = Live(given.stack, Outputs.read(given.stack, given.outputs), config, clients or Clients())
    checks = [Check(name, partial(ask, live)) for name, ask in CHECKS.items()]
    return report(f"Stack {given.stack} in the account", checks, as_json=given.json)


if __name__ == "__main__":
    run(lambda: main(sys.argv[1:]))
