"""What a setting becomes: a property of a request to AWS, or none."""

from typing import NamedTuple


class Property(NamedTuple):
    """A setting's property in botocore's model.

    Args:
        member: the service, the operation and the path of its member, such as `ec2.CreateVpc.CidrBlock`; empty where
            the setting becomes none.
        why: why there is none, or why this project allows less than AWS does.
        guide: the least and the most that the service's guide or API reference has, where the model has a wider range
            or none.
    """

    member: str
    why: str = ""
    guide: tuple[int, int] | None = None


def none(why: str) -> Property:
    """A setting that no property of AWS's has."""
    return Property("", why)
