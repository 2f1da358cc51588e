"""The names that are answered inside a network, and the threats that DNS Firewall recognises by itself."""

from collections.abc import Iterator, Sequence
from itertools import chain

from config.sections import DnsFirewall, Network

# The names of services, endpoints, servers and buckets, and of network interfaces. Whoever asks for one of them reaches
# AWS's name servers alone.
NAMES_OF_AWS = (".amazonaws.com", ".compute.internal")
# The threats that DNS Firewall Advanced knows (botocore: DnsThreatProtection), and how sure it has to be of one: HIGH
# is right most often (ConfidenceThreshold).
THREATS = ("DGA", "DICTIONARY_DGA", "DNS_TUNNELING")
CONFIDENCE = "HIGH"


def answered(network: Network) -> Sequence[str]:
    """The names that are allowed, as DNS Firewall reads them: AWS's, the firewall's, and the DNS Firewall's own."""
    domains = (*NAMES_OF_AWS, *network.firewall.allowed_domains, *network.dns_firewall.allowed_domains)
    return list(chain.from_iterable(map(_patterns, domains)))


def threat_lists(settings: DnsFirewall, region: str) -> Sequence[str]:
    """The ids of a region's lists of AWS's."""
    return [one for name, lists in settings.threat_lists.items() if name == region for one in lists]


def _patterns(domain: str) -> Iterator[str]:
    """A domain as DNS Firewall reads it, where a wildcard does not include the domain itself."""
    if domain.startswith("."):
        yield f"*{domain}"
    yield domain.lstrip(".")
