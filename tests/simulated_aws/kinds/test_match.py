"""Settings that have to fit those of another resource."""

import json
from typing import Any

import pytest

from catalog import appconfig, cloudwatch, codedeploy, dms, ec2, lambda_, networkfirewall, rds, s3, sns, sqs
from simulated_aws.modelling import AwsError
from tests.simulated_aws.kinds.conftest import AWAY, HOME, Networks
from tests.simulated_aws.kinds.test_vpc import SERVER

MANAGED = "arn:aws:network-firewall:eu-west-2:aws-managed:stateful-rulegroup/MalwareDomains"


def queue(networks: Networks, name: str, **inputs: Any) -> str:
    """The ARN of a new queue."""
    fifo = {"fifoQueue": True} if name.endswith(".fifo") else {}
    return networks.arn(networks.make(sqs.QUEUE.token, {"name": name, **fifo, **inputs}))


def redrive(arn: str) -> dict[str, Any]:
    """What sends a queue's messages of an hour to another."""
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 5})
    return {"redrivePolicy": policy, "messageRetentionSeconds": 3600}


@pytest.mark.parametrize(("source", "dead"), [("q", "dead.fifo"), ("q.fifo", "dead")])
def test_a_dead_letter_queue_has_the_type_of_its_source(networks: Networks, source: str, dead: str) -> None:
    wrong, right = queue(networks, dead), queue(networks, f"other{source[1:]}")
    with pytest.raises(AwsError, match=r"redrivePolicy\.deadLetterTargetArn: .* must be (FIFO|standard) too"):
        queue(networks, source, **redrive(wrong))
    queue(networks, source, **redrive(right))


@pytest.mark.parametrize(
    ("arn", "reason"),
    [
        (f"arn:aws:sqs:{AWAY}:123456789012:dead", f"a queue of {HOME} and 123456789012 is expected"),
        (f"arn:aws:sqs:{HOME}:210987654321:dead", f"a queue of {HOME} and 123456789012 is expected"),
        (f"arn:aws:sqs:{HOME}:123456789012:gone", "does not exist"),
        (f"arn:aws:sqs:{HOME}:123456789012:q", "its own dead-letter queue"),
        (f"arn:aws:sns:{HOME}:123456789012:dead", "a queue of"),
    ],
)
def test_a_dead_letter_queue_is_another_queue_of_the_region_and_account(
    networks: Networks, arn: str, reason: str
) -> None:
    with pytest.raises(AwsError, match=reason):
        queue(networks, "q", **redrive(arn))


def test_a_fifo_queue_follows_a_fifo_topic_alone(networks: Networks) -> None:
    topics = [networks.make(sns.TOPIC.token, {"name": "t"})]
    topics.append(networks.make(sns.TOPIC.token, {"name": "t.fifo", "fifoTopic": True}))
    inputs = {"protocol": "sqs", "endpoint": queue(networks, "q.fifo")}
    with pytest.raises(AwsError, match="FIFO SQS queues can not be subscribed to standard SNS topics"):
        networks.make(sns.TOPIC_SUBSCRIPTION.token, inputs | {"topic": topics[0]})
    networks.make(sns.TOPIC_SUBSCRIPTION.token, inputs | {"topic": topics[1]})


def test_a_rule_gives_a_fifo_queue_a_group(networks: Networks) -> None:
    for name in ("r", "s"):
        networks.make(cloudwatch.EVENT_RULE.token, {"name": name, "scheduleExpression": "rate(1 day)"})
    inputs = {"rule": "r", "arn": queue(networks, "q.fifo", contentBasedDeduplication=True)}
    with pytest.raises(AwsError, match=r"sqsTarget\.messageGroupId: ValidationException"):
        networks.make(cloudwatch.EVENT_TARGET.token, inputs)
    networks.make(cloudwatch.EVENT_TARGET.token, inputs | {"sqsTarget": {"messageGroupId": "g"}})
    plain = {"rule": "s", "arn": queue(networks, "plain.fifo"), "sqsTarget": {"messageGroupId": "g"}}
    with pytest.raises(AwsError, match="arn: ValidationException: the FIFO queue of a target needs content"):
        networks.make(cloudwatch.EVENT_TARGET.token, plain)


def test_what_a_function_fails_on_goes_to_a_standard_queue(networks: Networks) -> None:
    networks.make(lambda_.FUNCTION.token, {"name": "f", "role": networks.role()})
    for name, is_taken in (("failed.fifo", False), ("failed", True)):
        inputs = {"functionName": "f", "destinationConfig": {"onFailure": {"destination": queue(networks, name)}}}
        if is_taken:
            networks.make(lambda_.FUNCTION_EVENT_INVOKE_CONFIG.token, inputs)
        else:
            with pytest.raises(AwsError, match=r"destinationConfig\.onFailure: .*failed\.fifo is not of the standard"):
                networks.make(lambda_.FUNCTION_EVENT_INVOKE_CONFIG.token, inputs)


def test_private_names_need_both_settings_of_the_network(networks: Networks) -> None:
    def endpoint(block: str, **settings: bool) -> str:
        vpc = networks.make(ec2.VPC.token, {"cidrBlock": block, **settings})
        service = {"serviceName": f"com.amazonaws.{HOME}.sqs", "vpcEndpointType": "Interface"}
        return networks.make(ec2.VPC_ENDPOINT.token, {"vpcId": vpc, "privateDnsEnabled": True, **service})

    with pytest.raises(AwsError, match=r"privateDnsEnabled: InvalidParameter: .* enableDnsHostnames is false"):
        endpoint("10.10.0.0/16")
    with pytest.raises(AwsError, match=r"privateDnsEnabled: InvalidParameter: .* enableDnsSupport is false"):
        endpoint("10.11.0.0/16", enableDnsHostnames=True, enableDnsSupport=False)
    endpoint("10.12.0.0/16", enableDnsHostnames=True)


def test_a_function_that_reads_a_queue_never_runs_longer_than_its_messages_are_invisible(networks: Networks) -> None:
    inputs = {"name": "f", "role": networks.role(), "timeout": 30}
    function = networks.make(lambda_.FUNCTION.token, inputs)
    source = {"eventSourceArn": queue(networks, "q", visibilityTimeoutSeconds=60), "functionName": "f"}
    networks.make(lambda_.EVENT_SOURCE_MAPPING.token, source)
    with pytest.raises(AwsError, match="timeout: 60 seconds is less than Function timeout: 61 seconds"):
        networks.account.update(function, {**inputs, "region": HOME, "timeout": 61})
    networks.account.update(function, {**inputs, "region": HOME, "timeout": 60})


@pytest.mark.parametrize(
    ("version", "family", "fits"),
    [
        ("8.4", "mysql8.4", True),
        ("8.4.9", "mysql8.4", True),
        ("8.4", "mysql8.0", False),
        ("8.0.36", "mysql8.4", False),
        ("8.4", "postgres16", False),
    ],
)
def test_a_parameter_group_is_of_the_servers_version(networks: Networks, version: str, family: str, fits: bool) -> None:
    group = networks.make(rds.PARAMETER_GROUP.token, {"family": family})
    inputs = {**SERVER, "engineVersion": version, "parameterGroupName": group}
    if fits:
        networks.make(rds.INSTANCE.token, inputs)
    else:
        with pytest.raises(AwsError, match=f"the parameter group of {family} can't be used with mysql {version}"):
            networks.make(rds.INSTANCE.token, inputs)


def test_a_replica_fits_its_source(networks: Networks) -> None:
    group = networks.make(rds.PARAMETER_GROUP.token, {"family": "mysql8.0"}, AWAY)
    source = {**SERVER, "engineVersion": "8.4", "backupRetentionPeriod": 7}
    arn = networks.arn(networks.make(rds.INSTANCE.token, source))
    replica = {"identifier": "dr", "instanceClass": "db.t3.medium", "replicateSourceDb": arn, "skipFinalSnapshot": True}
    with pytest.raises(AwsError, match=r"mysql8\.0 can't be used with mysql 8\.4"):
        networks.make(rds.INSTANCE.token, replica | {"parameterGroupName": group}, AWAY)
    with pytest.raises(AwsError, match="an encrypted replica of an unencrypted server"):
        networks.make(rds.INSTANCE.token, replica | {"storageEncrypted": True}, AWAY)
    networks.make(rds.INSTANCE.token, replica, AWAY)


def test_a_server_exports_the_logs_of_its_engine(networks: Networks) -> None:
    with pytest.raises(AwsError, match="mysql does not export 'postgresql'"):
        networks.make(rds.INSTANCE.token, SERVER | {"enabledCloudwatchLogsExports": ["error", "postgresql"]})


def test_a_replication_has_an_endpoint_of_either_kind(networks: Networks) -> None:
    ends: dict[str, str] = {}
    for kind in ("source", "target"):
        inputs = {"endpointId": kind, "endpointType": kind, "engineName": "mysql"}
        made = networks.make(dms.ENDPOINT.token, inputs)
        ends[kind] = next(iter(networks.account.live()[made].arns))
    task = {"tableMappings": "{}", "replicationTaskId": "t", "migrationType": "cdc"}
    with pytest.raises(AwsError, match="is no source endpoint"):
        networks.make(
            dms.REPLICATION_TASK.token,
            task | {"sourceEndpointArn": ends["target"], "targetEndpointArn": ends["target"]},
        )
    networks.make(
        dms.REPLICATION_TASK.token, task | {"sourceEndpointArn": ends["source"], "targetEndpointArn": ends["target"]}
    )


def rule_group(networks: Networks, order: str, rules: str = "pass tcp any any -> any any (sid:1;)") -> str:
    options = {"statefulRuleOptions": {"ruleOrder": order}} if order else {}
    group = {"rulesSource": {"rulesString": rules}, **options}
    return networks.make(networkfirewall.RULE_GROUP.token, {"capacity": 2, "type": "STATEFUL", "ruleGroup": group})


def policy(arn: str, order: str, kind: str = "stateful") -> dict[str, Any]:
    reference = {"resourceArn": arn, "priority": 1}
    options = {"statefulEngineOptions": {"ruleOrder": order}} if order else {}
    return {
        "firewallPolicy": {
            "statelessDefaultActions": ["aws:forward_to_sfe"],
            "statelessFragmentDefaultActions": ["aws:forward_to_sfe"],
            f"{kind}RuleGroupReferences": [reference],
            **options,
        }
    }


@pytest.mark.parametrize(("order", "other"), [("STRICT_ORDER", ""), ("", "STRICT_ORDER")])
def test_a_firewall_policy_takes_groups_of_its_order(networks: Networks, order: str, other: str) -> None:
    token = networkfirewall.FIREWALL_POLICY.token
    managed = {"STRICT_ORDER": f"{MANAGED}StrictOrder", "": f"{MANAGED}ActionOrder"}
    for wrong in (rule_group(networks, other), managed[other]):
        with pytest.raises(AwsError, match=r"is in \w+_ORDER, the policy in \w+_ORDER"):
            networks.make(token, policy(wrong, order))
    for right in (rule_group(networks, order), managed[order]):
        networks.make(token, policy(right, order))


def test_a_stateful_group_is_no_stateless_one(networks: Networks) -> None:
    group = rule_group(networks, "STRICT_ORDER")
    with pytest.raises(AwsError, match="rule group ARN is of incorrect entity type"):
        networks.make(networkfirewall.FIREWALL_POLICY.token, policy(group, "STRICT_ORDER", "stateless"))


def test_a_group_has_room_for_its_rules(networks: Networks) -> None:
    rules = "\n".join(["# three rules", *(f"pass tcp any any -> any any (sid:{sid};)" for sid in (1, 2, 3))])
    with pytest.raises(AwsError, match="capacity 2 is exceeded by 3 rules"):
        rule_group(networks, "STRICT_ORDER", rules)


def test_replicas_of_objects_go_to_another_bucket_with_a_key_of_its_region(networks: Networks) -> None:
    own, far = networks.make(s3.BUCKET.token, {}), networks.make(s3.BUCKET.token, {}, AWAY)
    enabled = {"versioningConfiguration": {"status": "Enabled"}}
    networks.make(s3.BUCKET_VERSIONING.token, {"bucket": own, **enabled})
    role, selected = networks.role(), {"sseKmsEncryptedObjects": {"status": "Enabled"}}

    def rules(bucket: str, region: str = AWAY, **changes: Any) -> dict[str, Any]:
        key = {"replicaKmsKeyId": f"arn:aws:kms:{region}:210987654321:key/k"}
        destination = {"bucket": f"arn:aws:s3:::{bucket}", "encryptionConfiguration": key}
        rule = {"status": "Enabled", "destination": destination, "sourceSelectionCriteria": selected, **changes}
        return {"bucket": own, "role": role, "rules": [rule]}

    token = s3.BUCKET_REPLICATION_CONFIG.token
    with pytest.raises(AwsError, match="the destination is another bucket"):
        networks.make(token, rules(own))
    with pytest.raises(AwsError, match=f"is no key of {AWAY}"):
        networks.make(token, rules(far, HOME))
    with pytest.raises(AwsError, match="must be specified together"):
        networks.make(token, rules(far, sourceSelectionCriteria=None))
    networks.make(token, rules(far))


def test_access_logs_go_to_a_bucket_without_a_key_of_kms(networks: Networks) -> None:
    own, target = (networks.make(s3.BUCKET.token, {}) for _ in "ab")
    rule = {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms"}}
    networks.make(s3.BUCKET_SERVER_SIDE_ENCRYPTION_CONFIGURATION.token, {"bucket": target, "rules": [rule]})
    with pytest.raises(AwsError, match="access logs are not delivered into a bucket with aws:kms"):
        networks.make(s3.BUCKET_LOGGING.token, {"bucket": own, "targetBucket": target, "targetPrefix": "x/"})


def test_a_rollout_is_one_of_its_platform(networks: Networks) -> None:
    networks.make(codedeploy.APPLICATION.token, {"name": "a", "computePlatform": "Lambda"})
    style = {"deploymentType": "BLUE_GREEN", "deploymentOption": "WITH_TRAFFIC_CONTROL"}
    inputs = {"appName": "a", "deploymentGroupName": "g", "serviceRoleArn": networks.role(), "deploymentStyle": style}
    token = codedeploy.DEPLOYMENT_GROUP.token
    with pytest.raises(AwsError, match=r"CodeDeployDefault\.OneAtATime is not for the compute platform Lambda"):
        networks.make(token, inputs | {"deploymentConfigName": "CodeDeployDefault.OneAtATime"})
    with pytest.raises(AwsError, match="Lambda takes BLUE_GREEN, not IN_PLACE"):
        networks.make(token, inputs | {"deploymentStyle": style | {"deploymentType": "IN_PLACE"}})
    networks.make(token, inputs | {"deploymentConfigName": "CodeDeployDefault.LambdaAllAtOnce"})


def test_an_alias_names_a_version_that_was_published(networks: Networks) -> None:
    networks.make(lambda_.FUNCTION.token, {"name": "f", "role": networks.role(), "publish": True})
    with pytest.raises(AwsError, match="ResourceNotFoundException: Function not found: f:2"):
        networks.make(lambda_.ALIAS.token, {"name": "live", "functionName": "f", "functionVersion": "2"})
    networks.make(lambda_.ALIAS.token, {"name": "live", "functionName": "f", "functionVersion": "1"})


def test_a_deployment_is_of_one_application(networks: Networks) -> None:
    one, other = (networks.make(appconfig.APPLICATION.token, {"name": name}) for name in "ab")
    environment = networks.make(appconfig.ENVIRONMENT.token, {"name": "e", "applicationId": one}).partition(":")[0]
    inputs = {
        "environmentId": environment,
        "configurationProfileId": "aaaaaaa",
        "configurationVersion": "1",
        "deploymentStrategyId": "AppConfig.AllAtOnce",
    }
    with pytest.raises(AwsError, match=f"{environment} is no part of the application {other}"):
        networks.make(appconfig.DEPLOYMENT.token, inputs | {"applicationId": other})
    networks.make(appconfig.DEPLOYMENT.token, inputs | {"applicationId": one})
