"""What cfn-lint refuses of one resource: by the registry's whole schema, and by its own rules about a resource."""

# cfn-lint leaves its rules, schemas and errors untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from functools import cache
from threading import Lock
from typing import Any, cast

from cfnlint.core import get_rules
from cfnlint.helpers import FUNCTIONS
from cfnlint.jsonschema import CfnTemplateValidator
from cfnlint.jsonschema._utils import Unset
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER
from cfnlint.template import Template

import catalog
from simulated_aws.declarations import Fault
from simulated_aws.modelling import Inputs
from simulated_aws.registry.left_out import LEFT_OUT, SEQUENCES, TAKEN
from simulated_aws.registry.translation import Place, Translation, is_later, translated

# Where a resource has no region of its own.
GLOBAL = "us-east-1"
# The rules about a template, about a resource's properties, and about places in these, which call the others.
TEMPLATE, PROPERTIES, PLACES = "E1001", "E3002", "E1101"
# How much of a refusal is shown: some name each of a thousand choices.
SHOWN = 400
# What says that a property has to be there.
PRESENCE = {"required", "requiredOr", "requiredXor", "dependentRequired"}
# cfn-lint's rules keep what they found last.
_LOCK = Lock()


def faults(token: str, inputs: Inputs) -> Iterator[Fault]:
    """What the registry's schema and cfn-lint's rules refuse of a resource in its region."""
    name = catalog.of(token).cloudformation
    if not name:
        return
    region = str(inputs.get("region") or GLOBAL)
    translation = translated(token, inputs, PROVIDER_SCHEMA_MANAGER.get_resource_schema(region, name).schema)
    with _LOCK:
        errors = list(_errors(name, translation.properties, region))
    found = [_fault(error, translation) for error in errors if _counts(error, name, translation)]
    yield from dict.fromkeys(found)


def prepare() -> None:
    """Loads cfn-lint's rules, which takes most of a second."""
    _rules_by_place()


def known_rules() -> frozenset[str]:
    """The ids of cfn-lint's rules."""
    return frozenset(_rules())


def _errors(name: str, properties: Mapping[str, Any], region: str) -> Iterator[Any]:
    yield from _rules()[PROPERTIES]._validate(_validator(name, region), properties)


@cache
def _validator(name: str, region: str) -> Any:
    """A validator of a type's properties in a region; made once, since that takes longer than most of its rules."""
    template = Template(None, {"Resources": {}}, [region])
    blank = cast(Any, CfnTemplateValidator)({}, cfn=template)
    whole = _rules()[TEMPLATE].extend_validator(blank, {}, template.context)
    place = template.context.path.evolve(
        path=deque(["Resources", "Checked", "Properties"]), cfn_path=deque(["Resources", name, "Properties"])
    )
    context = template.context.evolve(functions=list(FUNCTIONS), strict_types=False, path=place)
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(region, name).schema
    return _rules()[PROPERTIES].extend_validator(whole, schema, context, {"cfnLint": _by_place})


def _by_place(validator: Any, places: list[str], instance: Any, schema: Any) -> Iterator[Any]:
    """What the rules about a place find; cfn-lint itself asks each of its rules at each place."""
    inner = validator.evolve(function_filter=validator.function_filter.evolve(add_cfn_lint_keyword=False))
    for place in places:
        for rule in _rules_by_place().get(place, ()):
            for error in rule.validate(inner, place, instance, schema):
                if error.rule is None and isinstance(error.validator, Unset):
                    error.rule = rule
                yield error


@cache
def _rules() -> Mapping[str, Any]:
    """cfn-lint's rules by id, each with those that it calls."""
    found: Mapping[str, Any] = cast(Any, get_rules([], [], [])).rules
    for rule_id, rule in found.items():
        for child in rule.child_rules:
            rule.child_rules[child] = found.get(child)
        for parent in rule.parent_rules:
            if parent in found:
                found[parent].child_rules[rule_id] = rule
    return found


@cache
def _rules_by_place() -> Mapping[str, list[Any]]:
    """The rules that are about a place, such as `Resources/AWS::SQS::Queue/Properties`."""
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for rule in _rules()[PLACES].child_rules.values():
        for place in rule.keywords if rule and _is_kept(rule.id) else ():
            found[place].append(rule)
    return found


def _is_kept(rule_id: str) -> bool:
    return rule_id not in LEFT_OUT and rule_id[0] not in LEFT_OUT


def _counts(error: Any, name: str, translation: Translation) -> bool:
    """Whether AWS would refuse it: no warning, and nothing about properties that no input stands for."""
    rule_id = str(error.rule.id) if error.rule else PROPERTIES
    if error.unknown or is_later(error.instance) or not _is_kept(rule_id) or (rule_id, name, *_place(error)) in TAKEN:
        return False
    if error.validator == "uniqueItems" and (name, *_place(error)) not in SEQUENCES:
        return False
    return _absent(error) <= translation.inputs.get(_place(error), {}).keys()


def _place(error: Any) -> Place:
    return tuple(error.path)


def _absent(error: Any) -> set[str]:
    """The properties that are refused because they are not there."""
    inner = [name for each in error.context for name in _absent(each)]
    if error.validator not in PRESENCE:
        return set(inner)
    wanted = error.validator_value
    names = wanted if isinstance(wanted, list) else [name for names in wanted.values() for name in names]
    return {*inner, *(name for name in names if name not in error.instance)}


def _fault(error: Any, translation: Translation) -> Fault:
    message = str(error.message)
    shown = message if len(message) <= SHOWN else f"{message[: SHOWN // 2]}…{message[-SHOWN // 2 :]}"
    absent = [translation.inputs[_place(error)][name] for name in sorted(_absent(error))]
    path = absent[0] if absent else translation.path(_place(error))
    return Fault(path, f"ValidationError: {shown}")
