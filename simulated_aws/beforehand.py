"""What the account's own project has made before a stack is deployed to the account."""

import re

from catalog.iam import BOUNDARY

# One for each stack: which ones there are, that project's configuration says.
_BOUNDARY = re.compile(rf"arn:aws:iam::\d{{12}}:policy{BOUNDARY.format(suffix='[a-z0-9-]+')}")


def made_before(arn: str) -> bool:
    """Whether an ARN is that of the boundary of a stack's roles, which no stack makes itself."""
    return _BOUNDARY.fullmatch(arn) is not None
