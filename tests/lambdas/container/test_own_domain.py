"""A domain of one's own for a container, on clients held to AWS's own description of its APIs."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lambdas.container.own_domain import NoWayInError, OwnDomain
from tests.support.aws import expecting, stubbed

DOMAIN, MADE_UP = "payments.example.com", "ecs-1234.ecs.eu-west-2.on.aws"
CERTIFICATE = "arn:aws:acm:eu-west-2:123456789012:certificate/b5ed4c14-45fb-5bae-8de6-4ea134b47302"
SERVICE = "arn:aws:ecs:eu-west-2:123456789012:service/container/container-prod"
LISTENER = "arn:aws:elasticloadbalancing:eu-west-2:123456789012:listener/app/express/1/2"
RULE = "arn:aws:elasticloadbalancing:eu-west-2:123456789012:listener-rule/app/express/1/2/3"
START = datetime(2026, 11, 1, tzinfo=UTC)
Answer = dict[str, Any]
HEADER = {"Field": "http-header", "HttpHeaderConfig": {"HttpHeaderName": "x-a", "Values": ["b"]}}


def revision(number: int) -> str:
    return f"arn:aws:ecs:eu-west-2:123456789012:service-revision/container/container-prod/{number}"


def version(number: int) -> Answer:
    return {"serviceRevisionArn": revision(number), "createdAt": START + timedelta(days=number)}


def run(versions: list[Answer], paths: list[Answer], *rules: Answer, change: Any = None) -> None:
    """Gives the domain to a service of some versions, whose newest has some ways in; `change` is what its rule gets."""
    (ecs, of_ecs), (balancing, of_balancing) = stubbed("ecs"), stubbed("elbv2")
    of_ecs.add_response(
        "describe_express_gateway_service", {"service": {"activeConfigurations": versions}}, {"serviceArn": SERVICE}
    )
    if versions:
        of_ecs.add_response(
            "describe_service_revisions",
            {"serviceRevisions": [{"ecsManagedResources": {"ingressPaths": paths}}]},
            {"serviceRevisionArns": [revision(len(versions))]},
        )
    if rules:
        of_balancing.add_response(
            "add_listener_certificates",
            {},
            {"ListenerArn": LISTENER, "Certificates": [{"CertificateArn": CERTIFICATE}]},
        )
        of_balancing.add_response("describe_rules", {"Rules": [{"Conditions": list(rules)}]}, {"RuleArns": [RULE]})
    if change:
        of_balancing.add_response("modify_rule", {}, {"RuleArn": RULE, "Conditions": change})
    with expecting(of_ecs, of_balancing):
        OwnDomain(domain=DOMAIN, certificate_arn=CERTIFICATE, ecs=ecs, balancing=balancing).give_to(SERVICE)


def path(**parts: Any) -> Answer:
    made: Answer = {name: {"arn": arn, "status": "ACTIVE", "updatedAt": START} for name, arn in parts.items() if arn}
    return {"accessType": "PRIVATE", "endpoint": MADE_UP, **made}


READY = [path(listener=LISTENER, rule=RULE)]


def test_the_newest_versions_rule_answers_to_the_domain_and_still_to_its_own() -> None:
    hosts = {"Field": "host-header", "Values": [MADE_UP], "HostHeaderConfig": {"Values": [MADE_UP]}}
    both = {"Field": "host-header", "HostHeaderConfig": {"Values": [MADE_UP, DOMAIN]}}
    run([version(2), version(1)], READY, hosts, {**HEADER, "Values": ["b"]}, change=[both, HEADER])


def test_a_rule_in_the_older_form_is_understood() -> None:
    hosts = {"Field": "host-header", "Values": [MADE_UP]}
    path_rule = {"Field": "path-pattern", "Values": ["/*"]}
    both = {"Field": "host-header", "HostHeaderConfig": {"Values": [MADE_UP, DOMAIN]}}
    run([version(1)], READY, hosts, path_rule, change=[both, path_rule])


def test_a_second_run_changes_no_rule() -> None:
    run([version(1)], READY, {"Field": "host-header", "HostHeaderConfig": {"Values": [MADE_UP, DOMAIN]}})


@pytest.mark.parametrize("paths", [[], [path(listener=LISTENER)], [path(rule=RULE)]])
def test_a_service_that_has_no_way_in_yet_ends_the_run(paths: list[Answer]) -> None:
    with pytest.raises(NoWayInError, match="no listener with a rule"):
        run([version(1)], paths)


def test_a_service_without_a_version_ends_the_run() -> None:
    with pytest.raises(NoWayInError, match="no version that is active"):
        run([], [])
