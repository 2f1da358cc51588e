"""A rule between the fields of one resource, and the rows that a table gives of it."""

from dataclasses import KW_ONLY, dataclass

from catalog.resource_type import ResourceType
from simulated_aws.kinds.forms import Form

# What would prove a rule with this source is an answer of the real API, or a page that says so.
UNVERIFIED = "UNVERIFIED"


@dataclass(frozen=True, eq=False)
class Combination:
    """A rule between the fields at a path of a type's inputs, and the error that AWS answers with."""

    type: ResourceType
    form: Form
    _: KW_ONLY
    at: str = ""
    error: str
    source: str


def rules(error: str, source: str, *rows: tuple[ResourceType, str, Form]) -> tuple[Combination, ...]:
    """The rules of some rows with the same error and source."""
    return tuple(Combination(kind, form, at=at, error=error, source=source) for kind, at, form in rows)
