"""What the account's own project has made before a stack is deployed to the account."""

import re

from catalog.iam import BOUNDARY

# Which ones there are, that project's configuration says: a boundary for each stack, and a signing profile for each
# region of a stack.
_MADE = re.compile(
    rf"arn:aws:iam::\d{{12}}:policy{BOUNDARY.format(suffix='[a-z0-9-]+')}"
    r"|arn:aws:signer:[a-z0-9-]+:\d{12}:/signing-profiles/payments_\w+/[A-Za-z0-9]{10}"
)


def made_before(arn: str) -> bool:
    """Whether an ARN is that of what no stack makes itself: a boundary of its roles, or a profile that signs for it."""
    return _MADE.fullmatch(arn) is not None
