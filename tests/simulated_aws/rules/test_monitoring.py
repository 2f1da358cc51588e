"""A composite alarm is about alarms that exist, whichever way its rule names them."""

import pytest

from catalog import cloudwatch
from simulated_aws.account import Account
from simulated_aws.modelling import AwsError

ALARM = {
    "comparisonOperator": "GreaterThanThreshold",
    "evaluationPeriods": 1,
    "metricName": "Own",
    "namespace": "Payments",
    "period": 60,
    "statistic": "Sum",
    "threshold": 1,
}


@pytest.fixture
def account() -> Account:
    made = Account()
    for name in ("one", "two", "three"):
        made.plant(cloudwatch.METRIC_ALARM.token, name, ALARM | {"name": name})
    return made


@pytest.mark.parametrize(
    "rule", ['ALARM("one") OR ALARM("two")', "ALARM(one) AND NOT OK(two)", "AT_LEAST(2, ALARM, (one, two, three))"]
)
def test_a_rule_names_alarms_that_exist(account: Account, rule: str) -> None:
    account.plant(cloudwatch.COMPOSITE_ALARM.token, "all", {"alarmName": "all", "alarmRule": rule})
    gone = rule.replace("two", "gone")
    with pytest.raises(AwsError, match="alarmRule: ValidationError: gone does not exist"):
        account.plant(cloudwatch.COMPOSITE_ALARM.token, "other", {"alarmName": "other", "alarmRule": gone})
