"""What is known of an AWS service."""

from dataclasses import KW_ONLY, dataclass


@dataclass(frozen=True)
class Service:
    """A service, and the actions on it that this program's workflows may have at most, without its IAM prefix.

    What a deployment and a remediation need of them is in `components/ci/actions.yaml`, which `make reference` writes.

    Args:
        prefix: the service's prefix in IAM, such as `sqs`.
        read: the actions that describe; none returns an object, a message, or the value of a secret or a parameter.
        deploy: the actions that create, change and delete, as patterns.
        principals: the service principals that are given a role of the program, without `.amazonaws.com`; `{region}`
            stands for each region.
    """

    prefix: str
    _: KW_ONLY
    read: tuple[str, ...] = ()
    deploy: tuple[str, ...] = ()
    principals: tuple[str, ...] = ()
