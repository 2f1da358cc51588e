"""Names of things that AWS does not have: versions, classes, parameters, configurations, metrics, actions."""

# cfn-lint hands its lists over untyped.
# pyright: reportUnknownVariableType=false

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from cfnlint.helpers import load_resource

from catalog import cloudwatch, iam, lambda_, rds
from simulated_aws.declarations import Fault
from simulated_aws.kinds.forms import Fields, field
from simulated_aws.kinds.lists import mysql, names
from simulated_aws.kinds.lists.metrics import NAMESPACES
from simulated_aws.kinds.managed import AWS_POLICY, managed_arns
from simulated_aws.kinds.paths import is_open, values_at
from simulated_aws.modelling import Inputs

Check = Callable[[Inputs], Iterator[Fault]]


def listed_faults(token: str, inputs: Inputs) -> Iterator[Fault]:
    """Each name in a resource that AWS does not have."""
    for check in CHECKS.get(token, ()):
        yield from check(inputs)
    for listed in names.LISTS.get(token, ()):
        for path, value in values_at(inputs, listed.path):
            if not listed.has(str(value)):
                yield Fault(path, f"{listed.error}: {value} does not exist; there are {listed.said}")


def _parameter_group(inputs: Inputs) -> Iterator[Fault]:
    """The parameters of the family, with a way of applying that they have."""
    if inputs.get("family") != "mysql8.4":
        return
    for path, parameter in values_at(inputs, "parameters[]"):
        name, value = field(parameter, "name"), field(parameter, "value")
        if name is None:
            continue
        key = str(name).lower()
        if key not in mysql.STATIC | mysql.DYNAMIC:
            yield Fault(f"{path}.name", f"InvalidParameterValue: Could not find parameter with name: {name}")
        if key in mysql.FIXED:
            yield Fault(f"{path}.name", f"InvalidParameterValue: The parameter {name} cannot be modified.")
        if key in mysql.STATIC and parameter.get("applyMethod", "immediate") == "immediate":
            what = f"cannot use immediate apply method for static parameter {name}"
            yield Fault(f"{path}.applyMethod", f"InvalidParameterCombination: {what}")
        allowed = mysql.VALUES.get(key)
        if allowed and value is not None and str(value).lower() not in map(str.lower, allowed):
            what = f"Invalid parameter value: {value} for: {name} allowed values are: {','.join(allowed)}"
            yield Fault(f"{path}.value", f"InvalidParameterValue: {what}")


def _server(inputs: Inputs) -> Iterator[Fault]:
    """A version of the engine, and a class that has it."""
    engine, version, size = (field(inputs, key) for key in ("engine", "engineVersion", "instanceClass"))
    versions = _versions().get(str(engine), frozenset())
    if version and versions and version not in versions:
        yield Fault("engineVersion", f"InvalidParameterCombination: Cannot find version {version} for {engine}")
    elif version and size:
        classes = _classes(str(engine), str(version))
        if classes and size not in classes:
            what = f"RDS does not support creating a DB instance with DBInstanceClass={size}, Engine={engine}"
            yield Fault("instanceClass", f"InvalidParameterCombination: {what}, EngineVersion={version}")
    exported = names.LOGS_OF_ENGINE.get(str(engine))
    for path, log in values_at(inputs, "enabledCloudwatchLogsExports[]"):
        if exported and log not in exported:
            what = f"You cannot use the log types '{log}' with engine version {engine} {version or ''}".rstrip()
            yield Fault(path, f"InvalidParameterCombination: {what}: {', '.join(exported)}")


@cache
def _versions() -> Mapping[str, frozenset[str]]:
    """The versions of each engine, as cfn-lint lists them, and what they begin with."""
    found: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for rule in _listed("engine_version.json"):
        engine = rule["if"]["properties"]["Engine"].get("const")
        for version in rule["then"]["properties"].get("EngineVersion", {}).get("enum", ()):
            parts = str(version).split(".")
            found[engine] |= {".".join(parts[: number + 1]) for number in range(len(parts))}
    return found


@cache
def _classes(engine: str, version: str) -> frozenset[str]:
    """The classes that a version of an engine runs on, as cfn-lint lists them."""
    for rule in _listed("db_instance_class.json"):
        wanted = rule["if"]["properties"]
        if wanted["Engine"].get("const") == engine and re.search(wanted["EngineVersion"]["pattern"], version):
            return frozenset(rule["then"]["properties"]["DBInstanceClass"].get("enum", ()))
    return frozenset()


def _listed(file: str) -> Sequence[Any]:
    return load_resource("cfnlint.data.schemas.extensions.aws_rds_dbinstance", file)["allOf"]


def _events(inputs: Inputs) -> Iterator[Fault]:
    """The categories that a type of source has."""
    source = field(inputs, "sourceType")
    categories = names.EVENT_CATEGORIES.get(str(source))
    for path, category in values_at(inputs, "eventCategories[]"):
        if categories and category not in categories:
            what = f"Event category {category} is not one of {source}: {', '.join(categories)}"
            yield Fault(path, f"SubscriptionCategoryNotFound: {what}")


def _alarm(inputs: Inputs) -> Iterator[Fault]:
    """Metrics that AWS publishes, under their dimensions."""
    metrics: list[Fields] = [inputs, *(metric for _, metric in values_at(inputs, "metricQueries[].metric"))]
    for metric in metrics:
        known = NAMESPACES.get(str(field(metric, "namespace")))
        name, dimensions = field(metric, "metricName"), metric.get("dimensions")
        alike = [each for each in NAMESPACES if each.lower() == str(field(metric, "namespace")).lower()]
        if known is None and alike:
            yield Fault("namespace", f"{metric['namespace']} is spelt {alike[0]}; the alarm would never have data")
        if known is None or name is None:
            continue
        if known.metrics and name not in known.metrics:
            yield Fault("metricName", f"{metric['namespace']} has no metric {name}; the alarm would never have data")
        if not is_open(dimensions) or dimensions is None:
            keys = tuple(sorted(dimensions or {}))
            if keys not in known.dimensions:
                sets = "; ".join(" and ".join(item) or "none" for item in known.dimensions)
                what = f"{metric['namespace']} has no dimensions {' and '.join(keys) or '(none)'}; there are {sets}"
                yield Fault("dimensions", f"{what}; the alarm would never have data")


def _function(inputs: Inputs) -> Iterator[Fault]:
    """A runtime for which functions are still made, by the dates of Lambda's guide as cfn-lint lists them."""
    runtime = field(inputs, "runtime")
    until = _runtimes().get(str(runtime), {}).get("create-block")
    if until and date.today() >= date.fromisoformat(until):
        what = f"The runtime parameter of {runtime} is no longer supported for creating or updating functions"
        yield Fault("runtime", f"InvalidParameterValueException: {what}, since {until}")


@cache
def _runtimes() -> Mapping[str, Any]:
    return load_resource("cfnlint.data.AdditionalSpecs", "LmbdRuntimeLifecycle.json")


def _managed(inputs: Inputs) -> Iterator[Fault]:
    """AWS's own managed policies, with their paths, as moto lists them."""
    for path, arn in (*values_at(inputs, "policyArn"), *values_at(inputs, "managedPolicyArns[]")):
        if str(arn).startswith(AWS_POLICY) and str(arn) not in managed_arns():
            yield Fault(path, f"NoSuchEntity: Policy {arn} does not exist or is not attachable.")


CHECKS: Mapping[str, tuple[Check, ...]] = {
    cloudwatch.METRIC_ALARM.token: (_alarm,),
    iam.ROLE.token: (_managed,),
    iam.ROLE_POLICY_ATTACHMENT.token: (_managed,),
    lambda_.FUNCTION.token: (_function,),
    rds.EVENT_SUBSCRIPTION.token: (_events,),
    rds.INSTANCE.token: (_server,),
    rds.PARAMETER_GROUP.token: (_parameter_group,),
}
