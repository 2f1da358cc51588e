"""Roles that tests of other things give to services."""

import json

from catalog import iam
from simulated_aws.account import Account

# The services that assume the roles of the tests.
SERVICES = (
    "appconfig",
    "arc-region-switch",
    "codedeploy",
    "ecs",
    "ecs-tasks",
    "lambda",
    "s3",
    "transfer",
    "vpc-flow-logs",
)
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": [f"{name}.amazonaws.com" for name in SERVICES]},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)
EVERYTHING = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})


WRITING = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["logs:CreateLogStream", "logs:PutLogEvents", "logs:Describe*"],
                "Resource": "*",
            }
        ],
    }
)


def able_role(account: Account, name: str) -> str:
    """The ARN of a role that services may assume and that is permitted everything."""
    return _role(account, name, EVERYTHING)


def writing_role(account: Account, name: str) -> str:
    """The ARN of a role that services may assume and that writes into log groups which exist."""
    return _role(account, name, WRITING)


def _role(account: Account, name: str, policy: str) -> str:
    role = account.plant(iam.ROLE.token, name, {"assumeRolePolicy": TRUST})
    account.plant(iam.ROLE_POLICY.token, f"{name}-policy", {"role": role, "policy": policy})
    return account.live()[role].outputs["arn"]
