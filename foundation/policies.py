"""Policy documents: statements as plain data, and the documents made of them."""

from collections.abc import Mapping, Sequence

from pulumi import Input, Output

from foundation.region import Region

Statement = Mapping[str, object]


def document(*statements: Statement) -> Output[str]:
    """The policy document of the statements, which may hold Outputs at any depth."""
    return Output.json_dumps({"Version": "2012-10-17", "Statement": list(statements)}, sort_keys=True)


def allow(
    actions: Sequence[str],
    resources: Input[str] | Sequence[Input[str]],
    condition: Mapping[str, object] | None = None,
) -> Statement:
    """An identity's permission for some actions on some resources."""
    statement: dict[str, object] = {"Effect": "Allow", "Action": list(actions), "Resource": resources}
    return statement | ({"Condition": condition} if condition else {})


def assumable_by(
    service: str, account_id: Input[str] | None = None, source_arn: Input[str] | None = None
) -> Output[str]:
    """The trust policy by which one AWS service assumes a role, on behalf of an account or resource where one is given.

    Lambda does not say on whose behalf it assumes a role, and only assumes those of the function's own account.
    `source_arn` may hold wildcards.
    """
    statement: dict[str, object] = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
    }
    condition: dict[str, object] = {}
    if account_id is not None:
        condition["StringEquals"] = {"aws:SourceAccount": account_id}
    if source_arn is not None:
        condition["ArnLike"] = {"aws:SourceArn": source_arn}
    return document(statement | ({"Condition": condition} if condition else {}))


def service_use(service: Input[str], actions: Sequence[str], condition: Mapping[str, object]) -> Statement:
    """The permission of an AWS service to use the resource that the policy belongs to."""
    return {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": list(actions),
        "Resource": "*",
        "Condition": condition,
    }


def through(service: str, region: Region) -> dict[str, object]:
    """The condition that a key is used by one AWS service of a region, on behalf of whoever asked that service."""
    return {"StringEquals": {"kms:ViaService": f"{service}.{region.name}.amazonaws.com"}}


def deny_plaintext(actions: Sequence[str], resources: Input[str] | Sequence[Input[str]]) -> Statement:
    """Nobody does something with a resource by another way than TLS."""
    return {
        "Effect": "Deny",
        "Principal": "*",
        "Action": list(actions),
        "Resource": resources,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def deny_reading_elsewhere(endpoint_ids: Sequence[Input[str]], *, but: Input[str] | None = None) -> Statement:
    """Nobody reads the secret that the policy belongs to but through some endpoints of the network.

    `but` is the pattern of ARNs of a role that reads it from elsewhere.
    """
    everybody_else = {} if but is None else {"ArnNotLike": {"aws:PrincipalArn": but}}
    return {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "secretsmanager:GetSecretValue",
        "Resource": "*",
        "Condition": {
            "StringNotEquals": {"aws:SourceVpce": list(endpoint_ids)},
            # Secrets Manager itself replicates and rotates.
            "Bool": {"aws:PrincipalIsAWSService": "false"},
            **everybody_else,
        },
    }
