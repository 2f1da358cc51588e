"""Order where no value says it."""

from collections.abc import Sequence
from typing import TypeVar, cast

from pulumi import Output, Resource

T = TypeVar("T")


def after(value: Output[T], others: Sequence[Resource]) -> Output[T]:
    """The value, held back until the other resources exist; what takes it is deleted before they are."""
    everything: Output[list[object]] = Output.all(value, *(other.urn for other in others))
    return everything.apply(lambda known: cast(T, known[0]))
