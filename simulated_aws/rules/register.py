"""The registers of what AWS refuses beyond its schemas; each rule registers itself for the types that it is about."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from catalog.resource_type import ResourceType
from simulated_aws.declarations import Fault

Inputs = Mapping[str, Any]
# The inputs of every other live resource of a type in the same region, by id.
Others = Callable[[ResourceType], Mapping[str, Inputs]]
ValueRule = Callable[[Inputs], Iterator[Fault]]
ClashRule = Callable[[Inputs, Others], Iterator[Fault]]

# By token.
VALUE_RULES: defaultdict[str, list[ValueRule]] = defaultdict(list)
CLASH_RULES: defaultdict[str, list[ClashRule]] = defaultdict(list)


def refuses(*types: ResourceType) -> Callable[[ValueRule], ValueRule]:
    """Registers a rule that finds what is wrong with a resource of some types, whatever else exists."""

    def register(rule: ValueRule) -> ValueRule:
        for each in types:
            VALUE_RULES[each.token].append(rule)
        return rule

    return register


def refuses_beside(*types: ResourceType) -> Callable[[ClashRule], ClashRule]:
    """Registers a rule that finds what is wrong with a resource of some types beside those that exist already."""

    def register(rule: ClashRule) -> ClashRule:
        for each in types:
            CLASH_RULES[each.token].append(rule)
        return rule

    return register
