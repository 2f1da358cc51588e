"""AWS PrivateLink: the endpoints of services, by the last part of their name `com.amazonaws.<region>.<service>`."""

from collections.abc import Mapping

# Where the IAM prefix of a service's actions is not the first part of its endpoint's name.
_IAM_PREFIX: Mapping[str, str] = {"appconfigdata": "appconfig", "monitoring": "cloudwatch"}
# The services whose endpoint takes no policy, with the source. `doctor` asks AWS about each one that is planned.
WITHOUT_POLICY: Mapping[str, str] = {
    "transfer.server": "AWS PrivateLink guide, services that integrate",
}


def iam_prefix(service: str) -> str:
    """The prefix in IAM of the actions that are called through a service's endpoint."""
    return _IAM_PREFIX.get(service, service.partition(".")[0])
