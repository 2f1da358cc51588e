"""An item of a table: attributes, each a value under the name of its type."""

from collections.abc import Iterator
from typing import cast

from simulated_aws.declarations import Fault
from simulated_aws.kinds.languages.json_text import Object, parsed

# botocore: dynamodb.AttributeValue.
TYPES = ("B", "BOOL", "BS", "L", "M", "N", "NS", "NULL", "S", "SS")


def item(text: str) -> Iterator[Fault]:
    """What DynamoDB would refuse of an item."""
    return parsed(text, _attributes)


def _attributes(attributes: Object) -> Iterator[Fault]:
    for name, value in attributes.items():
        types = list(cast(Object, value)) if isinstance(value, dict) else []
        if len(types) != 1:
            wanted = "Supplied AttributeValue has more than one datatypes set, must contain exactly one"
            yield Fault(name, f"ValidationException: {wanted} of {', '.join(TYPES)}")
        elif types[0] not in TYPES:
            yield Fault(name, f"ValidationException: {types[0]} is not one of {', '.join(TYPES)}")
