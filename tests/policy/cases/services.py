"""Cases of the rules of topics, queues, buckets, logs, alarms and flags."""

from collections.abc import Mapping

from tests.policy.cases.case import (
    FOR_THE_ACCOUNT,
    KEY,
    MINE,
    REMOVED,
    TO_ANYONE,
    Case,
    allowing,
    case,
    policy,
)

PLAINTEXT = policy(allowing("*", Principal="*", Condition=MINE))
BLOCKED: dict[str, bool] = dict.fromkeys(
    ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"), True
)
TOPIC = "arn:aws:sns:eu-west-2:123456789012:alerts"


def _encrypted(**default: str) -> dict[str, object]:
    return {"rules": [{"applyServerSideEncryptionByDefault": default}]}


MESSAGING: Mapping[str, Case] = {
    "topic-has-its-own-key": case({"kmsMasterKeyId": KEY}, {"kmsMasterKeyId": REMOVED}),
    "topic-is-not-for-anyone": case({"policy": FOR_THE_ACCOUNT}, *TO_ANYONE),
    "topic-refuses-plaintext": case({"policy": FOR_THE_ACCOUNT}, {"policy": PLAINTEXT}),
    "subscription-is-encrypted": case({"protocol": "https"}, {"protocol": "http"}, {"protocol": "sms"}),
    "queue-has-its-own-key": case({"kmsMasterKeyId": KEY}, {"kmsMasterKeyId": REMOVED}),
    "queue-is-not-for-anyone": case({"policy": FOR_THE_ACCOUNT}, *TO_ANYONE),
    "queue-refuses-plaintext": case({"policy": FOR_THE_ACCOUNT}, {"policy": PLAINTEXT}),
}
STORAGE: Mapping[str, Case] = {
    "bucket-blocks-public-access": case(BLOCKED, *({key: False} for key in BLOCKED), {"blockPublicAcls": REMOVED}),
    "bucket-refuses-plaintext": case({"policy": FOR_THE_ACCOUNT}, {"policy": PLAINTEXT}),
    "bucket-is-not-for-anyone": case({"policy": FOR_THE_ACCOUNT}, *TO_ANYONE),
    "bucket-has-no-access-lists": case(
        {"rule": {"objectOwnership": "BucketOwnerEnforced"}}, {"rule.objectOwnership": "ObjectWriter"}
    ),
    "bucket-keeps-versions": case(
        {"versioningConfiguration": {"status": "Enabled"}}, {"versioningConfiguration.status": "Suspended"}
    ),
    "bucket-is-encrypted": case(
        _encrypted(sseAlgorithm="aws:kms", kmsMasterKeyId=KEY),
        _encrypted(sseAlgorithm="aws:kms"),
        _encrypted(),
        {"rules": []},
        also_good=(_encrypted(sseAlgorithm="AES256"),),
    ),
    "bucket-forgets": case({"rules": [{"status": "Enabled"}]}, {"rules": [{"status": "Disabled"}]}, {"rules": []}),
    "bucket-logs-access": case({"targetBucket": "logs", "targetPrefix": "landing/"}, {"targetPrefix": REMOVED}),
    "bucket-copies-are-encrypted": case(
        {"rules": [{"status": "Enabled", "destination": {"encryptionConfiguration": {"replicaKmsKeyId": KEY}}}]},
        {"rules": [{"status": "Enabled", "destination": {}}]},
        {"rules": [{"status": "Disabled", "destination": {"encryptionConfiguration": {"replicaKmsKeyId": KEY}}}]},
    ),
}
OBSERVABILITY: Mapping[str, Case] = {
    "log-ends": case({"retentionInDays": 30}, {"retentionInDays": 0}, {"retentionInDays": REMOVED}),
    "log-is-kept-for-a-year": case({"retentionInDays": 365}, {"retentionInDays": 180}),
    "log-has-its-own-key": case({"kmsKeyId": KEY}, {"kmsKeyId": REMOVED}),
    "alarm-says-when-it-is-over": case(
        {"alarmActions": [TOPIC], "okActions": [TOPIC]}, {"alarmActions": [TOPIC], "okActions": []}, also_good=({},)
    ),
    "alarm-is-switched-on": case({"alarmActions": [TOPIC]}, {"actionsEnabled": False}),
    "alarm-says-what-is-wrong": case({"alarmDescription": "Payments fail"}, {"alarmDescription": ""}),
    "alarm-decides-what-silence-means": case({"treatMissingData": "breaching"}, {"treatMissingData": REMOVED}),
}
FLAGS: Mapping[str, Case] = {
    "flags-have-their-own-key": case({"kmsKeyIdentifier": KEY}, {"kmsKeyIdentifier": REMOVED}),
    "flags-are-deployed-encrypted": case({"kmsKeyIdentifier": KEY}, {"kmsKeyIdentifier": REMOVED}),
    "flags-are-flags": case({"type": "AWS.AppConfig.FeatureFlags"}, {"type": "AWS.Freeform"}),
    "flags-can-still-be-taken-back": case(
        {"deploymentDurationInMinutes": 10, "finalBakeTimeInMinutes": 10},
        {"deploymentDurationInMinutes": 10, "finalBakeTimeInMinutes": 0},
        also_good=({"deploymentDurationInMinutes": 0, "finalBakeTimeInMinutes": 0},),
    ),
}
