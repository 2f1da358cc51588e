"""What AWS still does after it has answered: deployments of feature flags."""

from typing import Any

import pytest

from catalog import appconfig, cloudwatch
from simulated_aws.account import Account
from simulated_aws.kinds.running import ALARM_MINUTES
from simulated_aws.modelling import AwsError
from tests.support.roles import able_role

DEPLOYMENT, ENVIRONMENT = appconfig.DEPLOYMENT.token, appconfig.ENVIRONMENT.token
BUSY = "environmentId: ConflictException: a deployment to the environment is in progress, for"


@pytest.fixture
def account() -> Account:
    return Account()


def alarm(account: Account) -> str:
    inputs = {
        "name": "errors",
        "namespace": "AWS/Lambda",
        "metricName": "Errors",
        "comparisonOperator": "GreaterThanThreshold",
        "evaluationPeriods": 1,
        "period": 60,
        "statistic": "Sum",
        "threshold": 1,
    }
    key = account.plant(cloudwatch.METRIC_ALARM.token, "errors", inputs)
    return account.live()[key].outputs["arn"]


def deployment(
    account: Account, minutes: int, bake: int = 0, alarm_arn: str = "", name: str = "a"
) -> tuple[str, dict[str, Any]]:
    """An environment, and what a deployment to it takes."""
    application = account.plant(appconfig.APPLICATION.token, name, {"name": name})
    monitors = [{"alarmArn": alarm_arn, "alarmRoleArn": able_role(account, "r")}] if alarm_arn else None
    environment = account.plant(ENVIRONMENT, name, {"name": name, "applicationId": application, "monitors": monitors})
    pace = {"deploymentDurationInMinutes": minutes, "finalBakeTimeInMinutes": bake, "growthFactor": 100}
    strategy = account.plant(appconfig.DEPLOYMENT_STRATEGY.token, name, pace | {"name": name, "replicateTo": "NONE"})
    return environment, {
        "applicationId": application,
        "environmentId": account.live()[environment].outputs["environmentId"],
        "configurationProfileId": "aaaaaaa",
        "configurationVersion": "1",
        "deploymentStrategyId": strategy,
    }


@pytest.mark.parametrize("change", [{"configurationProfileId": "bbbbbbb"}, {"configurationVersion": "2"}])
def test_an_environment_has_one_deployment_at_a_time(account: Account, change: dict[str, str]) -> None:
    _, first = deployment(account, minutes=10, bake=10)
    account.plant(DEPLOYMENT, "d", first)
    account.let_pass(15)
    with pytest.raises(AwsError, match=f"{BUSY} 5 more minutes"):
        account.plant(DEPLOYMENT, "d", first | change)
    account.let_pass(5)
    account.plant(DEPLOYMENT, "d", first | change)


def test_another_environment_is_not_busy(account: Account) -> None:
    for name in "ab":
        account.plant(DEPLOYMENT, name, deployment(account, minutes=10, name=name)[1])


def test_a_deployment_that_takes_no_time_is_followed_by_another(account: Account) -> None:
    environment, first = deployment(account, minutes=0)
    second = first | {"configurationProfileId": "bbbbbbb"}
    for key in [account.plant(DEPLOYMENT, "d", inputs) for inputs in (first, second)]:
        account.delete(key)
    account.delete(environment)


def test_an_environment_stays_while_a_deployment_runs_that_the_engine_deleted(account: Account) -> None:
    environment, first = deployment(account, minutes=10, bake=10)
    account.delete(account.plant(DEPLOYMENT, "d", first))
    with pytest.raises(AwsError, match=f"{BUSY} 20 more minutes"):
        account.delete(environment)
    account.let_pass(20)
    account.delete(environment)


def test_a_new_alarm_rolls_a_deployment_back(account: Account) -> None:
    new = alarm(account)
    _, first = deployment(account, minutes=10, alarm_arn=new)
    account.plant(DEPLOYMENT, "d", first)
    assert account.rolled_back() == [("d", f"ROLLED_BACK: in INSUFFICIENT_DATA is {new}")]


@pytest.mark.parametrize(("minutes", "age"), [(10, ALARM_MINUTES), (0, 0)])
def test_an_older_alarm_and_a_deployment_of_no_time_change_nothing(account: Account, minutes: int, age: int) -> None:
    _, first = deployment(account, minutes=minutes, alarm_arn=alarm(account))
    account.let_pass(age)
    account.plant(DEPLOYMENT, "d", first)
    assert account.rolled_back() == []
