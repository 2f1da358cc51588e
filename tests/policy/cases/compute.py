"""Cases of the functions' and the containers' rules."""

from collections.abc import Mapping

from tests.policy.cases.case import KEY, REMOVED, Case, case, given

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
    "lambda-permission-source": case(
        {"principal": "events.amazonaws.com", "sourceArn": RULE},
        {"sourceArn": REMOVED, "sourceAccount": REMOVED},
        {"principal": "*"},
        also_good=({"principal": "secretsmanager.amazonaws.com", "sourceAccount": "123456789012"},),
    ),
    "lambda-supported-runtime": case(
        {"runtime": "python3.14"}, {"runtime": "python3.9"}, {"runtime": "nodejs18.x"}, {"runtime": REMOVED}
    ),
    "lambda-inside-vpc": case(
        NETWORK, {"vpcConfig": REMOVED}, {"vpcConfig.securityGroupIds": []}, {"vpcConfig.subnetIds": []}
    ),
    "lambda-vpc-multi-az": case(NETWORK, {"vpcConfig.subnetIds": ["subnet-1"]}),
    "lambda-reserved-concurrency": case(
        {"reservedConcurrentExecutions": 50},
        {"reservedConcurrentExecutions": -1},
        {"reservedConcurrentExecutions": REMOVED},
    ),
    "lambda-environment-kms-encryption": given("kmsKeyArn", KEY),
    "lambda-active-tracing": case(
        {"tracingConfig": {"mode": "Active"}}, {"tracingConfig.mode": "PassThrough"}, {"tracingConfig": REMOVED}
    ),
    "lambda-code-signing-enforced": case(
        {"policies": {"untrustedArtifactOnDeployment": "Enforce"}},
        {"policies.untrustedArtifactOnDeployment": "Warn"},
        {"policies": REMOVED},
    ),
    "lambda-code-signing": given(
        "codeSigningConfigArn", "arn:aws:lambda:eu-west-2:123456789012:code-signing-config:csc-1"
    ),
    "lambda-no-secrets-in-environment": case(
        {"environment": {"variables": {"APPLICATION_SECRET_ARN": SECRET, "PASSWORD_LENGTH": "32", "TOKEN": SECRET}}},
        {"environment": {"variables": {"DATABASE_PASSWORD": "swordfish"}}},
        {"environment": {"variables": {"api_key": "0123"}}},
        {"environment": {"variables": {"IDENTITY": "AKIAIOSFODNN7EXAMPLE"}}},
        also_good=({},),
    ),
    "lambda-log-group": case(
        {"loggingConfig": {"logFormat": "JSON", "logGroup": "/payments/processor"}},
        {"loggingConfig.logGroup": REMOVED},
        {"loggingConfig.logFormat": "Text"},
    ),
    "lambda-replace-security-groups-on-destroy": case(
        {**NETWORK, "replaceSecurityGroupsOnDestroy": True},
        {**NETWORK, "replaceSecurityGroupsOnDestroy": REMOVED},
        also_good=({},),
    ),
    "lambda-recursive-loop-terminated": case({"recursiveLoop": "Terminate"}, {"recursiveLoop": "Allow"}),
    "lambda-partial-batch-response": given("functionResponseTypes", ["ReportBatchItemFailures"]),
    "lambda-on-failure-destination": case(
        {"destinationConfig": {"onFailure": {"destination": "arn:aws:sqs:eu-west-2:123456789012:dead-letters"}}},
        {"destinationConfig": {}},
    ),
    "codedeploy-automatic-rollback": case(
        ROLLBACK,
        {"autoRollbackConfiguration.enabled": False},
        {"autoRollbackConfiguration.events": ["DEPLOYMENT_FAILURE"]},
        {"alarmConfiguration.enabled": False},
        {"alarmConfiguration.alarms": []},
    ),
}
CONTAINERS: Mapping[str, Case] = {
    "ecs-container-insights": case(
        {"settings": [{"name": "containerInsights", "value": "enabled"}]},
        {"settings": [{"name": "containerInsights", "value": "disabled"}]},
        {"settings": [{"name": "something", "value": "enabled"}]},
        {"settings": REMOVED},
    ),
    "ecs-multi-az": case(
        {"networkConfigurations": [{"subnets": ZONES, "securityGroups": ["sg-1"]}]},
        {"networkConfigurations": [{"subnets": ZONES[:1], "securityGroups": ["sg-1"]}]},
        {"networkConfigurations": [{"subnets": ZONES, "securityGroups": []}]},
        {"networkConfigurations": REMOVED},
    ),
    "ecs-image-digest": case({"primaryContainer": {"image": DIGEST}}, {"primaryContainer.image": "intake:latest"}),
    "ecs-no-secrets-in-environment": case(
        {"primaryContainer": {"environments": [{"name": "QUEUE_URL", "value": "https://sqs"}]}},
        {"primaryContainer.environments": [{"name": "DATABASE_PASSWORD", "value": "swordfish"}]},
    ),
    "ecs-log-group": case(
        {"primaryContainer": {"awsLogsConfigurations": [{"logGroup": "/payments/container"}]}},
        {"primaryContainer.awsLogsConfigurations": REMOVED},
    ),
    "apprunner-no-public-access": case(
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
    "apprunner-no-automatic-deployments": case(
        {
            "sourceConfiguration": {
                "autoDeploymentsEnabled": False,
                "imageRepository": {"imageIdentifier": DIGEST},
            }
        },
        {"sourceConfiguration.autoDeploymentsEnabled": True},
        {"sourceConfiguration.imageRepository.imageIdentifier": "intake:latest"},
    ),
    "apprunner-kms-encryption": case(
        {"encryptionConfiguration": {"kmsKey": KEY}}, {"encryptionConfiguration": REMOVED}
    ),
    "apprunner-no-secrets-in-environment": case({}, {VARIABLES: {"API_KEY": "0123"}}),
    "apprunner-vpc-connector-multi-az": case(
        {"subnets": ZONES, "securityGroups": ["sg-1"]}, {"subnets": ZONES[:1]}, {"securityGroups": []}
    ),
}
