"""Records beside each other, their health checks, and certificates that records prove."""

from typing import Any

import pytest

from catalog import acm, arc, route53
from simulated_aws.account import Account
from simulated_aws.modelling import AwsError
from simulated_aws.switching import health_checks
from tests.support.roles import able_role

ZONE, NAME = "Z0123456789ABCDEFGHIJ", "payments.example.com"
FIRST, SECOND = "eu-west-2", "eu-west-1"
SIMPLE = {"zoneId": ZONE, "name": NAME, "type": "A", "ttl": 60, "records": ["192.0.2.1"]}


@pytest.fixture
def account() -> Account:
    return Account()


def put(account: Account, region: str = FIRST, **inputs: Any) -> str:
    made = {key: value for key, value in {**SIMPLE, **inputs}.items() if value is not None}
    return account.plant(route53.RECORD.token, f"record-{len(account.live())}", made, region)


def turning(region: str, role: str, **inputs: Any) -> dict[str, Any]:
    return {"setIdentifier": region, "failoverRoutingPolicies": [{"type": role}], **inputs}


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({"setIdentifier": FIRST}, "a set identifier and a routing policy need each other"),
        ({"failoverRoutingPolicies": [{"type": "PRIMARY"}]}, "a set identifier and a routing policy need each other"),
        (turning(FIRST, "PRIMARY", weightedRoutingPolicies=[{"weight": 1}]), "one routing policy, not"),
        ({"records": None}, "either records or an alias"),
        ({"ttl": None}, "records have a time to live"),
        ({"type": "CNAME", "records": ["a.example.com", "b.example.com"]}, "a CNAME has one value"),
        ({"type": "TXT", "records": ["x" * 256]}, "CharacterStringTooLong"),
    ],
)
def test_a_record_that_contradicts_itself_is_refused(account: Account, inputs: dict[str, Any], reason: str) -> None:
    given = {key: value for key, value in {**SIMPLE, **inputs}.items() if value is not None}
    found = account.faults(route53.RECORD.token, given)
    assert [fault for fault in found if reason in fault.reason]
    assert not account.faults(route53.RECORD.token, SIMPLE)


def test_two_regions_records_of_one_name_are_told_apart_and_have_a_role_each(account: Account) -> None:
    put(account, FIRST, **turning(FIRST, "PRIMARY"))
    with pytest.raises(AwsError, match="there is a PRIMARY record of that name"):
        put(account, SECOND, **turning(SECOND, "PRIMARY"))
    with pytest.raises(AwsError, match="a record that already exists"):
        put(account, SECOND, **turning(FIRST, "SECONDARY"))
    with pytest.raises(AwsError, match="simple records and others"):
        put(account, SECOND)
    put(account, SECOND, **turning(SECOND, "SECONDARY", name=f"{NAME}."))


def test_a_cname_has_its_name_for_itself(account: Account) -> None:
    put(account)
    with pytest.raises(AwsError, match="a CNAME and A of one name conflict"):
        put(account, type="CNAME", records=["a.example.com"])
    put(account, type="TXT", records=["text"])


def test_a_health_check_exists_by_itself_or_by_a_plan(account: Account) -> None:
    with pytest.raises(AwsError, match="NoSuchHealthCheck: 9b04f7e0"):
        put(account, **turning(FIRST, "PRIMARY", healthCheckId="9b04f7e0-95ac-5892-8f7b-214bb2c864b5"))
    record_sets = [{"region": region, "recordSetIdentifier": region} for region in (FIRST, SECOND)]
    config = {"hostedZoneId": ZONE, "recordName": NAME, "recordSets": record_sets}
    step = {"name": "turn", "executionBlockType": "Route53HealthCheck", "route53HealthCheckConfigs": [config]}
    plan = account.plant(
        arc.PLAN.token,
        "plan",
        {
            "name": "plan",
            "executionRole": able_role(account, "switch"),
            "recoveryApproach": "activePassive",
            "regions": [FIRST, SECOND],
            "primaryRegion": FIRST,
            "workflows": [{"workflowTargetAction": "activate", "steps": [step]}],
        },
    )
    checks = {check["region"]: check for check in health_checks(account.live()[plan])}
    assert {region: check["status"] for region, check in checks.items()} == {FIRST: "healthy", SECOND: "unhealthy"}
    lookup = "aws:arcregionswitch/getRoute53HealthChecks:getRoute53HealthChecks"
    assert account.invoke(lookup, {"planArn": plan}, SECOND)["healthChecks"] == list(checks.values())
    for region, role in ((FIRST, "PRIMARY"), (SECOND, "SECONDARY")):
        put(account, region, **turning(region, role, healthCheckId=checks[region]["healthCheckId"]))
    with pytest.raises(AwsError, match="ResourceNotFoundException"):
        account.invoke(lookup, {"planArn": f"{plan}0"}, SECOND)


def test_a_certificate_is_issued_by_its_record_wherever_that_was_made(account: Account) -> None:
    made = [
        account.plant(acm.CERTIFICATE.token, "certificate", {"domainName": NAME, "validationMethod": "DNS"}, region)
        for region in (FIRST, SECOND)
    ]
    (proof,), (other,) = (account.live()[one].outputs["domainValidationOptions"] for one in made)
    assert proof == other
    validation = {"certificateArn": made[0], "validationRecordFqdns": [proof["resourceRecordName"]]}
    with pytest.raises(AwsError, match="timeout while waiting for ISSUED"):
        account.plant(acm.CERTIFICATE_VALIDATION.token, "issued", validation, FIRST)
    record = {"name": proof["resourceRecordName"], "type": "CNAME", "records": [proof["resourceRecordValue"]]}
    put(account, SECOND, **record)
    account.plant(acm.CERTIFICATE_VALIDATION.token, "issued", validation, FIRST)
