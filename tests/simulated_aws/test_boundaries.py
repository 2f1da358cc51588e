"""The account refuses a role whose boundary is another account's, or does not exist."""

import pytest

from catalog import iam
from simulated_aws.account import ACCOUNT, Account

OWN = f"arn:aws:iam::{ACCOUNT}:policy/ci/program-boundary-dev"


TRUST = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"},'
    ' "Action": "sts:AssumeRole"}]}'
)


def refused(boundary: str) -> list[str]:
    account = Account()
    made = account.completed(iam.ROLE.token, "role", {"assumeRolePolicy": TRUST, "permissionsBoundary": boundary}, "")
    return [fault.reason for fault in account.refused(iam.ROLE.token, made)]


def test_what_the_accounts_own_project_has_made_is_there() -> None:
    assert refused(OWN) == []


@pytest.mark.parametrize(
    ("boundary", "why"),
    [
        (OWN.replace(ACCOUNT, "111122223333"), "does not exist or is not attachable"),
        (OWN.replace("policy", "role"), "does not exist or is not attachable"),
        (OWN.replace("/ci", ""), "does not exist"),
        (f"{OWN}/more", "does not exist"),
    ],
)
def test_any_other_is_refused(boundary: str, why: str) -> None:
    assert any(why in reason for reason in refused(boundary))


def test_a_policy_that_was_made_beside_it_will_do() -> None:
    account = Account()
    document = (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}'
    )
    account.plant(iam.POLICY.token, "limit", {"policy": document, "path": "/", "name": "limit"}, "")
    arn = f"arn:aws:iam::{ACCOUNT}:policy/limit"
    account.plant(iam.ROLE.token, "role", {"assumeRolePolicy": TRUST, "permissionsBoundary": arn}, "")
    with pytest.raises(Exception, match="still refers to"):
        account.delete(next(key for key, live in account.live().items() if live.token == iam.POLICY.token))
