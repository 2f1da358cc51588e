"""A policy that names nobody is refused, and a key's policy that nobody could change again."""

import json
from typing import Any

import pytest

from simulated_aws.account import Account
from simulated_aws.modelling import AwsError

ROOT = "arn:aws:iam::123456789012:root"
KEY, ROLE = "aws:kms/key:Key", "aws:iam/role:Role"


def document(*principals: object, action: str = "sts:AssumeRole") -> str:
    statements: list[dict[str, Any]] = [
        {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*"} for principal in principals
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


@pytest.mark.parametrize(
    "principal",
    [
        {"Service": "lamda.amazonaws.com"},
        {"Service": "lambda"},
        {"Service": "lambda.amazon.aws"},
        {"Service": "tagging.amazonaws.com"},
        {"AWS": "arn:aws:iam::123456789012:role/gone"},
        {"AWS": "arn:aws:iam::12345:root"},
        {"AWS": "lambda.amazonaws.com"},
        {"AWS": "arn:aws:iam::123456789012:user/gone"},
        {"AWS": "arn:aws:sts::123456789012:assumed-role/gone/session"},
        {"AWS": "arn:aws:iam::210987654321:role/*"},
        {"AWS": "arn:aws:iam::210987654321:group/theirs"},
        {"AWS": "arn:aws:iam::123456789012:role/aws-service-role/nothing.amazonaws.com/AWSServiceRoleForNothing"},
        {"Service": "stepfunctions.amazonaws.com"},
        {"Service": "nodejs.lambda.amazonaws.com"},
        {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
        {"CanonicalUser": "123456789012"},
    ],
    ids=str,
)
def test_a_principal_that_does_not_exist_is_refused(principal: dict[str, str]) -> None:
    with pytest.raises(AwsError, match="assumeRolePolicy: MalformedPolicyDocument: Invalid principal in policy"):
        Account().plant(ROLE, "role", {"assumeRolePolicy": document(principal)})
    with pytest.raises(AwsError, match="policy: MalformedPolicyDocumentException: Policy contains a statement with"):
        Account().plant(KEY, "key", {"policy": document({"AWS": ROOT}, principal, action="kms:*")})


@pytest.mark.parametrize(
    "principal",
    [
        {"Service": "lambda.amazonaws.com"},
        {"Service": "logs.eu-west-2.amazonaws.com"},
        {"Service": ["delivery.logs.amazonaws.com", "costalerts.amazonaws.com"]},
        {"AWS": ROOT},
        {"AWS": "210987654321"},
        {"AWS": "arn:aws:iam::210987654321:role/theirs"},
        {"AWS": "arn:aws:iam::123456789012:role/aws-service-role/mgn.amazonaws.com/AWSServiceRoleForMgn"},
        {"AWS": "*"},
        {"AWS": "arn:aws:sts::210987654321:assumed-role/theirs/session"},
        {"Service": "states.amazonaws.com"},
        {"Service": ["secretsmanager.amazonaws.com", "logging.s3.amazonaws.com", "dlm.amazonaws.com"]},
        {"Federated": "arn:aws:iam::210987654321:oidc-provider/token.actions.githubusercontent.com"},
        {"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"},
        {"Federated": "token.actions.githubusercontent.com"},
        "*",
    ],
    ids=str,
)
def test_a_principal_that_exists_is_taken(principal: object) -> None:
    account = Account()
    account.plant(ROLE, "role", {"assumeRolePolicy": document(principal)})
    assert len(account.live()) == 1


@pytest.mark.parametrize(("principal", "is_taken"), [("s3.amazonaws.com", True), ("123456789012", True), ("s3", False)])
def test_a_function_is_opened_to_a_principal_that_exists(principal: str, is_taken: bool) -> None:
    account = Account()
    trust = {"name": "role", "assumeRolePolicy": document({"Service": "lambda.amazonaws.com"})}
    account.plant(ROLE, "role", trust)
    role = account.live()["role"].outputs["arn"]
    account.plant("aws:lambda/function:Function", "function", {"name": "f", "role": role})
    permission = {"function": "f", "action": "lambda:InvokeFunction", "principal": principal}
    if is_taken:
        account.plant("aws:lambda/permission:Permission", "permission", permission)
        return
    with pytest.raises(AwsError, match="principal: InvalidParameterValueException: The provided principal was invalid"):
        account.plant("aws:lambda/permission:Permission", "permission", permission)


def test_a_key_that_nobody_could_change_again_is_refused() -> None:
    service = {"Service": "logs.eu-west-2.amazonaws.com"}
    only_service = document(service, action="kms:*")
    with pytest.raises(AwsError, match="The new key policy will not allow you to update the key policy in the future"):
        Account().plant(KEY, "key", {"policy": only_service})
    with pytest.raises(AwsError, match="will not allow you to update the key policy"):
        Account().plant(KEY, "key", {"policy": document({"AWS": ROOT}, action="kms:Decrypt")})
    account = Account()
    account.plant(KEY, "key", {"policy": only_service, "bypassPolicyLockoutSafetyCheck": True})
    assert len(account.live()) == 1
