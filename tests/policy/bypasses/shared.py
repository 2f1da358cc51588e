"""Ways round the rules of who may use what is the stack's: resources' own policies, and how they refuse plaintext."""

from collections.abc import Iterator

from tests.policy.bypasses.bypass import (
    ACCOUNT,
    FOREIGN,
    KEY,
    OWN_ROOT,
    SECURE,
    Bypass,
    Document,
    Properties,
    allow,
    document,
)

BUCKET = "arn:aws:s3:::payments-bucket"
QUEUE = f"arn:aws:sqs:eu-west-2:{ACCOUNT}:payments-queue"
TOPIC = f"arn:aws:sns:eu-west-2:{ACCOUNT}:payments-topic"
SECRET = f"arn:aws:secretsmanager:eu-west-2:{ACCOUNT}:secret:payments"
ONE_ADDRESS = {"IpAddress": {"aws:SourceIp": "192.0.2.1/32"}}
PLAINTEXT = {"Bool": {"aws:SecureTransport": "false"}}
FOR_MINE = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
MINE = {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}
WITHIN_MINE = {"StringEquals": {"aws:PrincipalAccount": ACCOUNT, "aws:ResourceAccount": ACCOUNT}}


def _plaintext(action: object, resource: object, **more: object) -> dict[str, object]:
    return allow(action, resource, Principal="*", Condition=PLAINTEXT) | {"Effect": "Deny"} | more


def _without(element: str, **instead: object) -> dict[str, object]:
    return {key: value for key, value in _plaintext("s3:*", "*").items() if key != element} | instead


TLS = {
    "bucket": _plaintext("s3:*", [BUCKET, f"{BUCKET}/*"]),
    "queue": _plaintext("sqs:*", QUEUE),
    "topic": _plaintext("sns:Publish", TOPIC),
}
# Each type with a policy: what names the resource, its ARN, an action, and a policy that is right.
HOLDERS: dict[str, tuple[str, Properties, str, str, list[Document]]] = {
    "bucket": (
        "aws:s3/bucketPolicy:BucketPolicy",
        {"bucket": "payments-bucket"},
        f"{BUCKET}/*",
        "s3:GetObject",
        [TLS["bucket"]],
    ),
    "bucket, inline": ("aws:s3/bucket:Bucket", {}, f"{BUCKET}/*", "s3:GetObject", []),
    "queue": (
        "aws:sqs/queuePolicy:QueuePolicy",
        {"queueUrl": f"https://sqs.eu-west-2.amazonaws.com/{ACCOUNT}/payments-queue"},
        QUEUE,
        "sqs:SendMessage",
        [TLS["queue"]],
    ),
    "queue, inline": ("aws:sqs/queue:Queue", {"kmsMasterKeyId": KEY}, "*", "sqs:SendMessage", []),
    "topic": ("aws:sns/topicPolicy:TopicPolicy", {"arn": TOPIC}, TOPIC, "sns:Publish", [TLS["topic"]]),
    "topic, inline": ("aws:sns/topic:Topic", {"kmsMasterKeyId": KEY}, "*", "sns:Publish", []),
    "secret": (
        "aws:secretsmanager/secretPolicy:SecretPolicy",
        {"secretArn": SECRET, "blockPublicPolicy": True},
        "*",
        "secretsmanager:GetSecretValue",
        [],
    ),
    "secret, inline": ("aws:secretsmanager/secret:Secret", {"kmsKeyId": KEY}, "*", "secretsmanager:GetSecretValue", []),
    "key": ("aws:kms/key:Key", {"enableKeyRotation": True}, "*", "kms:Decrypt", [allow("kms:*", Principal=OWN_ROOT)]),
    "key, copied": ("aws:kms/replicaKey:ReplicaKey", {}, "*", "kms:Decrypt", [allow("kms:*", Principal=OWN_ROOT)]),
    "key, apart": ("aws:kms/keyPolicy:KeyPolicy", {}, "*", "kms:Decrypt", [allow("kms:*", Principal=OWN_ROOT)]),
}
# Whom a statement lets in who is not of the account.
WHO: dict[str, Document] = {
    "everybody": {"Principal": "*"},
    "everybody, in a list": {"Principal": {"AWS": ["*"]}},
    "all but one": {"NotPrincipal": OWN_ROOT},
    "an account": {"Principal": {"AWS": f"arn:aws:iam::{FOREIGN}:root"}},
    "a role": {"Principal": {"AWS": f"arn:aws:iam::{FOREIGN}:role/it"}},
    "an account by a condition": {"Principal": "*", "Condition": {"StringEquals": {"aws:PrincipalAccount": FOREIGN}}},
    "a role by a condition": {
        "Principal": "*",
        "Condition": {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{FOREIGN}:role/*"}},
    },
    "an organization": {"Principal": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-exampleorg"}}},
    "callers with an ARN": {"Principal": "*", "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}}},
    "callers of the account if they say so": {
        "Principal": "*",
        "Condition": {"StringEqualsIfExists": {"aws:PrincipalAccount": ACCOUNT}},
    },
    "encrypted requests": {"Principal": "*", "Condition": SECURE},
    "a service for anybody": {"Principal": {"Service": "cloudtrail.amazonaws.com"}},
    "a service for any ARN": {
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:*:*:*:*"}},
    },
    "a service for another account": {
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Condition": {"StringEquals": {"aws:SourceAccount": FOREIGN}},
    },
    "a canonical user": {"Principal": {"CanonicalUser": f"{0x5A9F:064x}"}},
}


def _admitting() -> Iterator[Bypass]:
    for holder, (kind, properties, resource, action, right) in HOLDERS.items():
        for who, principal in WHO.items():
            bad = properties | {"policy": document(*right, allow(action, resource, **principal))}
            good = properties | ({"policy": document(*right)} if right else {})
            yield Bypass(name=f"{holder}: {who}", kind=kind, good=good, bad=bad)
    yield Bypass(
        name="another account sets the bucket's policy",
        kind="aws:s3/bucketPolicy:BucketPolicy",
        good={"bucket": "payments-bucket", "policy": document(TLS["bucket"])},
        bad={
            "bucket": "payments-bucket",
            "policy": document(TLS["bucket"], allow("s3:PutBucketPolicy", BUCKET, Principal={"AWS": FOREIGN})),
        },
    )
    delivery = {"Service": "delivery.logs.amazonaws.com"}
    yield Bypass(
        name="log deliveries of any account",
        kind="aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
        good={"policyDocument": document(allow("logs:PutLogEvents", Principal=delivery, Condition=FOR_MINE))},
        bad={"policyDocument": document(allow("logs:PutLogEvents", Principal=delivery))},
    )
    yield Bypass(
        name="a key's policy without the check that keeps its account",
        kind="aws:kms/key:Key",
        good={"policy": document(allow("kms:*", Principal=OWN_ROOT))},
        bad={"policy": document(allow("kms:*", Principal=OWN_ROOT)), "bypassPolicyLockoutSafetyCheck": True},
    )


def _endpoints() -> Iterator[Bypass]:
    named = document(allow("s3:*", Principal="*", Condition=WITHIN_MINE))
    good = {"serviceName": "com.amazonaws.eu-west-2.s3", "policy": named}
    others: dict[str, Document] = {
        "all but one": {"NotPrincipal": OWN_ROOT, "Action": "s3:*", "Resource": "*", "Effect": "Allow"},
        "any account": allow("s3:*", Principal="*", Condition={"StringLike": {"aws:PrincipalAccount": "1*"}}),
        "named accounts if they say so": allow(
            "s3:*", Principal="*", Condition={"StringEqualsIfExists": {"aws:PrincipalAccount": ACCOUNT}}
        ),
        "reading of any bucket": allow("s3:GetObject", "arn:aws:s3:::*/*", Principal="*"),
        "another account": allow("s3:*", Principal="*", Condition={"StringEquals": {"aws:PrincipalAccount": FOREIGN}}),
        "anybody's buckets": allow("s3:*", Principal="*", Condition=MINE),
        "anybody's buckets if they don't say whose": allow(
            "s3:*", Principal="*", Condition={**MINE, "StringEqualsIfExists": {"aws:ResourceAccount": ACCOUNT}}
        ),
        "what is not left out": {"Effect": "Allow", "Principal": "*", "NotAction": "s3:PutObject", "Resource": "*"},
        "all of a lender": allow(
            "s3:*",
            Principal="*",
            Condition={"StringEquals": {"aws:PrincipalAccount": ACCOUNT, "aws:ResourceAccount": [ACCOUNT, FOREIGN]}},
        ),
        "images of any repository of a lender": allow(
            "ecr:BatchGetImage", f"arn:aws:ecr:eu-west-2:{FOREIGN}:repository/*", Principal="*", Condition=MINE
        ),
    }
    for name, statement in others.items():
        bad = {"serviceName": good["serviceName"], "policy": document(statement)}
        yield Bypass(name=f"endpoint: {name}", kind="aws:ec2/vpcEndpoint:VpcEndpoint", good=good, bad=bad)


def _in_plaintext() -> Iterator[Bypass]:
    partly: dict[str, dict[str, Document]] = {
        "bucket": {
            "writes alone": _plaintext("s3:PutObject", [BUCKET, f"{BUCKET}/*"]),
            "the bucket alone": _plaintext("s3:*", BUCKET),
            "the objects alone": _plaintext("s3:*", f"{BUCKET}/*"),
            "a folder alone": _plaintext("s3:*", [BUCKET, f"{BUCKET}/incoming/*"]),
            "another bucket": _plaintext("s3:*", ["arn:aws:s3:::other", "arn:aws:s3:::other/*"]),
            "what is not left out": _without("Action", NotAction="s3:GetObject"),
            "one account": _plaintext("s3:*", "*", Principal={"AWS": FOREIGN}),
            "all but one": _without("Principal", NotPrincipal=OWN_ROOT),
            "one address": _plaintext("s3:*", "*", Condition=PLAINTEXT | ONE_ADDRESS),
            "what is encrypted": _plaintext("s3:*", "*", Condition=SECURE),
        },
        "queue": {
            "sending alone": _plaintext("sqs:SendMessage", QUEUE),
            "another queue": _plaintext("sqs:*", f"{QUEUE}-other"),
            "one endpoint": _plaintext(
                "sqs:*", QUEUE, Condition=PLAINTEXT | {"StringEquals": {"aws:SourceVpce": "vpce-1"}}
            ),
        },
        "topic": {
            "subscriptions alone": _plaintext("sns:Subscribe", TOPIC),
            "another topic": _plaintext("sns:Publish", f"{TOPIC}-other"),
        },
    }
    for holder, statements in partly.items():
        kind, properties, _, _, right = HOLDERS[holder]
        good = properties | {"policy": document(*right)}
        for name, statement in statements.items():
            bad = properties | {"policy": document(statement)}
            yield Bypass(name=f"{holder} refuses plaintext of {name}", kind=kind, good=good, bad=bad)


SHARED = (*_admitting(), *_endpoints(), *_in_plaintext())
