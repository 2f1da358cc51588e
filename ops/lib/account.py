"""Whose account the credentials are of: every command asks first, and does nothing in another one than its stack's."""

from collections.abc import Iterable, Sequence

from botocore.exceptions import BotoCoreError, ClientError

from ops.lib.clients import Clients, unanswered
from ops.lib.command import CommandError


def require(clients: Clients, wanted: str | None, *, regions: Sequence[str], source: str) -> None:
    """Raises CommandError where the credentials are not of the wanted account, which `source` names.

    One of the regions has to answer; they are asked in their order. Without a wanted account any will do, and nobody
    is asked.
    """
    if wanted is None:
        return
    found = _account(clients, regions)
    if found != wanted:
        raise CommandError(
            f"the credentials are of account {found}, and {source} of {wanted}: nothing was done; use that account's"
        )


def of_arns(arns: Iterable[str]) -> str | None:
    """The account in the first ARN that has one."""
    parts = (arn.split(":") for arn in arns)
    return next((part[4] for part in parts if len(part) > 5 and part[4].isdigit()), None)


def _account(clients: Clients, regions: Sequence[str]) -> str:
    *others, last = regions
    for region in others:
        try:
            return clients.get("sts", region).get_caller_identity()["Account"]
        except (BotoCoreError, ClientError) as error:
            if not unanswered(error):
                raise
    return clients.get("sts", last).get_caller_identity()["Account"]
