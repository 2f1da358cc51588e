"""Where the policies of an account are: those of roles, keys, queues, topics, functions, buckets and secrets."""

import json
from collections.abc import Callable, Mapping
from typing import cast

from access.documents import Statement, parse
from catalog import iam, lambda_, s3, secretsmanager, sns, sqs
from simulated_aws.declarations import UNKNOWN
from simulated_aws.kinds.managed import managed_document
from simulated_aws.kinds.world import World, parsed
from simulated_aws.modelling import Inputs

MANAGED = "arn:aws:iam::aws:policy/"
KEY_POLICY = "aws:kms/keyPolicy:KeyPolicy"
# What a key has that was made without a policy (KMS: default key policy).
DEFAULT_OF_KEY = """{{"Statement": [
    {{"Effect": "Allow", "Principal": {{"AWS": "arn:aws:iam::{account}:root"}}, "Action": "kms:*", "Resource": "*"}}
]}}"""
# What a topic has that was made without a policy (SNS: default access policy).
DEFAULT_OF_TOPIC = """{{"Statement": [
    {{"Effect": "Allow", "Principal": {{"AWS": "*"}}, "Action": "sns:Publish", "Resource": "{arn}",
     "Condition": {{"StringEquals": {{"aws:SourceOwner": "{account}"}}}}}}
]}}"""


def trust(world: World, arn: str) -> tuple[Statement, ...] | None:
    """The trust policy of a role; None where it is not known."""
    found = world.with_arn(iam.ROLE.token, arn)
    return parsed(found.inputs.get("assumeRolePolicy")) if found else None


def identity(world: World, arn: str) -> tuple[Statement, ...] | None:
    """The policies of a role, inline and attached; None where one is not known."""
    found = world.with_arn(iam.ROLE.token, arn)
    if found is None:
        return None
    name = found.inputs.get("name")
    inline = cast(list[Inputs], found.inputs.get("inlinePolicies") or [])
    texts: list[object] = [item.get("policy") for item in inline]
    texts += [each.inputs["policy"] for each in world.of(iam.ROLE_POLICY.token) if each.inputs["role"] == name]
    attached = [str(item) for item in cast(list[object], found.inputs.get("managedPolicyArns") or [])]
    for each in world.of(iam.ROLE_POLICY_ATTACHMENT.token):
        if each.inputs["role"] in (name, arn):
            attached.append(str(each.inputs["policyArn"]))
    return _joined([*map(parsed, texts), *(_managed(world, each) for each in attached)])


def _managed(world: World, arn: str) -> tuple[Statement, ...] | None:
    if arn.startswith(MANAGED):
        document = managed_document(arn)
        return parsed(document) if document else None
    found = world.with_arn(iam.POLICY.token, arn)
    return parsed(found.inputs.get("policy")) if found else None


def of_key(world: World, key_id: str) -> tuple[Statement, ...] | None:
    """The policy of a key; None where it is not known."""
    found = world.resources.get(key_id)
    if found is None:
        return None
    given = [each.inputs["policy"] for each in world.of(KEY_POLICY) if each.inputs["keyId"] == key_id]
    return parsed([*given, found.inputs.get("policy") or DEFAULT_OF_KEY.format(account=world.account)][0])


def of_resource(world: World, arn: str, *, default: bool = False) -> tuple[Statement, ...] | None:
    """The policy of a key, queue, topic, function, bucket or secret; None where it is not known.

    With `default`, a topic without one has what SNS gives it.
    """
    service = arn.split(":")[2] if arn.count(":") > 4 else ""
    if service not in _RESOURCE_POLICIES:
        return None
    found = _RESOURCE_POLICIES[service](world, arn)
    if default and service == "sns" and found == ():
        return parse(DEFAULT_OF_TOPIC.format(arn=arn, account=world.account))
    return found


def _joined(documents: list[tuple[Statement, ...] | None]) -> tuple[Statement, ...] | None:
    known = [item for item in documents if item is not None]
    return tuple(each for item in known for each in item) if len(known) == len(documents) else None


def _all(texts: list[object]) -> tuple[Statement, ...] | None:
    return _joined([parsed(text) for text in texts if text])


def _key(world: World, arn: str) -> tuple[Statement, ...] | None:
    return of_key(world, arn.rpartition("/")[2])


def _queue(world: World, arn: str) -> tuple[Statement, ...] | None:
    queue = world.with_arn(sqs.QUEUE.token, arn)
    if queue is None:
        return None
    url = queue.outputs.get("url") or queue.outputs.get("id")
    name = arn.rpartition(":")[2]
    policies = [
        each.inputs["policy"]
        for each in world.of(sqs.QUEUE_POLICY.token)
        if each.inputs["queueUrl"] == url
        or (each.region == queue.region and str(each.inputs["queueUrl"]).endswith(f"/{name}"))
    ]
    return _all([queue.inputs.get("policy"), *policies])


def _topic(world: World, arn: str) -> tuple[Statement, ...] | None:
    topic = world.with_arn(sns.TOPIC.token, arn)
    if topic is None:
        return None
    policies = [each.inputs["policy"] for each in world.of(sns.TOPIC_POLICY.token) if each.inputs["arn"] == arn]
    return _all([topic.inputs.get("policy"), *policies])


def _bucket(world: World, arn: str) -> tuple[Statement, ...] | None:
    name = arn.split(":")[5].partition("/")[0]
    if not any(each.inputs.get("bucket") == name for each in world.of(s3.BUCKET.token)):
        return None
    return _all([each.inputs["policy"] for each in world.of(s3.BUCKET_POLICY.token) if each.inputs["bucket"] == name])


def _secret(world: World, arn: str) -> tuple[Statement, ...] | None:
    secret = world.with_arn(secretsmanager.SECRET.token, arn)
    if secret is None:
        return None
    policies = [
        each.inputs["policy"]
        for each in world.of(secretsmanager.SECRET_POLICY.token)
        if each.inputs["secretArn"] == arn
    ]
    return _all([secret.inputs.get("policy"), *policies])


def _function(world: World, arn: str) -> tuple[Statement, ...] | None:
    unqualified = ":".join(arn.split(":")[:7])
    if world.with_arn(lambda_.FUNCTION.token, unqualified) is None:
        return None
    name, region = unqualified.rpartition(":")[2], arn.split(":")[3]
    given = [each for each in world.of(lambda_.PERMISSION.token) if each.region == region]
    named = [each.inputs for each in given if str(each.inputs["function"]).split(":")[-1] in (name, UNKNOWN)]
    named += [each.inputs for each in given if each.inputs["function"] == unqualified]
    if any(UNKNOWN in json.dumps(item) for item in named):
        return None
    return tuple(each for item in named for each in parse(_permission(item, unqualified)))


def _permission(inputs: Inputs, function: str) -> str:
    """A permission of a function, as the statement that Lambda makes of it."""
    principal = str(inputs["principal"])
    kind = "Service" if principal.endswith(".amazonaws.com") else "AWS"
    conditions: dict[str, dict[str, str]] = {}
    if inputs.get("sourceArn"):
        conditions["ArnLike"] = {"aws:SourceArn": inputs["sourceArn"]}
    if inputs.get("sourceAccount"):
        conditions["StringEquals"] = {"aws:SourceAccount": inputs["sourceAccount"]}
    statement = {
        "Effect": "Allow",
        "Principal": "*" if principal == "*" else {kind: principal},
        "Action": inputs["action"],
        "Resource": f"{function}:{inputs['qualifier']}" if inputs.get("qualifier") else function,
        "Condition": conditions,
    }
    return json.dumps({"Statement": [statement]}, sort_keys=True)


_RESOURCE_POLICIES: Mapping[str, Callable[[World, str], tuple[Statement, ...] | None]] = {
    "kms": _key,
    "sqs": _queue,
    "sns": _topic,
    "s3": _bucket,
    "secretsmanager": _secret,
    "lambda": _function,
}
