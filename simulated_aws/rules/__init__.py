"""What AWS refuses beyond its schemas: values that its services check themselves, and clashes inside an account."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from ipaddress import ip_network
from pkgutil import iter_modules
from typing import cast

import catalog
from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.kinds import absent, once, region, target, texts, unique
from simulated_aws.kinds.bound import bound_faults
from simulated_aws.kinds.combination import combination_faults
from simulated_aws.kinds.documented import documented_faults
from simulated_aws.kinds.listed import listed_faults
from simulated_aws.rules.register import CLASH_RULES, VALUE_RULES, Inputs, Others

# Each file registers its rules when it is imported.
for _file in iter_modules(__path__):
    import_module(f"{__name__}.{_file.name}")


def value_faults(token: str, inputs: Inputs) -> Iterator[Fault]:
    """What is wrong with a resource whatever else exists; unknown values are let through."""
    yield from _network_faults(inputs, "")
    yield from region.faults(token, inputs)
    yield from absent.faults(inputs)
    yield from target.faults(token, inputs)
    yield from bound_faults(token, inputs)
    yield from combination_faults(token, inputs)
    yield from documented_faults(token, inputs)
    yield from listed_faults(token, inputs)
    yield from texts.faults(token, inputs)
    yield from unique.faults(token, inputs)
    for rule in VALUE_RULES.get(token, ()):
        yield from rule(inputs)


def clashes(token: str, inputs: Inputs, others: Others) -> Iterator[Fault]:
    """What is wrong with a resource beside those that exist already."""
    own = catalog.of(token)
    if own.has_unique_name and own.named_by in inputs:
        for other in others(own).values():
            if other.get(own.named_by) == inputs[own.named_by]:
                yield Fault(own.named_by, f"{inputs[own.named_by]} exists already")
    yield from once.clashes(token, inputs, others)
    for rule in CLASH_RULES.get(token, ()):
        yield from rule(inputs, others)


def _network_faults(value: object, path: str) -> Iterator[Fault]:
    """AWS takes no network without a prefix length or whose host bits are set, wherever one is asked for."""
    if isinstance(value, Mapping):
        for key, item in cast(Mapping[str, object], value).items():
            yield from _network_faults(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, item in enumerate(cast(list[object], value)):
            yield from _network_faults(item, f"{path}[{index}]")
    elif "cidr" in path.rpartition(".")[2].lower() and isinstance(value, str) and value != UNKNOWN:
        yield from _block_faults(value, path)


def _block_faults(value: str, path: str) -> Iterator[Fault]:
    try:
        ip_network(value)
    except ValueError as error:
        yield Fault(path, str(error))
    else:
        if "/" not in value:
            yield Fault(path, f"InvalidParameterValue: {value} has no prefix length; allowed: {ip_network(value)}")
