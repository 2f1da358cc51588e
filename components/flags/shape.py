"""The shape of a file of feature flags, as AppConfig's type reference for AWS.AppConfig.FeatureFlags has it."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

# No more than these, as the type reference says.
MOST_ATTRIBUTES = 25
MOST_VARIANTS = 32
LONGEST_TEXT = 1024

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-zA-Z0-9_-]{0,63}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[^\n]{1,64}$")]
Text = Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]


def _in_the_calendar(day: str) -> str:
    date.fromisoformat(day)
    return day


Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$"), AfterValidator(_in_the_calendar)]


class Part(BaseModel):
    """A part of the file, with nothing unknown in it, of which nothing is converted."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class TextConstraints(Part):
    """What a text, or each text of an array, may be: a pattern or an enumeration, not both."""

    type: Literal["string"]
    required: bool = False
    pattern: Text | None = None
    enum: Annotated[list[Text | int], Field(max_length=100)] | None = None


class NumberConstraints(Part):
    """What a number may be."""

    type: Literal["number"]
    required: bool = False
    minimum: int | None = None
    maximum: int | None = None


class BooleanConstraints(Part):
    """That a value is true or false."""

    type: Literal["boolean"]
    required: bool = False


class ArrayConstraints(Part):
    """What the elements of an array may be."""

    type: Literal["array"]
    required: bool = False
    elements: Annotated[TextConstraints | NumberConstraints, Field(discriminator="type")] | None = None


Constraints = TextConstraints | NumberConstraints | BooleanConstraints | ArrayConstraints


class Attribute(Part):
    """An attribute that a flag's values carry."""

    description: Text = ""
    constraints: Annotated[Constraints, Field(discriminator="type")] | None = None


class Deprecation(Part):
    """That a flag is to go."""

    status: Literal["planned"]
    date: Day | None = None


class Flag(Part):
    """A flag's declaration."""

    name: Name | None = None
    description: Text = ""
    created_at: str = Field("", alias="_createdAt")
    updated_at: str = Field("", alias="_updatedAt")
    deprecation: Deprecation | None = Field(None, alias="_deprecation")
    attributes: Annotated[dict[Key, Attribute], Field(max_length=MOST_ATTRIBUTES)] = {}


class Variant(Part):
    """One of the values that a flag may have, and the rule that selects it."""

    name: Name
    enabled: bool
    rule: str | None = None
    attribute_values: dict[Key, object] = Field(default={}, alias="attributeValues")


class Value(BaseModel):
    """A flag's value: whether it is enabled beside the values of its attributes, or its variants."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)

    enabled: bool | None = None
    created_at: str = Field("", alias="_createdAt")
    updated_at: str = Field("", alias="_updatedAt")
    variants: Annotated[list[Variant], Field(min_length=1, max_length=MOST_VARIANTS)] | None = Field(
        None, alias="_variants"
    )


class FlagSet(Part):
    """The whole file."""

    version: Literal["1"]
    flags: dict[Key, Flag] = {}
    values: dict[Key, Value] = {}
