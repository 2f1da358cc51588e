"""The start of a roll-out, against botocore's own model of CodeDeploy and Lambda."""

import hashlib
import json
from collections.abc import Iterator

import pytest

from lambdas.release.rollout import UNFINISHED, StillRollingOutError, release
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

    def alias_points_to(self, version: str) -> None:
        self.aliases.add_response(
            "get_alias",
            {"FunctionVersion": version},
            {"FunctionName": EVENT["function"], "Name": EVENT["alias"]},
        )

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
        return release(self.codedeploy, self.functions, EVENT)


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
    assert account.release() == {"deployment": "d-new"}


def test_a_roll_out_whose_answer_was_lost_is_not_started_again(account: Account) -> None:
    account.alias_points_to("3")
    account.unfinished("version 4")
    assert account.release() == {"deployment": "d-0"}


def test_another_versions_roll_out_is_left_to_complete(account: Account) -> None:
    account.alias_points_to("2")
    account.unfinished("version 3")
    with pytest.raises(StillRollingOutError, match=r"d-0 still rolls out version 3 of payment-processor-dev; run"):
        account.release()
