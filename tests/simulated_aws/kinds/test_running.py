"""What AWS still does after it has answered: deployments of feature flags, and the first state of alarms."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from catalog import appconfig, cloudwatch, lambda_
from simulated_aws.account import Account
from simulated_aws.kinds.running import ALARM_MINUTES
from simulated_aws.modelling import AwsError
from tests.support.roles import able_role, writing_role

MakeRole = Callable[[Account, str], str]
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


def invoke(account: Account, told: object, make_role: MakeRole = able_role, **changes: Any) -> None:
    """Invokes a function, to which something is told."""
    role = make_role(account, "asking")
    code = {"handler": "f.f", "runtime": "python3.14", "packageType": "Zip", "code": "f.zip"}
    account.plant(lambda_.FUNCTION.token, "f", {"name": "f", "role": role, "timeout": 600, **code, **changes})
    account.plant(lambda_.INVOCATION.token, "i", {"functionName": "f", "input": json.dumps(told)})


@pytest.mark.parametrize("by", ["name", "arn"])
def test_a_function_that_asks_for_alarms_returns_once_they_have_a_state(account: Account, by: str) -> None:
    new = alarm(account)
    invoke(account, {"any": ["errors" if by == "name" else new]})
    _, first = deployment(account, minutes=10, alarm_arn=new)
    account.plant(DEPLOYMENT, "d", first)
    assert account.rolled_back() == []


@pytest.mark.parametrize(
    ("told", "make_role"), [({"any": ["other"]}, able_role), ({}, able_role), ({"any": ["errors"]}, writing_role)]
)
def test_a_function_that_does_not_or_may_not_ask_waits_for_nothing(
    account: Account, told: object, make_role: MakeRole
) -> None:
    new = alarm(account)
    invoke(account, told, make_role)
    _, first = deployment(account, minutes=10, alarm_arn=new)
    account.plant(DEPLOYMENT, "d", first)
    assert len(account.rolled_back()) == 1


def test_lambda_ends_a_function_that_waits_for_too_long(account: Account) -> None:
    alarm(account)
    with pytest.raises(AwsError, match="Task timed out, 4 minutes before what it waits for"):
        invoke(account, {"any": ["errors"]}, timeout=60)
