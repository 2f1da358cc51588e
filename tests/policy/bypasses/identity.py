"""Ways round the rules of what identities may do, and of whom roles trust."""

from collections.abc import Iterator

from tests.policy.bypasses.bypass import ACCOUNT, FOREIGN, SECURE, Bypass, Document, allow, document

ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
GITHUB = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
SUBJECT = "token.actions.githubusercontent.com:sub"
AUDIENCE = {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}
READS = allow("s3:GetObject", "arn:aws:s3:::payments/*")
SECRETS = f"arn:aws:secretsmanager:eu-west-2:{ACCOUNT}:secret:"
ROLES = f"arn:aws:iam::{ACCOUNT}:role/"
# Conditions that let everything pass.
IDLE = {
    "encrypted": SECURE,
    "of any caller": {"StringLike": {"aws:PrincipalArn": "*"}},
    "of any service": {"StringLike": {"iam:PassedToService": "*"}},
    "after a day": {"DateGreaterThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}},
    "if it is there": {"StringEqualsIfExists": {"aws:ResourceTag/Project": "payments"}},
    "but for one": {"StringNotEquals": {"aws:PrincipalTag/Team": "none"}},
    "in the region": {"StringEquals": {"aws:RequestedRegion": "eu-west-2"}},
}

# What each may do goes too far.
TOO_FAR: dict[str, Document] = {
    "everything, by any ARN": allow("*", "arn:aws:*:*:*:*"),
    "everything, in two wildcards": allow("*:*", "*:*"),
    "everything, by a question mark": allow("?*"),
    "everything but IAM": {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"},
    "everything but one resource": {"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::payments"},
    "nothing left out": {"Effect": "Allow", "NotAction": "s3:CreateBucket", "NotResource": "arn:aws:s3:::payments"},
    "a whole service by a question mark": allow("s3:?*", "arn:aws:s3:::payments/*"),
    "a whole service by its letter": allow("s3:G*", "arn:aws:s3:::payments/*"),
    "every role passed on": allow("iam:PassRole", f"{ROLES}*"),
    "every role passed on, in any account": allow("iam:PassRole", "arn:aws:iam::*:role/*"),
    "every role passed on, by a short ARN": allow("iam:PassRole", f"arn:aws:iam::{ACCOUNT}*"),
    "every role passed on, in small letters": allow("IAM:passrole", f"{ROLES}?*"),
    "every role by any letters": allow("iam:*Role*", f"{ROLES}*"),
    "every role assumed": allow("sts:AssumeRole", "arn:aws:iam::*:role/*"),
    "every role that starts with a letter": allow("iam:PassRole", f"{ROLES}p*"),
    "every secret": allow("secretsmanager:GetSecretValue", f"{SECRETS}*"),
    "every secret with its six characters": allow("secretsmanager:GetSecretValue", f"{SECRETS}*-??????"),
    "every secret, in any region": allow("secretsmanager:GetSecret*", "arn:aws:secretsmanager:*:*:secret:*"),
    "every secret but one": {
        "Effect": "Allow",
        "Action": "secretsmanager:GetSecretValue",
        "NotResource": f"{SECRETS}other",
    },
    "every parameter": allow("ssm:GetParametersByPath", f"arn:aws:ssm:eu-west-2:{ACCOUNT}:parameter/*"),
    "every bucket": allow("s3:GetObject", "arn:aws:s3:::*/*"),
    "every key's policy": allow("kms:PutKeyPolicy", f"arn:aws:kms:*:{ACCOUNT}:key/*"),
    "every function's code": allow("lambda:UpdateFunctionCode", f"arn:aws:lambda:*:{ACCOUNT}:function:*"),
    "every snapshot shared": allow("rds:ModifyDBSnapshotAttribute", "*", Condition=SECURE),
    "every key by any service": allow(
        "kms:Decrypt", "*", Condition={"StringLike": {"kms:ViaService": "*.amazonaws.com"}}
    ),
    "every key by its absence": allow("kms:Decrypt", "*", Condition={"Null": {"kms:ViaService": "true"}}),
    "every key by no value": allow(
        "kms:Decrypt", "*", Condition={"ForAllValues:StringEquals": {"kms:EncryptionContextKeys": "SecretARN"}}
    ),
    "every queue": allow("sqs:ReceiveMessage", f"arn:aws:sqs:*:{ACCOUNT}:*"),
}
IDLY: dict[str, tuple[str, Document]] = {
    "PassRole": ("iam:PassRole", IDLE["of any service"]),
    "PutRolePolicy": ("iam:PutRolePolicy", IDLE["of any caller"]),
    "CreateAccessKey": ("iam:CreateAccessKey", IDLE["encrypted"]),
    "GetSecretValue": ("secretsmanager:GetSecretValue", IDLE["after a day"]),
    "AssumeRole": ("sts:AssumeRole", IDLE["if it is there"]),
    "SendMessage": ("sqs:SendMessage", IDLE["in the region"]),
    "PutBucketPolicy": ("s3:PutBucketPolicy", IDLE["but for one"]),
}


def _policies() -> Iterator[Bypass]:
    good = {"policy": document(READS)}
    for name, statement in TOO_FAR.items():
        yield Bypass(name=name, kind=ROLE_POLICY, good=good, bad={"policy": document(READS, statement)})
    for name, (action, condition) in IDLY.items():
        bad = document(READS, allow(action, Condition=condition))
        yield Bypass(name=f"{name} by an idle condition", kind=ROLE_POLICY, good=good, bad={"policy": bad})
    everything = document(allow("*"))
    yield Bypass(
        name="inline in the role",
        kind=ROLE,
        good={"description": "it", "inlinePolicies": [{"name": "it", "policy": document(READS)}]},
        bad={"description": "it", "inlinePolicies": [{"name": "it", "policy": everything}]},
    )
    yield Bypass(
        name="managed in the role",
        kind=ROLE,
        good={"description": "it"},
        bad={"description": "it", "managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]},
    )
    yield Bypass(
        name="a managed policy that reads every secret",
        kind="aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        good={"policyArn": "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"},
        bad={"policyArn": "arn:aws:iam::aws:policy/SecretsManagerReadWrite"},
    )
    for kind in ("userPolicy:UserPolicy", "groupPolicy:GroupPolicy"):
        yield Bypass(name=f"{kind} of everything", kind=f"aws:iam/{kind}", bad={"policy": everything})
    yield Bypass(
        name="a policy that is attached to all",
        kind="aws:iam/policyAttachment:PolicyAttachment",
        bad={"policyArn": "arn:aws:iam::aws:policy/AdministratorAccess", "users": ["it"]},
    )
    for kind in ("accessKey:AccessKey", "user:User", "userLoginProfile:UserLoginProfile"):
        yield Bypass(name=f"a person's {kind}", kind=f"aws:iam/{kind}", bad={"user": "it"})


def _trusting(principal: object, condition: object = None) -> dict[str, str]:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}
    return {
        "description": "it",
        "assumeRolePolicy": document(statement | ({"Condition": condition} if condition else {})),
    }


def _trusts() -> Iterator[Bypass]:
    federated, events = {"Federated": GITHUB}, {"Service": "events.amazonaws.com"}
    named = {"StringEquals": {SUBJECT: "repo:payments/platform:environment:prod"}}
    own = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    good = {"federated": _trusting(federated, AUDIENCE | named), "service": _trusting(events, own)}
    subjects = {
        "every repository": {"StringLike": {SUBJECT: "repo:*"}},
        "every repository of any owner": {"StringLike": {SUBJECT: "repo:*/platform:*"}},
        "every repository of the owner": {"StringLike": {SUBJECT: "repo:payments/*"}},
        "a subject if it is there": {"StringEqualsIfExists": {SUBJECT: "repo:payments/platform:environment:prod"}},
        "a subject of none": {"ForAllValues:StringEquals": {SUBJECT: "repo:payments/platform:environment:prod"}},
        "all subjects but one": {"StringNotEquals": {SUBJECT: "repo:payments/other:environment:prod"}},
        "its own subject": {"StringEquals": {SUBJECT: f"${{{SUBJECT}}}"}},
        "the audience alone": AUDIENCE,
    }
    for name, condition in subjects.items():
        bad = _trusting(federated, condition)
        yield Bypass(name=f"trust in {name}", kind=ROLE, good=good["federated"], bad=bad)
    sources = {
        "any ARN": {"ArnLike": {"aws:SourceArn": "arn:aws:*:*:*:*"}},
        "any rule": {"ArnLike": {"aws:SourceArn": "arn:aws:events:*:*:rule/*"}},
        "any bucket": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}},
        "any account": {"StringLike": {"aws:SourceAccount": "????????????"}},
        "an account if it is there": {"StringEqualsIfExists": {"aws:SourceAccount": ACCOUNT}},
        "an account of none": {"ForAllValues:StringEquals": {"aws:SourceAccount": ACCOUNT}},
        "all accounts but one": {"StringNotEquals": {"aws:SourceAccount": FOREIGN}},
        "its own account": {"StringEquals": {"aws:SourceAccount": "${aws:SourceAccount}"}},
        "another account": {"StringEquals": {"aws:SourceAccount": FOREIGN}},
        "encryption": SECURE,
    }
    for name, condition in sources.items():
        yield Bypass(name=f"a service for {name}", kind=ROLE, good=good["service"], bad=_trusting(events, condition))
    principals = {
        "a foreign account": {"AWS": f"arn:aws:iam::{FOREIGN}:root"},
        "a foreign account's number": {"AWS": FOREIGN},
        "a foreign role": {"AWS": [f"arn:aws:iam::{ACCOUNT}:root", f"arn:aws:iam::{FOREIGN}:role/it"]},
        "roles by a wildcard": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/*"},
    }
    for name, principal in principals.items():
        yield Bypass(name=f"trust in {name}", kind=ROLE, good=good["service"], bad=_trusting(principal))
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "NotPrincipal": {"AWS": f"arn:aws:iam::{FOREIGN}:root"}}
    yield Bypass(
        name="trust in all but one",
        kind=ROLE,
        good=good["service"],
        bad={"description": "it", "assumeRolePolicy": document(statement)},
    )


IDENTITY = (*_policies(), *_trusts())
