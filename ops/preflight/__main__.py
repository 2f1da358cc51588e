"""Asks the real account, before anything is made, whether it would take what a preview has planned.

It changes nothing: each call is on a list of those that only read, or is a dry run of EC2's.
"""

import sys
from collections.abc import Sequence

from pulumi.automation import CommandError as EngineError
from pulumi.automation import select_stack

from config.load import StackConfig
from config.project import PROJECT
from ops.doctor.account import account_checks
from ops.doctor.services import service_checks
from ops.lib import account
from ops.lib.checks import Check, report
from ops.lib.clients import Clients
from ops.lib.command import CommandError, configuration, parser, run, with_config
from ops.preflight.databases import database_checks
from ops.preflight.documents import document_checks
from ops.preflight.dry_runs import dry_run_checks
from ops.preflight.names import name_checks
from ops.preflight.offers import offer_checks
from ops.preflight.planned import Plan, Previewed, planned
from ops.preflight.quotas import quota_checks
from ops.preflight.read_only import read_only


def main(arguments: Sequence[str], clients: Clients | None = None, stack: Previewed | None = None) -> int:
    """Runs the command line; 0 where the account would take the plan, 1 where it would refuse something.

    Raises CommandError where the credentials are of another account than `payments:account` names, or the preview
    fails.
    """
    given = with_config(parser("preflight", __doc__)).parse_args(arguments)
    config, asked = configuration(given), clients or read_only()
    account.require(asked, config.account, regions=[config.region], source="payments:account")
    try:
        plan = planned(stack or select_stack(given.stack, work_dir=str(PROJECT)))
    except EngineError as error:
        raise CommandError(f"the preview failed: {error}") from None
    checks = checks_of(plan, config, asked)
    return report(f"What the account says of the plan for {given.stack}", checks, as_json=given.json)


def checks_of(plan: Plan, config: StackConfig, clients: Clients) -> Sequence[Check]:
    """All checks of a plan; those of the doctor are among them."""
    return [
        *account_checks(config, clients),
        *service_checks(config, clients),
        *document_checks(plan, clients, config.region),
        *dry_run_checks(plan, clients),
        *database_checks(plan, clients),
        *offer_checks(plan, config, clients),
        *quota_checks(plan, clients),
        *name_checks(plan, clients),
    ]


if __name__ == "__main__":
    run(lambda: main(sys.argv[1:]))
