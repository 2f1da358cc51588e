"""What is known of an AWS service."""

from dataclasses import KW_ONLY, dataclass

# How most services name the two actions that change tags.
TAG_ACTIONS = ("TagResource", "UntagResource")


@dataclass(frozen=True)
class Service:
    """A service, and the actions on it that this program's deployments need, without its IAM prefix.

    The actions are those that AWS's own resource types declare for what the program makes, and what Pulumi's provider
    asks besides; a test compares them with the registry.

    Args:
        prefix: the service's prefix in IAM, such as `sqs`.
        is_global: whether it answers from one region, whatever the region of what it is asked for.
        read: the actions that describe; none returns an object, a message, or the value of a secret or a parameter.
        deploy: the actions that create, change and delete.
        remediate: what `ops/drift/remediation.yaml` needs for resources that AWS names.
        remediate_named: what it needs for resources that the program names.
        principals: the service principals that are given a role of the program, without `.amazonaws.com`; `{region}`
            stands for each region.
    """

    prefix: str
    _: KW_ONLY
    is_global: bool = False
    read: tuple[str, ...] = ()
    deploy: tuple[str, ...] = ()
    remediate: tuple[str, ...] = ()
    remediate_named: tuple[str, ...] = ()
    principals: tuple[str, ...] = ()
