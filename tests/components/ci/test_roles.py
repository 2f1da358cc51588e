"""What the roles of GitHub's workflows may do in the account, and who may assume them."""

import json
import re
from collections.abc import Iterator, Sequence

import pytest

from catalog import SERVICES
from components.ci import DeploymentRoles, DeploymentRolesArgs, GitHub, GitHubArgs, StateStore, StateStoreArgs
from config.project import PROJECT
from foundation.region import Region
from tests.components.ci.account import account, build_account
from tests.components.ci.permissions import ADMINISTRATOR, Role, program, role
from tests.support.graph import STACKS
from tests.support.samples import ACCOUNT, in_region


@pytest.mark.parametrize(
    ("name", "contexts"),
    [
        ("preview-dev", ["pull_request", "ref:refs/heads/main"]),
        ("preview-prod", ["environment:prod-preview", "ref:refs/heads/main"]),
        ("deploy-prod", ["environment:prod"]),
        ("drift-prod", ["environment:prod-drift"]),
    ],
)
def test_a_role_is_for_one_kind_of_workflow_of_one_repository(name: str, contexts: list[str]) -> None:
    graph = account(name.partition("-")[2])
    (found,) = (one for one in graph.of("Role") if one.properties["arn"].endswith(f"/{name}"))
    (statement,) = found.policy("assumeRolePolicy")
    provider = graph.one("github-provider")
    assert statement["Principal"] == {"Federated": provider.properties["arn"]}
    assert statement["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert statement["Condition"] == {
        "StringEquals": {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": [
                f"repo:example-organisation/payments:{context}" for context in contexts
            ],
        }
    }


def test_whoever_deploys_can_look_at_the_account_afterwards() -> None:
    sources = "".join(path.read_text() for path in (PROJECT / "ops" / "verify").glob("*.py"))
    asked_of: set[str] = set(re.findall(r'\.(?:all|client)\("([a-z0-9-]+)"', sources))
    assert len(asked_of) > 8
    prefixes = {"resourcegroupstaggingapi": "tag"}
    assert {prefixes.get(service, service) for service in asked_of} <= {
        *(prefix for prefix, service in SERVICES.items() if service.read),
        "ssm",
    }
    assert role("deploy").may("tag:GetResources", "*")
    assert role("deploy").may("ssm:GetParameter", f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/payments/prod/failover")
    assert not role("deploy").may("ssm:GetParameter", f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/anything")


@pytest.mark.parametrize("stack", STACKS)
def test_the_programs_roles_can_be_made_and_given_to_the_services_that_assume_them(stack: str) -> None:
    deploying = role("deploy", stack)
    in_iam = {"aws__RequestedRegion": "us-east-1"}
    boundary = f"arn:aws:iam::{ACCOUNT}:policy/ci/program-boundary-{stack}"
    made = {item.properties["name"]: item for item in program(stack).of("Role")}
    assert len(made) > 8
    for name, item in made.items():
        path = item.inputs.get("path", "/")
        arn = f"arn:aws:iam::{ACCOUNT}:role{path}{name}"
        assert deploying.may("iam:CreateRole", arn, **in_iam, iam__PermissionsBoundary=boundary), arn
        assert not deploying.may("iam:CreateRole", arn, **in_iam), arn
        for service in services(json.loads(item.inputs["assumeRolePolicy"])["Statement"]):
            assert deploying.may("iam:PassRole", arn, iam__PassedToService=service), (arn, service)
        assert not deploying.may("iam:PassRole", arn, iam__PassedToService="glue.amazonaws.com")
    arn = f"arn:aws:iam::{ACCOUNT}:role/payments-processor-role-{stack}-1a2b3c4"
    for item in program(stack).of("RolePolicyAttachment"):
        attached = {"iam__PolicyARN": item.inputs["policyArn"], "iam__PermissionsBoundary": boundary, **in_iam}
        assert deploying.may("iam:AttachRolePolicy", arn, **attached), item.inputs["policyArn"]
        without = {key: value for key, value in attached.items() if key != "iam__PermissionsBoundary"}
        assert not deploying.may("iam:AttachRolePolicy", arn, **without)
    administrator = {"iam__PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess", **in_iam}
    assert not deploying.may("iam:AttachRolePolicy", arn, **administrator, iam__PermissionsBoundary=boundary)


def services(statements: list[dict[str, dict[str, str | list[str]]]]) -> Iterator[str]:
    for statement in statements:
        named = statement["Principal"].get("Service", [])
        yield from [named] if isinstance(named, str) else named


def test_one_stacks_role_makes_no_role_of_another_stack() -> None:
    arn = f"arn:aws:iam::{ACCOUNT}:role/payments-processor-role-prod-1a2b3c4"
    bounded = {"iam__PermissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/ci/program-boundary-dev"}
    assert not role("deploy", "dev").may("iam:CreateRole", arn, aws__RequestedRegion="us-east-1", **bounded)


@pytest.mark.parametrize("stack", STACKS)
def test_no_role_loses_its_boundary_or_gets_another_even_from_an_administrator(stack: str) -> None:
    administrator = Role(account(stack), f"deploy-{stack}", ADMINISTRATOR)
    arn, policies = (
        f"arn:aws:iam::{ACCOUNT}:role/payments-processor-role-{stack}-1a2b3c4",
        f"arn:aws:iam::{ACCOUNT}:policy",
    )
    own, in_iam = f"{policies}/ci/program-boundary-{stack}", {"aws__RequestedRegion": "us-east-1"}
    changes = (
        "AttachRolePolicy", "CreateRole", "DeleteRolePolicy", "DetachRolePolicy", "PutRolePermissionsBoundary",
        "PutRolePolicy", "UpdateAssumeRolePolicy",
    )  # fmt: skip
    for action in changes:
        assert administrator.may(f"iam:{action}", arn, **in_iam, iam__PermissionsBoundary=own), action
        for other in (
            f"{policies}/ci/program-boundary-other",
            f"{policies}/anything",
            own.replace(ACCOUNT, "111122223333"),
        ):
            assert not administrator.may(f"iam:{action}", arn, **in_iam, iam__PermissionsBoundary=other), action
        assert not administrator.may(f"iam:{action}", arn, **in_iam), action
    assert not administrator.may("iam:DeleteRolePermissionsBoundary", arn, **in_iam, iam__PermissionsBoundary=own)
    for action in ("CreatePolicyVersion", "DeletePolicy", "SetDefaultPolicyVersion"):
        assert not administrator.may(f"iam:{action}", own, **in_iam), action


def test_a_new_repository_is_named_with_its_numbers() -> None:
    graph = build_account(changes={"repository": "example-organisation@1/payments@2"})
    (statement,) = role("deploy", graph=graph).resource.policy("assumeRolePolicy")
    subject = statement["Condition"]["StringEquals"]["token.actions.githubusercontent.com:sub"]
    assert subject == ["repo:example-organisation@1/payments@2:environment:prod"]


@pytest.mark.parametrize("repository", ["*/payments", "example-organisation/*", "payments", "a/b:environment", ""])
def test_a_repository_that_could_be_another_one_too_is_refused(repository: str) -> None:
    with pytest.raises(ValueError, match="repository must be owner/name or owner@1/name@2"):
        in_region(lambda region: make_roles(region, repository=repository))
    with pytest.raises(Exception, match=r"payments-bootstrap:repository: .* allowed: .* owner/name or owner@1/name@2"):
        build_account(changes={"repository": repository})


def test_a_role_without_regions_is_refused() -> None:
    with pytest.raises(ValueError, match="regions must name one at least"):
        in_region(lambda region: make_roles(region, regions=[]))


def make_roles(region: Region, *, repository: str = "a/b", regions: Sequence[str] = ("eu-west-2",)) -> DeploymentRoles:
    github = GitHub("github", GitHubArgs(region=region))
    state = StateStore("state", StateStoreArgs(region=region))
    args = DeploymentRolesArgs(region=region, repository=repository, regions=regions, github=github, state=state)
    return DeploymentRoles("workflows", args)
