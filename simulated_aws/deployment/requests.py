"""What the provider asks IAM for when it makes, reads, changes or deletes a resource, as far as its inputs say."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import catalog
from access.conditions import Context
from access.documents import parse
from access.evaluation import Request
from catalog import iam
from simulated_aws.deployment.actions import Operation, actions
from simulated_aws.deployment.authorization import concerns, patterns
from simulated_aws.deployment.signing import region_of
from simulated_aws.kinds.encryption import encrypted_by
from simulated_aws.kinds.world import Resource, World
from simulated_aws.values import texts

# What AWS names itself.
_OF_MIGRATION = "arn:aws:iam::{account}:instance-profile/service-role/AWSApplicationMigrationConversionServerRole"
NAMED_BY_AWS = {
    "iam:CreateServiceLinkedRole":
        "arn:aws:iam::{account}:role/aws-service-role/a-service.amazonaws.com/AWSServiceRoleForAService",
    "iam:AddRoleToInstanceProfile": _OF_MIGRATION,
    "iam:CreateInstanceProfile": _OF_MIGRATION,
    "iam:RemoveRoleFromInstanceProfile": _OF_MIGRATION,
}  # fmt: skip
_ATTACHMENTS = ("iam:AttachRolePolicy", "iam:DetachRolePolicy")


@dataclass(frozen=True)
class Deployment:
    """What a deployment asks for, by the resources of an account as they are in the end."""

    world: World

    def requests(self, resource_id: str, operation: Operation) -> Iterator[Request]:
        """What an operation on a resource asks IAM for, each on the ARN and in the region that it is asked for.

        What is asked for a resource that nothing names is asked for a made-up one.
        """
        resource = self.world.resources[resource_id]
        for action in sorted(actions(resource.token, operation)):
            signed: Context = {"aws:requestedregion": (region_of(action, resource.region),), "kms:viaservice": ()}
            for arn, more in self._subjects(action, resource_id, resource):
                yield Request(action=action, resource=arn, context={**signed, **more})

    def _subjects(self, action: str, resource_id: str, resource: Resource) -> Iterator[tuple[str, Context]]:
        if action == "iam:PassRole":
            yield from self._passed(resource)
        elif action in NAMED_BY_AWS:
            yield NAMED_BY_AWS[action].format(account=self.world.account), {}
        elif action.startswith("kms:") and not resource.token.startswith("aws:kms/"):
            yield from self._keys(resource)
        elif not patterns(action):
            yield "*", {}
        else:
            attached: Context = {"iam:policyarn": (str(resource.inputs.get("policyArn")),)}
            for arn in self._named(action, resource_id, resource) or [self._made_up(action, resource)]:
                more = attached if action in _ATTACHMENTS else {}
                yield arn, {**more, **self._bounded(arn)} if action.startswith("iam:") else more

    def _bounded(self, arn: str) -> Context:
        """The boundary of a role, which a request to change the role has as a condition key."""
        role = self.world.with_arn(iam.ROLE.token, arn)
        boundary = role.inputs.get("permissionsBoundary") if role else None
        return {"iam:permissionsboundary": (str(boundary),) if boundary else ()}

    def _passed(self, resource: Resource) -> Iterator[tuple[str, Context]]:
        """Each role that the inputs name, with each service that its trust policy lets assume it."""
        for arn in set(texts(resource.inputs)):
            role = self.world.with_arn(iam.ROLE.token, arn)
            for statement in parse(str(role.inputs["assumeRolePolicy"])) if role else ():
                for principal in statement.principals or ():
                    if principal.startswith("Service:"):
                        yield arn, {"iam:passedtoservice": (principal.removeprefix("Service:"),)}

    def _keys(self, resource: Resource) -> Iterator[tuple[str, Context]]:
        """Each key that the inputs name, or that encrypts what they name; the service uses it for whoever asks."""
        service = resource.token.split(":")[1].partition("/")[0]
        through: Context = {"kms:viaservice": (f"{service}.{resource.region}.amazonaws.com",)}
        given = set(texts(resource.inputs))
        found = [self.world.key(text, resource.region) or encrypted_by(self.world, text) for text in sorted(given)]
        for arn in {str(key.outputs["arn"]) for key in found if key}:
            yield arn, through

    def _named(self, action: str, resource_id: str, resource: Resource) -> list[str]:
        """The ARNs that an action can be asked for: the resource's own, and those of what its inputs name."""
        own = {resource_id, *texts(resource.outputs)}
        around = {arn for text in texts(resource.inputs) for arn in self._arns.get(text, ())}
        found = {arn for arn in own | around if arn.startswith("arn:aws:") and concerns(action, arn)}
        return sorted(f"{arn}/made-up" if _is_of_files(action) and "/" not in arn else arn for arn in found)

    @cached_property
    def _arns(self) -> Mapping[str, frozenset[str]]:
        """The ARNs of resources by what an input may name them by: their ids and their names."""
        found: dict[str, set[str]] = {}
        for resource_id, each in self.world.resources.items():
            arn = each.outputs.get("arn")
            if each.token.startswith("aws:") and isinstance(arn, str):
                name = str(each.outputs.get(catalog.of(each.token).named_by))
                for key in (resource_id, name, arn):
                    found.setdefault(key, set()).add(arn)
        return {key: frozenset(arns) for key, arns in found.items()}

    def _made_up(self, action: str, resource: Resource) -> str:
        pattern = patterns(action)[0]
        parts = pattern.split(":", 4)
        filled = (resource.region, self.world.account)
        own = [value if "[" in part else part for part, value in zip(parts[1:3], filled, strict=True)]
        # What has no ARN among its outputs, such as a dashboard, has its name in it.
        name = resource.outputs.get(catalog.of(resource.token).named_by)
        is_own = "arn" not in resource.outputs and resource.token.startswith(f"aws:{parts[0]}/")
        rest = re.sub(r"\.\*|\[[^]]*\]\*?", str(name) if is_own else "made-up", ":".join(parts[3:]))
        return ":".join(("arn", "aws", parts[0], *own, rest))


def _is_of_files(action: str) -> bool:
    """Whether an action is asked for a file of a bucket, by whose ARN alone the bucket is known."""
    return re.fullmatch(r"s3:(Get|Put|Delete)Object\w*", action) is not None
