"""What AWS refuses of records in Route 53, whatever else exists."""

from collections.abc import Iterator
from typing import cast

from catalog import route53
from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.rules.register import Inputs, refuses

POLICIES = (
    "cidrRoutingPolicy",
    "failoverRoutingPolicies",
    "geolocationRoutingPolicies",
    "geoproximityRoutingPolicy",
    "latencyRoutingPolicies",
    "multivalueAnswerRoutingPolicy",
    "weightedRoutingPolicies",
)
# The longest text between quotes (RFC 1035).
TEXT_CHARACTERS = 255


@refuses(route53.RECORD)
def _record(inputs: Inputs) -> Iterator[Fault]:
    """botocore: route53.ResourceRecordSet."""
    policies = [key for key in POLICIES if inputs.get(key)]
    if len(policies) > 1:
        yield Fault(policies[-1], f"InvalidInput: one routing policy, not {' and '.join(policies)}")
    if bool(policies) != bool(inputs.get("setIdentifier")):
        yield Fault("setIdentifier", "InvalidInput: a set identifier and a routing policy need each other")
    if bool(inputs.get("aliases")) == bool(inputs.get("records")):
        yield Fault("records", "InvalidInput: either records or an alias")
    elif bool(inputs.get("records")) != (inputs.get("ttl") is not None):
        yield Fault("ttl", "InvalidInput: records have a time to live, and an alias has that of its target")
    values = cast(list[str], inputs.get("records") or [])
    if inputs["type"] == "CNAME" and len(values) > 1:
        yield Fault("records", "InvalidChangeBatch: a CNAME has one value")
    if inputs["type"] == "TXT" and any(len(value) > TEXT_CHARACTERS for value in values if UNKNOWN not in value):
        yield Fault("records", f"CharacterStringTooLong: more than {TEXT_CHARACTERS} characters without a break")
