"""Cases of the functions' and the containers' rules."""

from collections.abc import Mapping

from tests.policy.cases.case import KEY, REMOVED, Case, case

RULE = "arn:aws:events:eu-west-2:123456789012:rule/daily"
SECRET = "arn:aws:secretsmanager:eu-west-2:123456789012:secret:database"  # noqa: S105 (a name, no value)
ZONES = ["subnet-1", "subnet-2"]
NETWORK = {"vpcConfig": {"subnetIds": ZONES, "securityGroupIds": ["sg-1"]}}
DIGEST = f"123456789012.dkr.ecr.eu-west-2.amazonaws.com/intake:1@sha256:{'0' * 64}"
ROLLBACK = {
    "autoRollbackConfiguration": {"enabled": True, "events": ["DEPLOYMENT_STOP_ON_ALARM"]},
    "alarmConfiguration": {"enabled": True, "alarms": ["errors"]},
}
VARIABLES = "sourceConfiguration.imageRepository.imageConfiguration.runtimeEnvironmentVariables"

FUNCTIONS: Mapping[str, Case] = {
    "function-names-who-invokes-it": case(
        {"principal": "events.amazonaws.com", "sourceArn": RULE},
        {"sourceArn": REMOVED, "sourceAccount": REMOVED},
        {"principal": "*"},
        also_good=({"principal": "secretsmanager.amazonaws.com", "sourceAccount": "123456789012"},),
    ),
    "function-has-a-supported-runtime": case(
        {"runtime": "python3.14"}, {"runtime": "python3.9"}, {"runtime": "nodejs18.x"}, {"runtime": REMOVED}
    ),
    "function-stands-in-the-network": case(NETWORK, {"vpcConfig": REMOVED}, {"vpcConfig.securityGroupIds": []}),
    "function-stands-in-two-zones": case(NETWORK, {"vpcConfig.subnetIds": ["subnet-1"]}),
    "function-has-its-own-concurrency": case(
        {"reservedConcurrentExecutions": 50},
        {"reservedConcurrentExecutions": -1},
        {"reservedConcurrentExecutions": REMOVED},
    ),
    "function-encrypts-its-environment": case({"kmsKeyArn": KEY}, {"kmsKeyArn": REMOVED}),
    "function-is-traced": case(
        {"tracingConfig": {"mode": "Active"}}, {"tracingConfig.mode": "PassThrough"}, {"tracingConfig": REMOVED}
    ),
    "function-runs-signed-code": case(
        {"codeSigningConfigArn": "arn:aws:lambda:eu-west-2:123456789012:code-signing-config:csc-1"},
        {"codeSigningConfigArn": REMOVED},
    ),
    "function-holds-no-secrets": case(
        {"environment": {"variables": {"APPLICATION_SECRET_ARN": SECRET, "PASSWORD_LENGTH": "32", "TOKEN": SECRET}}},
        {"environment": {"variables": {"DATABASE_PASSWORD": "swordfish"}}},
        {"environment": {"variables": {"api_key": "0123"}}},
        {"environment": {"variables": {"IDENTITY": "AKIAIOSFODNN7EXAMPLE"}}},
        also_good=({},),
    ),
    "function-logs-to-its-own-group": case(
        {"loggingConfig": {"logFormat": "JSON", "logGroup": "/payments/processor"}},
        {"loggingConfig.logGroup": REMOVED},
        {"loggingConfig.logFormat": "Text"},
    ),
    "function-releases-its-groups": case(
        {**NETWORK, "replaceSecurityGroupsOnDestroy": True},
        {**NETWORK, "replaceSecurityGroupsOnDestroy": REMOVED},
        also_good=({},),
    ),
    "function-does-not-call-itself": case({"recursiveLoop": "Terminate"}, {"recursiveLoop": "Allow"}),
    "event-source-keeps-what-failed": case(
        {"functionResponseTypes": ["ReportBatchItemFailures"]}, {"functionResponseTypes": REMOVED}
    ),
    "failed-events-are-kept": case(
        {"destinationConfig": {"onFailure": {"destination": "arn:aws:sqs:eu-west-2:123456789012:dead-letters"}}},
        {"destinationConfig": {}},
    ),
    "rollout-takes-itself-back": case(
        ROLLBACK,
        {"autoRollbackConfiguration.enabled": False},
        {"autoRollbackConfiguration.events": ["DEPLOYMENT_FAILURE"]},
        {"alarmConfiguration.enabled": False},
        {"alarmConfiguration.alarms": []},
    ),
}
CONTAINERS: Mapping[str, Case] = {
    "cluster-has-insights": case(
        {"settings": [{"name": "containerInsights", "value": "enabled"}]},
        {"settings": [{"name": "containerInsights", "value": "disabled"}]},
        {"settings": REMOVED},
    ),
    "container-stands-in-two-zones": case(
        {"networkConfigurations": [{"subnets": ZONES, "securityGroups": ["sg-1"]}]},
        {"networkConfigurations": [{"subnets": ZONES[:1], "securityGroups": ["sg-1"]}]},
        {"networkConfigurations": [{"subnets": ZONES, "securityGroups": []}]},
        {"networkConfigurations": REMOVED},
    ),
    "container-is-named-by-digest": case(
        {"primaryContainer": {"image": DIGEST}}, {"primaryContainer.image": "intake:latest"}
    ),
    "container-holds-no-secrets": case(
        {"primaryContainer": {"environments": [{"name": "QUEUE_URL", "value": "https://sqs"}]}},
        {"primaryContainer.environments": [{"name": "DATABASE_PASSWORD", "value": "swordfish"}]},
    ),
    "container-logs-to-its-own-group": case(
        {"primaryContainer": {"awsLogsConfigurations": [{"logGroup": "/payments/container"}]}},
        {"primaryContainer.awsLogsConfigurations": REMOVED},
    ),
    "app-runner-is-private": case(
        {
            "networkConfiguration": {
                "ingressConfiguration": {"isPubliclyAccessible": False},
                "egressConfiguration": {"egressType": "VPC"},
            }
        },
        {"networkConfiguration.ingressConfiguration.isPubliclyAccessible": True},
        {"networkConfiguration.egressConfiguration.egressType": "DEFAULT"},
        {"networkConfiguration": REMOVED},
    ),
    "app-runner-deploys-when-told": case(
        {
            "sourceConfiguration": {
                "autoDeploymentsEnabled": False,
                "imageRepository": {"imageIdentifier": DIGEST},
            }
        },
        {"sourceConfiguration.autoDeploymentsEnabled": True},
        {"sourceConfiguration.imageRepository.imageIdentifier": "intake:latest"},
    ),
    "app-runner-has-its-own-key": case(
        {"encryptionConfiguration": {"kmsKey": KEY}}, {"encryptionConfiguration": REMOVED}
    ),
    "app-runner-holds-no-secrets": case({}, {VARIABLES: {"API_KEY": "0123"}}),
    "app-runner-connector-spans-two-zones": case(
        {"subnets": ZONES, "securityGroups": ["sg-1"]}, {"subnets": ZONES[:1]}, {"securityGroups": []}
    ),
}
