"""Cases of the identities' rules."""

from collections.abc import Mapping

from tests.policy.cases.case import ACCOUNT, KEY, MINE, REMOVED, Case, allowing, case, policy

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
    "identity-is-no-administrator": case(READS, *_policies(allowing("*"), allowing(["*"], ["*"]))),
    "identity-has-no-whole-service": case(READS, *_policies(allowing("s3:*", BUCKET), allowing(["sqs:*"]))),
    "identity-decrypts-with-named-keys": case(
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
    "identity-acts-on-named-resources": case(
        READS, *_policies(allowing("s3:PutObject"), allowing(["xray:PutTraceSegments", "sqs:SendMessage"]))
    ),
    "identity-cannot-raise-itself": case(
        READS, *_policies(allowing("iam:PassRole"), allowing("iam:*"), allowing("lambda:UpdateFunction*"))
    ),
    "identity-hands-out-no-credentials": case(READS, *_policies(allowing(["iam:CreateAccessKey"]))),
    "identity-reads-named-data": case(
        READS, *_policies(allowing("secretsmanager:GetSecretValue"), allowing("s3:Get*"))
    ),
    "identity-manages-no-permissions": case(READS, *_policies(allowing("kms:PutKeyPolicy"))),
    "role-does-not-trust-anyone": case(
        _trust({"Service": "lambda.amazonaws.com"}), _trust("*"), _trust({"AWS": ["*"]}, MINE)
    ),
    "role-is-taken-for-its-own-account": case(
        _trust({"Service": "rds.amazonaws.com"}, FOR_MY_ACCOUNT),
        _trust({"Service": "rds.amazonaws.com"}),
        _trust({"Service": ["lambda.amazonaws.com", "transfer.amazonaws.com"]}),
        also_good=(_trust({"Service": "lambda.amazonaws.com"}),),
    ),
    "role-pins-who-is-federated": case(
        _trust({"Federated": GITHUB}, {"StringEquals": {SUBJECT: "repo:payments/platform:environment:prod"}}),
        _trust({"Federated": GITHUB}),
        _trust({"Federated": GITHUB}, {"StringLike": {SUBJECT: "*"}}),
    ),
    "role-says-what-it-is-for": case({"description": "What the processor may do"}, {"description": REMOVED}),
    "role-is-given-no-administration": case(
        {"policyArn": "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"},
        {"policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"},
        {"policyArn": "arn:aws:iam::aws:policy/IAMFullAccess"},
    ),
}
