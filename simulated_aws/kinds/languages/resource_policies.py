"""What a policy may say because of what it is attached to: a bucket, a queue, a topic, a secret, a key, an endpoint."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

from access.documents import parse
from access.wildcards import matches
from catalog import kms, s3, secretsmanager, sns, sqs
from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.kinds.languages.policies import listed, prefixes

Inputs = Mapping[str, Any]
QUEUE_URL = re.compile(r"https://sqs\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/(?P<account>\d{12})/(?P<name>.+)")


class Own(NamedTuple):
    """The resources that a policy may name are that which it is attached to, by the input that names it.

    `source` is where AWS or a public report says so. Where AWS takes the policy, a statement about something else
    never applies.
    """

    named_by: str
    error: str
    source: str


OWN: Mapping[str, Own] = {
    s3.BUCKET_POLICY.token: Own(
        "bucket",
        "MalformedPolicy: Policy has invalid resource: {resource}",
        "github.com/aws-samples/aws-media-services-vod-automation/issues/17; of *: noobaa/noobaa-core/issues/10058",
    ),
    sns.TOPIC_POLICY.token: Own(
        "arn",
        "InvalidParameter: Invalid parameter: Policy statement must apply to the topic, not to {resource}",
        "docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html",
    ),
    sqs.QUEUE_POLICY.token: Own(
        "queueUrl",
        "InvalidAttributeValue: Invalid value for the parameter Policy: {resource} is not the queue",
        "UNVERIFIED: one SetQueueAttributes with another queue's ARN would prove that it is refused, and not ignored",
    ),
    secretsmanager.SECRET_POLICY.token: Own(
        "secretArn",
        "MalformedPolicyDocumentException: {resource} is not the secret; the statement would never apply",
        "UNVERIFIED: one PutResourcePolicy with another secret's ARN would prove that it is refused, and not ignored",
    ),
    kms.KEY.token: Own(
        "",
        "MalformedPolicyDocumentException: {resource} is no key; in a key's policy * stands for the key",
        "docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html",
    ),
}
# The prefix of a service's actions, where its endpoint has another name (docs.aws.amazon.com/vpc/latest/privatelink/
# aws-services-privatelink-support.html, and the service authorization reference).
OTHER_NAMES = {"appconfigdata": "appconfig", "email-smtp": "ses", "monitoring": "cloudwatch"}
MOST_LETTERS = 20_480
# Keys of what AWS made up, which take no wildcards in an endpoint's policy.
GENERATED = ("aws:principalaccount", "aws:sourcevpc", "aws:sourcevpce", "aws:sourceaccount")


def resources(token: str, inputs: Inputs) -> Iterator[Fault]:
    """Each resource of a policy that is not the one that it is attached to."""
    rule, text = OWN[token], inputs.get("policy")
    named = str(inputs.get(rule.named_by, UNKNOWN)) if rule.named_by else ""
    if UNKNOWN in (named, text) or not isinstance(text, str) or UNKNOWN in text:
        return
    for index, statement in enumerate(_statements(text)):
        for resource in listed(statement.get("Resource")):
            if not _is_own(token, resource, named):
                yield Fault(f"policy.Statement.{index}.Resource", rule.error.format(resource=resource))


def _is_own(token: str, resource: str, named: str) -> bool:
    if token == kms.KEY.token:
        return resource == "*" or resource.startswith("arn:aws:kms:")
    if token == s3.BUCKET_POLICY.token:
        bucket = resource.removeprefix("arn:aws:s3:::").partition("/")[0]
        return resource.startswith("arn:aws:s3:::") and bool(matches(bucket, named))
    url = QUEUE_URL.fullmatch(named)
    own = f"arn:aws:sqs:{url['region']}:{url['account']}:{url['name']}" if url else named
    return bool(matches(resource, own))


def _statements(text: str) -> Sequence[Mapping[str, Any]]:
    """The statements of a policy; none of what is no policy, which is another check's matter."""
    try:
        parse(text)
    except ValueError:
        return []
    found = json.loads(text)["Statement"]
    return cast(Sequence[Mapping[str, Any]], found if isinstance(found, list) else [found])


def session(inputs: Inputs) -> Iterator[Fault]:
    """Variables in the session policy of a user of Transfer that has logical directories, for which there are none.

    docs.aws.amazon.com/transfer/latest/userguide/requirements-roles.html
    """
    text = str(inputs.get("policy") or "")
    found = re.search(r"\$\{transfer:Home(Bucket|Directory|Folder)\}", text, re.IGNORECASE)
    if found and inputs.get("homeDirectoryType") == "LOGICAL":
        what = f"{found[0]} is not supported with logical directories; nothing would match"
        yield Fault("policy", f"InvalidRequestException: {what}")


def endpoint(inputs: Inputs) -> Iterator[Fault]:
    """What EC2 refuses of an endpoint's policy, and a policy that lets nothing of its service through.

    docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
    """
    text = inputs.get("policy")
    if not isinstance(text, str) or UNKNOWN in text:
        return
    if len(text) > MOST_LETTERS:
        yield Fault("policy", f"InvalidPolicyDocument: {len(text)} characters are more than {MOST_LETTERS}")
    statements = _statements(text)
    for index, statement in enumerate(statements):
        if inputs.get("vpcEndpointType") == "Gateway" and statement.get("Principal") not in ("*", {"AWS": "*"}):
            what = 'the Principal of a gateway endpoint has to be "*"; aws:PrincipalArn is the condition for others'
            yield Fault(f"policy.Statement.{index}.Principal", f"InvalidPolicyDocument: {what}")
    for each in parse(text) if statements else ():
        for condition in each.conditions:
            if condition.key.lower() in GENERATED and re.search(r"[*?]", "".join(condition.values)):
                yield Fault("policy", f"InvalidPolicyDocument: {condition.key} takes no wildcards")
    yield from _lets_through(str(inputs.get("serviceName", "")), statements)


def _lets_through(service_name: str, statements: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    name = re.sub(r"^com\.amazonaws\.[a-z0-9-]+\.", "", service_name)
    prefix = OTHER_NAMES.get(name, name.partition(".")[0])
    if not statements or prefix not in prefixes():
        return
    allowed = [
        action
        for statement in statements
        if statement["Effect"] == "Allow"
        for action in listed(statement.get("Action")) or ["*"]
    ]
    if not any(action == "*" or action.partition(":")[0].lower() == prefix for action in allowed):
        yield Fault("policy", f"the policy allows nothing of {prefix}; nothing would get through the endpoint")
