"""Logs and alarms."""

from policy.checks import at_least, equals, given, when
from policy.rule import Rule

LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm"

RULES = (
    Rule(
        name="log-ends",
        controls=("CKV_AWS_66",),
        severity="low",
        types=(LOG_GROUP,),
        check=at_least("retentionInDays", 1),
        message="retention_in_days: without, a log is kept and paid for ever",
    ),
    Rule(
        name="log-is-kept-for-a-year",
        controls=("Security Hub CloudWatch.16", "CKV_AWS_338"),
        severity="medium",
        types=(LOG_GROUP,),
        check=at_least("retentionInDays", 365),
        message="retention_in_days of 365 or more",
    ),
    Rule(
        name="log-has-its-own-key",
        controls=("CKV_AWS_158",),
        severity="medium",
        types=(LOG_GROUP,),
        check=given("kmsKeyId"),
        message="kms_key_id of a key of the account",
    ),
    Rule(
        name="alarm-says-when-it-is-over",
        controls=("own",),
        severity="low",
        types=(ALARM, COMPOSITE),
        check=when(lambda values: "alarmActions" in values, given("okActions")),
        message="ok_actions with the alerts topic",
    ),
    Rule(
        name="alarm-is-switched-on",
        controls=("Security Hub CloudWatch.17", "CKV_AWS_319"),
        severity="high",
        types=(ALARM, COMPOSITE),
        check=equals("actionsEnabled", None, True),
        message="leave actions_enabled out",
    ),
    Rule(
        name="alarm-says-what-is-wrong",
        controls=("own",),
        severity="low",
        types=(ALARM, COMPOSITE),
        check=given("alarmDescription"),
        message="alarm_description: what is wrong and where to look",
    ),
    Rule(
        name="alarm-decides-what-silence-means",
        controls=("own",),
        severity="medium",
        types=(ALARM,),
        check=equals("treatMissingData", "breaching", "notBreaching"),
        message='treat_missing_data="notBreaching", or "breaching" where silence is bad news',
    ),
)
