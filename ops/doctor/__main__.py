"""Checks the machine and the account before the first `pulumi up`, and says what would make it fail."""

import sys
from collections.abc import Sequence
from contextlib import suppress

from botocore.exceptions import BotoCoreError, ClientError

from config.load import StackConfig
from ops.doctor.account import account_checks
from ops.doctor.services import service_checks
from ops.doctor.signing import signing_checks
from ops.doctor.tools import tool_checks
from ops.lib import account
from ops.lib.checks import Check, report
from ops.lib.clients import Clients
from ops.lib.command import configuration, parser, run, with_config


def main(arguments: Sequence[str], clients: Clients | None = None) -> int:
    """Runs the command line; 0 where all requirements of an `up` are met, 1 where one is missing.

    Raises CommandError where the credentials are of another account than `payments:account` names.
    """
    given = with_config(parser("doctor", __doc__)).parse_args(arguments)
    config = configuration(given)
    asked = clients or Clients()
    # Where nobody answers, the check of the credentials says so, and the others say what else is missing.
    with suppress(BotoCoreError, ClientError):
        account.require(asked, config.account, regions=[config.region], source="payments:account")
    checks = checks_of(config, asked)
    return report(f"Before the first up of {given.stack}", checks, as_json=given.json)


def checks_of(config: StackConfig, clients: Clients) -> Sequence[Check]:
    """All checks of a stack."""
    return [
        *tool_checks(),
        *account_checks(config, clients),
        *service_checks(config, clients),
        *signing_checks(config, clients),
    ]


if __name__ == "__main__":
    run(lambda: main(sys.argv[1:]))
