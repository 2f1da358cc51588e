"""The waits that this program adds to what AWS forces, each for a reason of ours."""

from collections.abc import Mapping

from catalog import appconfig, cloudwatch, dms, ec2, iam, lambda_, rds, secretsmanager, sns
from catalog.resource_type import ResourceType

_BEFORE_LOGS = "nothing runs before its logs have a key and a retention"
_BEFORE_TRAFFIC = "nothing runs in a subnet before the rules of its traffic"
_BEFORE_GROUP = "nothing is in a security group before the rules of its traffic"
# By the type of what comes first and of what waits for it.
REASONS: Mapping[tuple[ResourceType, ResourceType], str] = {
    (cloudwatch.EVENT_RULE, cloudwatch.LOG_RESOURCE_POLICY): "a permission names the rule that exists, and no pattern",
    (cloudwatch.EVENT_TARGET, cloudwatch.LOG_METRIC_FILTER): "nothing counts a copy's events before they arrive",
    (cloudwatch.LOG_RESOURCE_POLICY, cloudwatch.EVENT_TARGET): "events reach a log group only once they may",
    (dms.REPLICATION_CONFIG, cloudwatch.EVENT_RULE): "a rule names the replication that exists, and no pattern",
    (lambda_.INVOCATION, iam.ROLE_POLICY): "a permission names the secret that has its value by now",
    (cloudwatch.LOG_GROUP, iam.ROLE_POLICY): "a permission names the log group that exists, and no pattern",
    (cloudwatch.LOG_GROUP, lambda_.FUNCTION): _BEFORE_LOGS,
    (cloudwatch.LOG_GROUP, rds.INSTANCE): "RDS would make the groups itself, without a key and without a retention",
    (ec2.NETWORK_ACL, lambda_.FUNCTION): _BEFORE_TRAFFIC,
    (ec2.NETWORK_ACL, rds.SUBNET_GROUP): _BEFORE_TRAFFIC,
    (ec2.SECURITY_GROUP_EGRESS_RULE, lambda_.FUNCTION): "nothing runs before it can reach what it needs",
    (ec2.SECURITY_GROUP_INGRESS_RULE, ec2.VPC_ENDPOINT): _BEFORE_GROUP,
    (ec2.SECURITY_GROUP_INGRESS_RULE, rds.INSTANCE): _BEFORE_GROUP,
    (lambda_.PERMISSION, cloudwatch.EVENT_TARGET): "an event reaches a function only once it may call it",
    (lambda_.FUNCTION, iam.ROLE_POLICY): "a permission names the function that exists, and no pattern",
    (lambda_.INVOCATION, appconfig.DEPLOYMENT): (
        "a release starts only once its alarms have a state, without which AppConfig would roll it back"
    ),
    (lambda_.INVOCATION, secretsmanager.SECRET_ROTATION): (
        "a rotation starts only once there is a credential to rotate"
    ),
    (secretsmanager.SECRET_POLICY, lambda_.INVOCATION): (
        "a secret gets its first value only once nobody else can read it"
    ),
    (sns.TOPIC_POLICY, cloudwatch.METRIC_ALARM): "an alarm notifies people only once the topic lets it publish",
}
UNEXPLAINED = "no reason is given in tools/rehearsal/waits.py"
_BY_TOKENS = {(first.token, then.token): why for (first, then), why in REASONS.items()}


def reason(first: str, then: str) -> str:
    """Why the program lets something wait, by the tokens of the types."""
    return _BY_TOKENS.get((first, then), UNEXPLAINED)
