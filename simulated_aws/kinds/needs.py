"""What a resource needs of the policies of others to be made and to work, and where those policies are found."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, Protocol, cast

from access.conditions import Context
from access.documents import Statement, parse
from access.evaluation import Request, decide, role, service
from catalog import iam, kms, lambda_, s3, secretsmanager, sns, sqs
from simulated_aws.declarations import UNKNOWN
from simulated_aws.modelling import Inputs

MANAGED = "arn:aws:iam::aws:policy/"
Holder = Literal["trust", "identity", "resource", "key"]


class Resource(Protocol):
    """A resource that exists."""

    @property
    def token(self) -> str:
        """The type."""
        ...

    @property
    def region(self) -> str:
        """The region; empty for what has none."""
        ...

    @property
    def inputs(self) -> Mapping[str, Any]:
        """What the program said."""
        ...

    @property
    def outputs(self) -> Mapping[str, Any]:
        """What AWS made of it."""
        ...


@dataclass(frozen=True, kw_only=True)
class Need:
    """One thing that somebody has to be allowed.

    Args:
        path: the property that makes it necessary.
        refusal: how AWS answers where it is not allowed, with the error's code.
        holder: whose policy decides: a role's trust or its own policies, or those of a resource or a key.
        owner: the ARN, or the key's id, of what has that policy.
        request: what is asked.
        instead: what is known of the request otherwise, where AWS does not say which it is.
        role: the ARN of the role that asks, where it is one.
    """

    path: str
    refusal: str
    holder: Holder
    owner: str
    request: Request
    instead: Context | None = None
    role: str = ""


class World:
    """What exists in an account, by type."""

    def __init__(self, resources: Mapping[str, Resource], account: str):
        self.account = account
        self.resources = resources
        self._by_token: dict[str, list[Resource]] = {}
        for each in resources.values():
            self._by_token.setdefault(each.token, []).append(each)

    def of(self, token: str) -> list[Resource]:
        """The resources of a type."""
        return self._by_token.get(token, [])

    def with_arn(self, token: str, arn: str) -> Resource | None:
        """The resource of a type with an ARN."""
        return next((each for each in self.of(token) if each.outputs.get("arn") == arn), None)

    def key(self, named: object, region: str) -> Resource | None:
        """The key that an ARN, an id or an alias names."""
        name = str(named)
        if "alias/" in name:
            alias = "alias/" + name.partition("alias/")[2]
            found = (each for each in self.of(kms.ALIAS.token) if each.inputs.get("name") == alias)
            name = next((str(each.inputs.get("targetKeyId")) for each in found if each.region == region), "")
        key_id = name.rpartition("/")[2]
        found = self.resources.get(key_id)
        return found if found and found.token == kms.KEY.token else None

    def decide(self, need: Need) -> bool:
        """Whether a need is met, or can't be decided: what the model does not know is let through."""
        requests = [need.request]
        if need.instead is not None:
            requests.append(replace(need.request, context={**need.request.context, **need.instead}))
        return any(self._allows(need, request) for request in requests)

    def _allows(self, need: Need, request: Request) -> bool:
        if need.holder == "identity":
            if self._passes(self.identity(need.role), request):
                return True
            # A resource's policy may name the role itself.
            direct = replace(request, names=role(need.role, by_account=False))
            return (
                bool(need.owner) and self.has_policy(need.owner) and self._passes(self.of_resource(need.owner), direct)
            )
        found = {"trust": self.trust, "resource": self.of_resource, "key": self.of_key}[need.holder](need.owner)
        return self._passes(found, request)

    @staticmethod
    def _passes(statements: tuple[Statement, ...] | None, request: Request) -> bool:
        return statements is None or decide(statements, request) != "denied"

    def trust(self, arn: str) -> tuple[Statement, ...] | None:
        """The trust policy of a role; None where it is not known."""
        found = self.with_arn(iam.ROLE.token, arn)
        return _parsed(found.inputs.get("assumeRolePolicy")) if found else None

    def identity(self, arn: str) -> tuple[Statement, ...] | None:
        """The policies of a role, inline and attached; None where one is not known."""
        found = self.with_arn(iam.ROLE.token, arn)
        if found is None:
            return None
        name, texts = found.inputs.get("name"), list[object]()
        texts += [item.get("policy") for item in cast(list[Inputs], found.inputs.get("inlinePolicies") or [])]
        texts += [each.inputs["policy"] for each in self.of(iam.ROLE_POLICY.token) if each.inputs["role"] == name]
        attached = [str(item) for item in cast(list[object], found.inputs.get("managedPolicyArns") or [])]
        for each in self.of(iam.ROLE_POLICY_ATTACHMENT.token):
            if each.inputs["role"] in (name, arn):
                attached.append(str(each.inputs["policyArn"]))
        documents = [*map(_parsed, texts), *map(self._managed, attached)]
        known = [item for item in documents if item is not None]
        return tuple(each for item in known for each in item) if len(known) == len(documents) else None

    def _managed(self, arn: str) -> tuple[Statement, ...] | None:
        if arn.startswith(MANAGED):
            document = managed_document(arn)
            return _parsed(document) if document else None
        found = self.with_arn(iam.POLICY.token, arn)
        return _parsed(found.inputs.get("policy")) if found else None

    def of_key(self, key_id: str) -> tuple[Statement, ...] | None:
        """The policy of a key; None for the one that AWS gives a key by default, and for what is not known."""
        found = self.resources.get(key_id)
        return _parsed(found.inputs.get("policy")) if found else None

    def has_policy(self, arn: str) -> bool:
        """Whether a queue, topic, function, bucket or secret has a policy of its own."""
        return bool(self.of_resource(arn))

    def of_resource(self, arn: str) -> tuple[Statement, ...] | None:
        """The policy of a queue, topic, function, bucket or secret; None where it is not known."""
        kind = arn.split(":")[2] if arn.count(":") > 4 else ""
        return _RESOURCE_POLICIES[kind](self, arn) if kind in _RESOURCE_POLICIES else None


def _parsed(text: object) -> tuple[Statement, ...] | None:
    if not isinstance(text, str) or UNKNOWN in text:
        return None
    try:
        return parse(text)
    except ValueError:
        return None


def _all(texts: list[object]) -> tuple[Statement, ...] | None:
    found = [_parsed(text) for text in texts if text]
    return None if None in found else tuple(each for item in found for each in item or ())


def _queue(world: World, arn: str) -> tuple[Statement, ...] | None:
    queue = world.with_arn(sqs.QUEUE.token, arn)
    if queue is None:
        return None
    url = queue.outputs.get("url") or queue.outputs.get("id")
    own = [each for key, each in world.resources.items() if each.token == sqs.QUEUE_POLICY.token and key]
    name = arn.rpartition(":")[2]
    policies = [
        each.inputs["policy"]
        for each in own
        if each.inputs["queueUrl"] == url
        or (each.region == queue.region and str(each.inputs["queueUrl"]).endswith(f"/{name}"))
    ]
    return _all([queue.inputs.get("policy"), *policies])


def _topic(world: World, arn: str) -> tuple[Statement, ...] | None:
    topic = world.with_arn(sns.TOPIC.token, arn)
    if topic is None:
        return None
    policies = [each.inputs["policy"] for each in world.of(sns.TOPIC_POLICY.token) if each.inputs["arn"] == arn]
    given = [text for text in (topic.inputs.get("policy"), *policies) if text]
    # A topic without one has SNS's own policy, by which the services publish for its account.
    return _all(given) if given else None


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
    "sqs": _queue,
    "sns": _topic,
    "s3": _bucket,
    "secretsmanager": _secret,
    "lambda": _function,
}


@cache
def managed_policies() -> str:
    """The text in which moto keeps AWS's managed policies; importing it takes a second of each rehearsal."""
    spec = find_spec("moto")
    if spec is None or spec.origin is None:
        raise ImportError("moto is missing: make install")
    return (Path(spec.origin).parent / "iam" / "aws_managed_policies.py").read_text()


@cache
def managed_document(arn: str) -> str:
    """The document of one of AWS's managed policies; empty for one that moto does not keep."""
    text = managed_policies()
    name = arn.rpartition("/")[2]
    start = text.find(f'\n "{name}":{{')
    document = text.find('"Document":', start)
    if start < 0 or document < 0:
        return ""
    return json.dumps(json.JSONDecoder().raw_decode(text, document + len('"Document":'))[0])


def values(value: object, path: str, here: str = "") -> Iterator[tuple[str, Any]]:
    """What inputs hold at a path such as `monitors[].alarmRoleArn`, with the path of each, where it is known."""
    if not path:
        if value not in (None, "", UNKNOWN) and value != []:
            yield here, value
        return
    name, _, rest = path.partition(".")
    key = name.removesuffix("[]")
    found = cast(Mapping[str, object], value).get(key) if isinstance(value, Mapping) else None
    at = f"{here}.{key}" if here else key
    if name.endswith("[]"):
        for index, item in enumerate(cast(list[object], found) if isinstance(found, list) else []):
            yield from values(item, rest, f"{at}[{index}]")
    else:
        yield from values(found, rest, at)


def of_service(*names: str) -> frozenset[str]:
    """How a policy can name a service, without its domain."""
    return service(*(f"{name}.amazonaws.com" for name in names))
