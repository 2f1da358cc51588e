"""Records in Route 53 beside each other and their health checks, and certificates that records prove."""

from collections.abc import Iterator
from typing import cast

from catalog import acm, arc, route53
from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.kinds.match.register import Around, fits
from simulated_aws.modelling import Inputs
from simulated_aws.regions import listed
from simulated_aws.switching import health_checks


@fits(route53.RECORD)
def _beside(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """botocore: route53.ChangeResourceRecordSetsRequest; Route 53 guide, resource-record-sets-values-failover."""
    of_name = [one for one in _records(around) if _name(one) == _name(inputs)]
    kinds = {str(one["type"]) for one in of_name} - {inputs["type"]}
    if kinds and "CNAME" in (*kinds, inputs["type"]):
        yield Fault("type", f"InvalidChangeBatch: a CNAME and {', '.join(sorted(kinds))} of one name conflict")
    alike = [one for one in of_name if one["type"] == inputs["type"]]
    if any(one.get("setIdentifier") == inputs.get("setIdentifier") for one in alike):
        yield Fault("name", "InvalidChangeBatch: it was tried to create a record that already exists")
    elif any(bool(one.get("setIdentifier")) != bool(inputs.get("setIdentifier")) for one in alike):
        yield Fault("setIdentifier", "InvalidChangeBatch: simple records and others of one name and type conflict")
    if _role(inputs) and _role(inputs) in map(_role, alike):
        yield Fault("failoverRoutingPolicies", f"InvalidChangeBatch: there is a {_role(inputs)} record of that name")


@fits(route53.RECORD)
def _checked(inputs: Inputs, around: Around) -> Iterator[Fault]:
    wanted = inputs.get("healthCheckId")
    plans = (live for live in around.everything.values() if live.token == arc.PLAN.token)
    of_plans = {check["healthCheckId"] for plan in plans for check in health_checks(plan)}
    if wanted in (None, UNKNOWN) or wanted in of_plans or around.named(arc.HEALTH_CHECK, wanted):
        return
    yield Fault("healthCheckId", f"NoSuchHealthCheck: {wanted}")


@fits(acm.CERTIFICATE_VALIDATION)
def _issued(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """The provider waits for a certificate to be issued, which it is where its records are found."""
    ours = {_name(one)[1] for one in _records(around)}
    for name in cast(list[str], inputs.get("validationRecordFqdns") or []):
        if UNKNOWN not in name and name.rstrip(".") not in ours:
            yield Fault("validationRecordFqdns", f"timeout while waiting for ISSUED: there is no record {name}")


def _records(around: Around) -> list[Inputs]:
    return [live.inputs for live in around.everything.values() if live.token == route53.RECORD.token]


def _name(record: Inputs) -> tuple[object, str]:
    return record.get("zoneId"), str(record.get("name")).rstrip(".").lower()


def _role(record: Inputs) -> str:
    return next((str(item["type"]) for item in listed(record, "failoverRoutingPolicies")), "")
