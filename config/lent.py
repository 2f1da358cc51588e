"""What other accounts lend the stack: an image, secrets; the network lets nobody reach anything else of theirs."""

from collections.abc import Iterator, Mapping

from config.migration import DatabaseMigration
from config.sections import Container
from config.types import ECR_IMAGE, secret_of


def lent(container: Container, dms: DatabaseMigration, account: str | None) -> Mapping[str, tuple[str, ...]]:
    """The ARNs of what a network uses of other accounts, by the service's prefix in IAM."""
    found: dict[str, set[str]] = {}
    for arn in _named(container, dms):
        _, _, service, _, owner, _ = arn.split(":", 5)
        if owner != account:
            found.setdefault(service, set()).add(arn)
    return {service: tuple(sorted(arns)) for service, arns in sorted(found.items())}


def _named(container: Container, dms: DatabaseMigration) -> Iterator[str]:
    """The repository and the secrets that an enabled part names."""
    if container.enabled:
        if image := ECR_IMAGE.match(container.image or ""):
            yield f"arn:aws:ecr:{image['region']}:{image['account']}:repository/{image['repository']}"
        yield from map(secret_of, container.secrets.values())
    if dms.enabled:
        yield from filter(None, (dms.source_secret_arn, dms.reverse.target_secret_arn))
