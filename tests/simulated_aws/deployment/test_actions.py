"""What the provider needs for a type: the registry's handlers, and the reviewed table beside them."""

from fnmatch import fnmatchcase

import pytest

import catalog
from catalog import arc, dynamodb, ec2, iam, lambda_, networkfirewall, s3, sqs
from simulated_aws.deployment.actions import OPERATIONS, Operation, actions, deployed, handled, tag_actions
from simulated_aws.deployment.authorization import concerns, exists
from simulated_aws.deployment.provider import LESS, MORE, OWN, Less
from simulated_aws.schemas import schema_of


@pytest.mark.parametrize("token", deployed())
def test_every_type_says_what_makes_and_what_reads_one(token: str) -> None:
    assert actions(token, "create")
    # The registry names no more than what changes these.
    assert actions(token, "read") or token == lambda_.INVOCATION.token


@pytest.mark.parametrize(
    ("token", "operation", "needed"),
    [
        (ec2.INTERNET_GATEWAY.token, "create", "ec2:AttachInternetGateway"),
        (ec2.INTERNET_GATEWAY.token, "delete", "ec2:DetachInternetGateway"),
        (ec2.VPC_ENDPOINT.token, "create", "route53:AssociateVPCWithHostedZone"),
        (networkfirewall.LOGGING_CONFIGURATION.token, "read", "logs:GetLogDelivery"),
        (arc.PLAN.token, "read", "arc-region-switch:ListTagsForResource"),
        (s3.BUCKET.token, "read", "s3:ListTagsForResource"),
        (sqs.QUEUE.token, "update", "sqs:UntagQueue"),
        # The registry writes this one otherwise than IAM.
        (networkfirewall.RULE_GROUP.token, "read", "network-firewall:ListTagsForResource"),
    ],
)
def test_an_operation_needs_what_the_provider_calls(token: str, operation: Operation, needed: str) -> None:
    assert needed in actions(token, operation)


def test_what_the_provider_does_not_call_is_not_needed() -> None:
    everything = {action for token in deployed() for operation in OPERATIONS for action in actions(token, operation)}
    assert "secretsmanager:GetSecretValue" not in everything
    assert not {action for action in everything if action.startswith(("redshift:", "apigateway:", "s3tables:"))}
    assert "s3:PutBucketPolicy" not in actions(ec2.FLOW_LOG.token, "create")


def test_a_type_without_tags_needs_no_action_for_them() -> None:
    assert tag_actions(iam.ROLE_POLICY.token) == frozenset()
    assert tag_actions(ec2.DEFAULT_ROUTE_TABLE.token) == {"ec2:CreateTags", "ec2:DeleteTags"}


def test_the_table_names_actions_that_exist_and_repeats_none() -> None:
    for own in OWN:
        # Of a table with replicas elsewhere, and of a bucket, the provider asks more than the registry.
        assert own.of in (s3.BUCKET, dynamodb.TABLE) or not schema_of(own.of.token).get("handlers"), own.of.token
        for name in " ".join((own.read, own.create, own.update, own.delete, own.tags)).split():
            assert exists(name if ":" in name else f"{own.service}:{name}"), (own.of.token, name)
    for more in MORE:
        for action in more.actions.split():
            assert exists(action), action
            assert action.partition(":")[0] in catalog.SERVICES, action
            named = schema_of(more.of.token).get("handlers", {}).get(more.operation, {}).get("permissions", ())
            assert action not in named, (more.of.token, action)


@pytest.mark.parametrize("less", LESS, ids=lambda less: less.reason)
def test_what_is_left_out_is_named_by_a_handler(less: Less) -> None:
    types = [less.of.token] if less.of else deployed()
    named = {action.lower() for token in types for action in handled(token)}
    for pattern in less.actions.split():
        assert any(fnmatchcase(action, pattern.lower()) for action in named), pattern


def test_an_action_concerns_the_resources_that_the_reference_says() -> None:
    assert concerns("sqs:SetQueueAttributes", "arn:aws:sqs:eu-west-2:123456789012:a-queue")
    assert not concerns("sqs:SetQueueAttributes", "arn:aws:sns:eu-west-2:123456789012:a-topic")
    assert concerns("dms:StartReplicationTask", "arn:aws:dms:eu-west-2:123456789012:task:ABC")
