"""What other accounts lend the stack: an image, secrets; the network lets nobody reach anything else of theirs."""

from collections.abc import Iterator, Mapping

from config.migration import Migration
from config.sections import Container
from config.types import ECR_IMAGE


def lent(container: Container, migration: Migration, account: str | None) -> Mapping[str, tuple[str, ...]]:
    """The accounts whose resources are used beside the stack's own, by the service's prefix in IAM."""
    found: dict[str, set[str]] = {}
    for service, lender in _named(container, migration):
        if lender != account:
            found.setdefault(service, set()).add(lender)
    return {service: tuple(sorted(lenders)) for service, lenders in sorted(found.items())}


def _named(container: Container, migration: Migration) -> Iterator[tuple[str, str]]:
    """Each service and account that an enabled part names."""
    if container.enabled:
        if image := ECR_IMAGE.match(container.image or ""):
            yield "ecr", image["account"]
        for arn in container.secrets.values():
            yield _place(arn)
    if migration.dms.enabled:
        for secret in (migration.dms.source_secret_arn, migration.dms.reverse.target_secret_arn):
            if secret:
                yield _place(secret)


def _place(arn: str) -> tuple[str, str]:
    """The service and the account of an ARN."""
    _, _, service, _, account, _ = arn.split(":", 5)
    return service, account
