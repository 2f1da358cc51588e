"""Which changed inputs force a new resource, and whether the old one goes first."""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from catalog import appconfig, arc, cloudwatch, ec2, ecs, guardduty, iam, lambda_, random_values, rds, s3
from simulated_aws import declarations, schemas
from simulated_aws.provider.forced import FORCES_NEW

Inputs = Mapping[str, Any]
# How the provider's documentation says it, where it does so without a condition.
SAID = re.compile(r"[Cc]hanging this forces a new resource|Forces new resource|cannot be changed after creation")
# The inputs of a rule of a security group that say where traffic comes from or goes.
ENDS = ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")
# The types on the newer framework, whose part of the bridge never deletes first by itself
# (`pkg/pf/tfbridge/provider_diff.go`).
FRAMEWORK = frozenset(
    {
        appconfig.ENVIRONMENT.token,
        arc.PLAN.token,
        ecs.EXPRESS_GATEWAY_SERVICE.token,
        guardduty.MALWARE_PROTECTION_PLAN.token,
        lambda_.FUNCTION_RECURSION_CONFIG.token,
        s3.BUCKET_LIFECYCLE_CONFIGURATION.token,
        ec2.SECURITY_GROUP_EGRESS_RULE.token,
        ec2.SECURITY_GROUP_INGRESS_RULE.token,
        random_values.RANDOM_ID.token,
        random_values.RANDOM_PASSWORD.token,
    }
)
# What pulumi-aws names by itself beside an input `name` (`AutoName` in `provider/resources.go`).
NAMED_BY_THE_PROVIDER = {
    cloudwatch.EVENT_TARGET.token: "targetId",
    lambda_.PERMISSION.token: "statementId",
    s3.BUCKET.token: "bucket",
}
# Those whose `DeleteBeforeReplace` pulumi-aws sets (`provider/resources.go`): two of a kind would be one.
DELETED_FIRST = frozenset({iam.ROLE_POLICY_ATTACHMENT.token})
# What the bridge notes among the inputs: the properties that it filled in itself.
DEFAULTS = "__defaults"


def _other_end(old: Inputs, new: Inputs) -> Iterable[str]:
    """EC2 changes a rule's end only for another of its kind."""
    return {key for key in ENDS if (key in old) != (key in new)}


# Where it depends on the values: `CustomizeDiff` and `ModifyPlan` in the provider's source.
CONDITIONAL: Mapping[str, Callable[[Inputs, Inputs], Iterable[str]]] = {
    ec2.SECURITY_GROUP_EGRESS_RULE.token: _other_end,
    ec2.SECURITY_GROUP_INGRESS_RULE.token: _other_end,
    lambda_.INVOCATION.token: lambda old, new: () if new.get("lifecycleScope") == "CRUD" else ("input",),
    ec2.VPC_ENDPOINT.token: lambda old, new: (
        () if new.get("vpcEndpointType") == "Interface" else ("privateDnsEnabled",)
    ),
    ec2.VPC.token: lambda old, new: ("instanceTenancy",) if new.get("instanceTenancy") == "dedicated" else (),
}


@cache
def forcing(token: str) -> frozenset[str]:
    """The paths of inputs whose change means a new resource, whatever their values."""
    declared = FORCES_NEW.get(token)
    return frozenset((*(_registered(token) if declared is None else declared), *_documented(token), "region"))


def replacing(token: str, changed: Iterable[str], old: Inputs, new: Inputs) -> list[str]:
    """The changed paths that force a new resource.

    Args:
        token: Pulumi's token of the type.
        changed: the paths of what differs, such as `destinationOptions.fileFormat`.
        old: what the provider knows of the resource.
        new: the inputs of the program.
    """
    condition = CONDITIONAL.get(token)
    forced = {*forcing(token), *(condition(old, new) if condition else ())}
    return [path for path in changed if any(_covers(one, path) for one in forced)]


def deletes_first(token: str, new: Inputs) -> bool:
    """Whether a replaced resource goes before the new one comes, as the bridge decides it for a program that does not.

    That is so where the program gives a name that the provider would have made otherwise, as says
    `nameRequiresDeleteBeforeReplace` in `pkg/tfbridge/schema.go`. Other identifiers, such as those of databases and of
    DMS, do not count: the new resource then finds its name taken.
    """
    if token in DELETED_FIRST:
        return True
    name = provider_names(token)
    return token not in FRAMEWORK and name in new and DEFAULTS in new and name not in new[DEFAULTS]


@cache
def provider_names(token: str) -> str:
    """The input that the provider fills with a name where the program gives none; empty where it has none."""
    if token in NAMED_BY_THE_PROVIDER:
        return NAMED_BY_THE_PROVIDER[token]
    return "name" if "name" in declarations.input_types(token) and token != rds.INSTANCE.token else ""


def _covers(forced: str, path: str) -> bool:
    plain = re.sub(r"\[\d+\]", "", path)
    return plain == forced or plain.startswith(f"{forced}.") or forced.startswith(f"{plain}.")


def _registered(token: str) -> Iterable[str]:
    """What the registry calls create-only, where nobody read the provider's source."""
    fixed = {path.split("/")[2].lower() for path in schemas.schema_of(token).get("createOnlyProperties", ())}
    return [key for key in declarations.input_types(token) if schemas.registry_name(token, key) in fixed]


@cache
def _documented(token: str) -> tuple[str, ...]:
    """What the SDK's documentation says of it, which is the provider's."""
    found = declarations.resource_class(token)
    if found is None:
        return ()
    said = {
        name
        for name, item in inspect.getmembers(found, lambda item: isinstance(item, property))
        if SAID.search(" ".join((item.fget.__doc__ or "").split()))
    }
    keys = declarations.input_types(token)
    return tuple(key for key in keys if re.sub(r"(?<!^)(?=[A-Z])", "_", key).lower() in said)
