"""The start of a roll-out, against botocore's own model of CodeDeploy and Lambda."""

import hashlib
import json
from collections.abc import Iterator

import pytest
from botocore.stub import ANY

from lambdas.release.rollout import (
    PAUSE_SECONDS,
    START_SECONDS,
    UNFINISHED,
    NotStartedError,
    StillRollingOutError,
    release,
)
from tests.support.aws import expecting, stubbed

EVENT = {
    "application": "payments-rollout-dev",
    "group": "payment-processor-dev",
    "function": "payment-processor-dev",
    "alias": "live",
    "version": "4",
}
GROUP = {"applicationName": EVENT["application"], "deploymentGroupName": EVENT["group"]}


class Account:
    """CodeDeploy and Lambda, which expect the calls that a test announces and no others."""

    def __init__(self) -> None:
        self.codedeploy, self.deployments = stubbed("codedeploy")
        self.functions, self.aliases = stubbed("lambda")
        self.seconds = 0.0

    def alias_points_to(self, version: str, **shares: float) -> None:
        routing = {"RoutingConfig": {"AdditionalVersionWeights": shares}} if shares else {}
        self.aliases.add_response(
            "get_alias",
            {"FunctionVersion": version, **routing},
            {"FunctionName": EVENT["function"], "Name": EVENT["alias"]},
        )

    def deployment_is(self, status: str, identifier: str = "d-new", **error: str) -> None:
        information = {"errorInformation": error} if error else {}
        self.deployments.add_response(
            "get_deployment", {"deploymentInfo": {"status": status, **information}}, {"deploymentId": identifier}
        )

    def starts(self) -> None:
        """A deployment is created, of whatever is asked for."""
        anything = {"description": ANY, "revision": ANY}
        self.deployments.add_response("create_deployment", {"deploymentId": "d-new"}, {**GROUP, **anything})

    def unfinished(self, *labels: str) -> None:
        identifiers = [f"d-{number}" for number, _ in enumerate(labels)]
        self.deployments.add_response(
            "list_deployments", {"deployments": identifiers}, {**GROUP, "includeOnlyStatuses": UNFINISHED}
        )
        if labels:
            self.deployments.add_response(
                "get_deployment", {"deploymentInfo": {"description": labels[0]}}, {"deploymentId": "d-0"}
            )

    def release(self) -> dict[str, str]:
        def pause(seconds: float) -> None:
            self.seconds += seconds

        return release(self.codedeploy, self.functions, EVENT, clock=lambda: self.seconds, pause=pause)


@pytest.fixture
def account() -> Iterator[Account]:
    account = Account()
    with expecting(account.deployments, account.aliases):
        yield account


def test_nothing_is_rolled_out_where_the_alias_points_to_the_version_already(account: Account) -> None:
    account.alias_points_to("4")
    assert account.release() == {"deployment": ""}


def test_a_new_version_is_rolled_out_from_the_current_one(account: Account) -> None:
    content = json.dumps(
        {
            "version": 0.0,
            "Resources": [
                {
                    "payment-processor-dev": {
                        "Type": "AWS::Lambda::Function",
                        "Properties": {
                            "Name": "payment-processor-dev",
                            "Alias": "live",
                            "CurrentVersion": "2",
                            "TargetVersion": "4",
                        },
                    }
                }
            ],
        }
    )
    account.alias_points_to("2")
    account.unfinished()
    specification = {"content": content, "sha256": hashlib.sha256(content.encode()).hexdigest()}
    account.deployments.add_response(
        "create_deployment",
        {"deploymentId": "d-new"},
        {
            **GROUP,
            "description": "version 4",
            "revision": {"revisionType": "AppSpecContent", "appSpecContent": specification},
        },
    )
    account.alias_points_to("2", **{"4": 0.1})
    assert account.release() == {"deployment": "d-new"}


def test_a_roll_out_whose_answer_was_lost_is_not_started_again(account: Account) -> None:
    account.alias_points_to("3")
    account.unfinished("version 4")
    account.alias_points_to("3", **{"4": 0.2})
    assert account.release() == {"deployment": "d-0"}


def test_another_versions_roll_out_is_left_to_complete(account: Account) -> None:
    account.alias_points_to("2")
    account.unfinished("version 3")
    with pytest.raises(StillRollingOutError, match=r"d-0 still rolls out version 3 of payment-processor-dev; run"):
        account.release()


def test_the_answer_waits_until_traffic_is_shifted(account: Account) -> None:
    account.alias_points_to("2")
    account.unfinished()
    account.starts()
    for status in ("Created", "InProgress"):
        account.alias_points_to("2")
        account.deployment_is(status)
    account.alias_points_to("2", **{"4": 0.1})
    assert account.release() == {"deployment": "d-new"}
    assert 0 < account.seconds < START_SECONDS


def test_a_roll_out_of_everything_at_once_has_begun_when_it_is_over(account: Account) -> None:
    account.alias_points_to("2")
    account.unfinished()
    account.starts()
    account.alias_points_to("4")
    assert account.release() == {"deployment": "d-new"}


# As CodeDeploy writes it where an alarm of the group is on.
ALARMS = (
    "One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected "
    "deployments have been stopped. Activated alarms: <payments-success-rollout-5m-dev>"
)


def test_a_roll_out_that_an_alarm_ends_is_an_error_that_names_it_and_says_what_to_do(account: Account) -> None:
    account.alias_points_to("2")
    account.unfinished()
    account.starts()
    account.alias_points_to("2")
    account.deployment_is("Stopped", code="ALARM_ACTIVE", message=ALARMS)
    with pytest.raises(NotStartedError) as refusal:
        account.release()
    said = str(refusal.value)
    assert said.startswith(
        "version 4 of payment-processor-dev does not take over: CodeDeploy has ended deployment d-new"
    )
    assert "ALARM_ACTIVE" in said
    assert "<payments-success-rollout-5m-dev>" in said
    assert "Run `pulumi up` again once the alarms that it names are over" in said


def test_a_roll_out_that_fails_without_a_reason_is_an_error_too(account: Account) -> None:
    account.alias_points_to("2")
    account.unfinished("version 4")
    account.alias_points_to("2")
    account.deployment_is("Failed", "d-0")
    with pytest.raises(NotStartedError, match=r"d-0 \(Failed: it says no more\)"):
        account.release()


def test_a_roll_out_that_does_not_begin_is_an_error_before_the_function_has_to_end(account: Account) -> None:
    account.alias_points_to("2")
    account.unfinished()
    account.starts()
    for _ in range(START_SECONDS // PAUSE_SECONDS + 1):
        account.alias_points_to("2")
        account.deployment_is("Created")
    with pytest.raises(
        NotStartedError, match=f"d-new of version 4 of payment-processor-dev has shifted nothing within {START_SECONDS}"
    ):
        account.release()
    assert account.seconds == START_SECONDS
