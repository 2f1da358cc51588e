"""What the deploying role may do with the keys of what it makes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from catalog import mgn, of
from tests.components.ci.permissions import OTHER_KEY, program, role
from tests.support.graph import STACKS
from tests.support.samples import ACCOUNT

# The form of the container that no committed stack has.
APP_RUNNER = (
    '{"payments:container": {"enabled": true, "platform": "app-runner", '
    f'"image": "{ACCOUNT}.dkr.ecr.eu-west-2.amazonaws.com/payments/intake:1"}}}}'
)
# A key's policy names CloudWatch Logs, which asks nothing of whoever names the key.
BY_POLICY = {"logs"}
MGN = f"arn:aws:iam::{ACCOUNT}:{mgn.SERVICE_ROLE}"


def services() -> set[str]:
    """The services of which something is made with a key of the account's, by their name in ARNs."""
    graphs = [*map(program, STACKS), program("dev", APP_RUNNER)]
    tokens = {
        item.token
        for graph in graphs
        for item in graph
        if item.custom and any(":kms:" in text for text in texts(item.inputs))
    }
    return {arn.split(":")[2] for arn in (of(token).arn for token in tokens) if arn}


def texts(value: Any) -> Iterator[str]:
    """The texts in what a resource is given, but for documents."""
    if isinstance(value, Mapping):
        for each in cast(Mapping[str, Any], value).values():
            yield from texts(each)
    elif isinstance(value, list | tuple):
        for each in cast(Sequence[Any], value):
            yield from texts(each)
    elif isinstance(value, str) and not value.startswith("{"):
        yield value


def test_whoever_deploys_lets_each_service_use_the_key_of_what_it_makes() -> None:
    found = services()
    assert {"apprunner", "network-firewall", "rds", "sqs", *BY_POLICY, "mgn"} <= found
    deploying = role("deploy", "dev")
    for service in sorted(found - BY_POLICY - {"mgn"}):
        through = {"kms__ViaService": f"{service}.eu-west-2.amazonaws.com"}
        for action in ("kms:CreateGrant", "kms:Decrypt", "kms:GenerateDataKey"):
            assert deploying.may(action, OTHER_KEY, **through), (service, action)


def test_whoever_deploys_lets_the_role_of_migrated_servers_use_a_key_and_nobody_else() -> None:
    deploying = role("deploy", "dev")
    assert deploying.may("kms:CreateGrant", OTHER_KEY, kms__GranteePrincipal=MGN, aws__ViaAWSService="true")
    assert not deploying.may("kms:CreateGrant", OTHER_KEY, kms__GranteePrincipal=MGN, aws__ViaAWSService="false")
    for another in (MGN.replace(ACCOUNT, "111122223333"), f"arn:aws:iam::{ACCOUNT}:role/another"):
        assert not deploying.may("kms:CreateGrant", OTHER_KEY, kms__GranteePrincipal=another, aws__ViaAWSService="true")
