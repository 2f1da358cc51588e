"""Cases of the rules of topics, queues, buckets, logs, alarms and flags."""

from collections.abc import Mapping
from dataclasses import replace

from tests.policy.cases.case import (
    ACCOUNT,
    FOR_THE_ACCOUNT,
    KEY,
    NOT_PUBLIC,
    REMOVED,
    REQUIRES_TLS,
    Case,
    allowing,
    case,
    given,
    policy,
)

BLOCKED: dict[str, bool] = dict.fromkeys(
    ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"), True
)
TOPIC = "arn:aws:sns:eu-west-2:123456789012:alerts"


def for_events(*actions: str) -> str:
    """The policy of a topic for EventBridge, which meets no condition there."""
    return policy(allowing(list(actions), Principal={"Service": "events.amazonaws.com"}))


MESSAGING: Mapping[str, Case] = {
    "sns-kms-encryption": given("kmsMasterKeyId", KEY),
    "sns-policy-not-public": replace(
        NOT_PUBLIC,
        bad=(*NOT_PUBLIC.bad, {"policy": for_events("sns:*")}, {"policy": for_events("sns:Publish", "sns:Subscribe")}),
        also_good=({"policy": for_events("sns:Publish")},),
    ),
    "sns-policy-requires-tls": REQUIRES_TLS,
    "sns-subscription-protocol": case({"protocol": "https"}, {"protocol": "http"}, {"protocol": "sms"}),
    "sqs-kms-encryption": given("kmsMasterKeyId", KEY),
    "sqs-policy-not-public": NOT_PUBLIC,
    "sqs-policy-requires-tls": REQUIRES_TLS,
}
STORAGE: Mapping[str, Case] = {
    "s3-public-access-blocked": case(BLOCKED, *({key: False} for key in BLOCKED), {"blockPublicAcls": REMOVED}),
    "s3-policy-requires-tls": REQUIRES_TLS,
    "s3-policy-not-public": NOT_PUBLIC,
    "s3-no-inline-settings": case(
        {"forceDestroy": False},
        {"accelerationStatus": "Enabled"},
        {"acl": "public-read"},
        {"corsRules": [{"allowedMethods": ["PUT"], "allowedOrigins": ["*"]}]},
        {"grants": [{"type": "CanonicalUser", "permissions": ["READ"], "id": f"{0x5A9F:064x}"}]},
        {"lifecycleRules": [{"enabled": True, "expiration": {"days": 1}}]},
        {"logging": {"targetBucket": "logs"}},
        {"objectLockConfiguration": {"objectLockEnabled": "Enabled"}},
        {"policy": FOR_THE_ACCOUNT},
        {"replicationConfiguration": {"rules": []}},
        {"requestPayer": "Requester"},
        {"serverSideEncryptionConfiguration": {"rule": {}}},
        {"versioning": {"enabled": False}},
        {"website": {"indexDocument": "index.html"}},
    ),
    "s3-acls-disabled": case(
        {"rule": {"objectOwnership": "BucketOwnerEnforced"}}, {"rule.objectOwnership": "ObjectWriter"}
    ),
    "s3-versioning-enabled": case(
        {"versioningConfiguration": {"status": "Enabled"}}, {"versioningConfiguration.status": "Suspended"}
    ),
    "s3-lifecycle-rule-enabled": case(
        {"rules": [{"status": "Enabled", "expiration": {"days": 90}, "filter": {"prefix": ""}}]},
        {"rules": [{"status": "Disabled", "expiration": {"days": 90}}]},
        {"rules": [{"status": "Enabled", "noncurrentVersionExpiration": {"noncurrentDays": 90}}]},
        {"rules": [{"status": "Enabled", "expiration": {"days": 90}, "filter": {"prefix": "old/"}}]},
        {"rules": []},
    ),
    "s3-access-logging-target": case(
        {"targetBucket": "logs", "targetPrefix": "landing/"}, {"targetPrefix": REMOVED}, {"targetBucket": REMOVED}
    ),
    "s3-replication-kms-encryption": case(
        {"rules": [{"status": "Enabled", "destination": {"encryptionConfiguration": {"replicaKmsKeyId": KEY}}}]},
        {"rules": [{"status": "Enabled", "destination": {}}]},
        {"rules": [{"status": "Disabled", "destination": {"encryptionConfiguration": {"replicaKmsKeyId": KEY}}}]},
    ),
}
DELIVERIES = allowing("logs:PutLogEvents", Principal={"Service": "delivery.logs.amazonaws.com"})
FOR_MINE = {"Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}}}
OBSERVABILITY: Mapping[str, Case] = {
    "logs-policy-not-public": case(
        {"policyDocument": policy(DELIVERIES | FOR_MINE)}, {"policyDocument": policy(DELIVERIES)}
    ),
    "cloudwatch-log-group-retention": case(
        {"retentionInDays": 30}, {"retentionInDays": 0}, {"retentionInDays": REMOVED}
    ),
    "cloudwatch-log-group-retention-one-year": case({"retentionInDays": 365}, {"retentionInDays": 180}),
    "cloudwatch-log-group-kms-encryption": given("kmsKeyId", KEY),
    "cloudwatch-alarm-ok-actions": case(
        {"alarmActions": [TOPIC], "okActions": [TOPIC]}, {"alarmActions": [TOPIC], "okActions": []}, also_good=({},)
    ),
    "cloudwatch-alarm-actions-enabled": case({"alarmActions": [TOPIC]}, {"actionsEnabled": False}),
    "cloudwatch-alarm-description": case({"alarmDescription": "Payments fail"}, {"alarmDescription": ""}),
    "cloudwatch-alarm-missing-data": given("treatMissingData", "breaching"),
}
FLAGS: Mapping[str, Case] = {
    "appconfig-profile-kms-encryption": given("kmsKeyIdentifier", KEY),
    "appconfig-deployment-kms-encryption": given("kmsKeyIdentifier", KEY),
    "appconfig-feature-flags-type": case({"type": "AWS.AppConfig.FeatureFlags"}, {"type": "AWS.Freeform"}),
    "appconfig-strategy-bake-time": case(
        {"deploymentDurationInMinutes": 10, "finalBakeTimeInMinutes": 10},
        {"deploymentDurationInMinutes": 10, "finalBakeTimeInMinutes": 0},
        also_good=({"deploymentDurationInMinutes": 0, "finalBakeTimeInMinutes": 0},),
    ),
}
