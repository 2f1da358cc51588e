"""What the rules know of IAM's actions and of AWS's own policies is what AWS says of them."""

import json
from fnmatch import fnmatchcase
from importlib.resources import files
from typing import Any, cast

import pytest
from moto.iam.aws_managed_policies import aws_managed_policies_data

from access.documents import parse
from access.reach import is_administrator, unconfined, whole_services
from policy.checks.actions import DECRYPTING, ESCALATING, EXPOSING, PERMITTING, READING, WITHOUT_RESOURCE
from policy.checks.managed import READ

GUARDED = (*ESCALATING, *EXPOSING, *PERMITTING, *READING, *DECRYPTING)
# As cfn-lint has it from AWS's policy generator: each service's actions, with the resources that can be named.
SERVICES = cast(
    dict[str, dict[str, Any]],
    json.loads(files("cfnlint.data").joinpath("AdditionalSpecs/Policies.json").read_text()),
)
MANAGED = cast(dict[str, dict[str, Any]], json.loads(aws_managed_policies_data))


@pytest.mark.parametrize("action", [*GUARDED, *WITHOUT_RESOURCE])
def test_an_action_that_a_rule_knows_exists(action: str) -> None:
    service, _, name = action.partition(":")
    assert any(fnmatchcase(known, name.lower()) for known in SERVICES[service]["Actions"])


def evaluated(name: str) -> tuple[bool, list[str], list[str]]:
    """Whether a policy makes administrators, the whole services in it, and what it allows on any resource."""
    statements = parse(json.dumps(MANAGED[name]["Document"]))
    return is_administrator(statements), list(whole_services(statements)), list(unconfined(statements, GUARDED))


@pytest.mark.parametrize("path", READ)
def test_a_policy_of_aws_that_may_be_attached_makes_nobody_more_than_a_service_needs(path: str) -> None:
    name = path.removeprefix("service-role/")
    found = evaluated(name)
    # The agent reads parameters by the names that it is given; this account has none but AWS's.
    if name == "AmazonSSMManagedInstanceCore":
        assert found == (False, [], ["ssm:GetParameter", "ssm:GetParameters"])
    else:
        assert found == (False, [], [])


@pytest.mark.parametrize("path", READ)
def test_the_services_of_a_policy_of_aws_are_those_that_its_document_names(path: str) -> None:
    statements = parse(json.dumps(MANAGED[path.removeprefix("service-role/")]["Document"]))
    actions = [action for one in statements for action in one.actions or ("*",)]
    assert {action.partition(":")[0] for action in actions} == READ[path]


def test_the_policies_of_people_are_found_to_be_theirs() -> None:
    assert evaluated("AdministratorAccess")[:2] == (True, ["*"])
    assert evaluated("PowerUserAccess")[0]
    assert "iam:PassRole" in evaluated("IAMFullAccess")[2]
    assert "secretsmanager:GetSecretValue" in evaluated("SecretsManagerReadWrite")[2]
    # Not even all policies for services are for no more than one.
    dangerous = {name for name, item in MANAGED.items() if item["Path"] == "/service-role/" and evaluated(name)[2]}
    assert len(dangerous) > 20
