"""The bounds of DNS Firewall's domains and priorities, which only the documentation of its API states."""

from catalog import route53resolver
from catalog.resource_type import ResourceType
from simulated_aws.kinds.bounds import Bound
from simulated_aws.kinds.limits import Between, Items, Text

_LABELS = r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*"
_DOMAIN = Text("a domain with at most one asterisk, at its beginning", rf"\*|(\*\.)?{_LABELS}", 255)
_SOURCE = "botocore: route53resolver.UpdateFirewallDomainsRequest.Domains"


def _bound(kind: ResourceType, path: str, limit: Between | Items | Text, source: str) -> Bound:
    return Bound((kind,), path, limit, error="ValidationException", source=source)


DOMAIN_NAMES = (
    _bound(route53resolver.DOMAIN_LIST, "domains[]", _DOMAIN, _SOURCE),
    # The provider sends all of them in one request.
    _bound(route53resolver.DOMAIN_LIST, "domains", Items(0, 1000), _SOURCE),
    _bound(
        route53resolver.RULE_GROUP_ASSOCIATION,
        "priority",
        # Whether the borders themselves are taken is not said.
        Between(101, 9899),
        "botocore: route53resolver.AssociateFirewallRuleGroupRequest.Priority",
    ),
)
