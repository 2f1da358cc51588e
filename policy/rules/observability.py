"""Logs and alarms."""

from collections.abc import Iterator

from policy.checks.properties import at_least, customer_key, equals, given, when
from policy.checks.stacks import ALARM, stack_check
from policy.resources import Stack, Violation
from policy.rule import HIGH, LOW, MEDIUM, rule

LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
DEPLOYMENT_GROUP = "aws:codedeploy/deploymentGroup:DeploymentGroup"
COMPOSITE_ALARM = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
ALARMS = (ALARM, COMPOSITE_ALARM)


@stack_check("alarm_actions with the alerts topic, or a CompositeAlarm or a DeploymentGroup that heeds it")
def _notifies(stack: Stack) -> Iterator[Violation]:
    """An alarm notifies by itself, by a composite alarm that is made of it, or by the roll-out that it takes back."""
    for alarm in stack.of(*ALARMS):
        heeded = (
            stack.users(alarm, COMPOSITE_ALARM, "alarmRule"),
            stack.users(alarm, DEPLOYMENT_GROUP, "alarmConfiguration"),
        )
        if not alarm.properties.get("alarmActions") and not any(heeded):
            yield Violation(resource=alarm, text="it notifies nobody")


RULES = (
    rule(LOG_GROUP, "cloudwatch-log-group-retention", LOW, "CKV_AWS_66").needs(
        at_least("retentionInDays", 1), "without it logs are kept, and paid for, for ever"
    ),
    rule(LOG_GROUP, "cloudwatch-log-group-retention-one-year", MEDIUM, "Security Hub CloudWatch.16, CKV_AWS_338").needs(
        at_least("retentionInDays", 365)
    ),
    rule(LOG_GROUP, "cloudwatch-log-group-kms-encryption", MEDIUM, "CKV_AWS_158").needs(customer_key("kmsKeyId")),
    rule(ALARMS, "cloudwatch-alarm-actions", HIGH, "Security Hub CloudWatch.15").needs(_notifies),
    rule(ALARMS, "cloudwatch-alarm-ok-actions", LOW).needs(
        when(lambda values: "alarmActions" in values, given("okActions")), "the alerts topic is notified of the end too"
    ),
    rule(ALARMS, "cloudwatch-alarm-actions-enabled", HIGH, "Security Hub CloudWatch.17, CKV_AWS_319").needs(
        equals("actionsEnabled", True, None)
    ),
    rule(ALARMS, "cloudwatch-alarm-description", LOW).needs(
        given("alarmDescription"), "what is wrong and where to look"
    ),
    rule(ALARM, "cloudwatch-alarm-missing-data", MEDIUM).needs(
        equals("treatMissingData", "notBreaching", "breaching", "ignore"),
        '"breaching" where missing data is a bad sign, "ignore" where the last data says how it still is',
    ),
)
