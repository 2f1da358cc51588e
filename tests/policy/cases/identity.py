"""Cases of the identities' rules."""

from collections.abc import Mapping

from tests.policy.cases.case import ACCOUNT, KEY, MINE, REMOVED, Case, allowing, case, given, policy

BUCKET = "arn:aws:s3:::payments/*"
READS = {"policy": policy(allowing("s3:GetObject", BUCKET), allowing(["xray:PutTraceSegments", "ec2:DescribeSubnets"]))}
FOR_MY_ACCOUNT = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
GITHUB = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
SUBJECT = "token.actions.githubusercontent.com:sub"


def _policies(*statements: Mapping[str, object]) -> tuple[Mapping[str, object], ...]:
    """For each statement a change to a document that holds it, behind one that is right."""
    right = allowing("s3:GetObject", BUCKET)
    return tuple({"policy": policy(right, statement)} for statement in statements)


def _trust(principal: object, condition: Mapping[str, object] | None = None) -> dict[str, str]:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}
    return {"assumeRolePolicy": policy(statement | ({"Condition": condition} if condition else {}))}


IDENTITY: Mapping[str, Case] = {
    "iam-policy-no-admin-access": case(READS, *_policies(allowing("*"), allowing(["*"], ["*"]))),
    "iam-policy-no-full-service-access": case(READS, *_policies(allowing("s3:*", BUCKET), allowing(["sqs:*"]))),
    "iam-policy-no-unrestricted-decrypt": case(
        {"policy": policy(allowing("kms:Decrypt", KEY))},
        *_policies(
            allowing("kms:Decrypt"),
            allowing("kms:*"),
            allowing(["kms:ReEncrypt*"], "arn:aws:kms:eu-west-2:*:key/*"),
            allowing("kms:Decrypt", Condition={"StringLike": {"kms:ViaService": "*"}}),
        ),
        also_good=_policies(
            allowing("kms:Decrypt", Condition={"StringEquals": {"kms:ViaService": "s3.amazonaws.com"}})
        ),
    ),
    "iam-policy-no-wildcard-resource": case(
        READS, *_policies(allowing("s3:PutObject"), allowing(["xray:PutTraceSegments", "sqs:SendMessage"]))
    ),
    "iam-policy-no-privilege-escalation": case(
        READS, *_policies(allowing("iam:PassRole"), allowing("iam:*"), allowing("lambda:UpdateFunction*"))
    ),
    "iam-policy-no-credentials-exposure": case(READS, *_policies(allowing(["iam:CreateAccessKey"]))),
    "iam-policy-no-data-exfiltration": case(
        READS, *_policies(allowing("secretsmanager:GetSecretValue"), allowing("s3:Get*"))
    ),
    "iam-policy-no-permissions-management": case(READS, *_policies(allowing("kms:PutKeyPolicy"))),
    "iam-role-trust-not-public": case(
        _trust({"Service": "lambda.amazonaws.com"}), _trust("*"), _trust({"AWS": ["*"]}, MINE)
    ),
    "iam-role-confused-deputy": case(
        _trust({"Service": "rds.amazonaws.com"}, FOR_MY_ACCOUNT),
        _trust({"Service": "rds.amazonaws.com"}),
        _trust({"Service": ["lambda.amazonaws.com", "transfer.amazonaws.com"]}),
        also_good=(
            _trust({"Service": "lambda.amazonaws.com"}),
            _trust({"Service": "dms.amazonaws.com"}) | {"name": "dms-cloudwatch-logs-role"},
        ),
    ),
    "iam-role-federated-subject": case(
        _trust({"Federated": GITHUB}, {"StringEquals": {SUBJECT: "repo:payments/platform:environment:prod"}}),
        _trust({"Federated": GITHUB}),
        _trust({"Federated": GITHUB}, {"StringLike": {SUBJECT: "*"}}),
    ),
    "iam-role-permissions-boundary": case(
        {"permissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/ci/program-boundary-prod"},
        {"permissionsBoundary": REMOVED},
        {"permissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/program-boundary-prod"},
        {"permissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess"},
    ),
    "iam-role-description": given("description", "What the processor may do"),
    "iam-role-no-admin-policy": case(
        {"policyArn": "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"},
        {"policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"},
        {"policyArn": "arn:aws:iam::aws:policy/IAMFullAccess"},
        {"policyArn": "arn:aws:iam::aws:policy/service-role/AWSCodeStarServiceRole"},
        {"policyArn": REMOVED, "managedPolicyArns": ["arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"]},
    ),
}
