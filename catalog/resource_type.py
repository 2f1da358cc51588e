"""What is known of a type of resource."""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field

from catalog.drawing import Drawing, Link
from catalog.price import Price

# Where AWS names no time, and none was measured.
ESTIMATE = "estimate"


@dataclass(frozen=True, eq=False)
class ResourceType:
    """A type of resource, by its token, and the facts about it that do not depend on what the project makes of it.

    Patterns may hold `{region}`, `{account}`, `{name}`, `{path}`, and what AWS makes up: `{hex}` and `{uuid}`.

    Args:
        token: Pulumi's token of the type, such as `aws:sqs/queue:Queue`.
        id: the pattern of its ids.
        arn: the pattern of its output `arn`; empty where it has none.
        outputs: the patterns of its other outputs that need no more than the pattern.
        named_by: the input that holds its name.
        has_unique_name: whether its name is unique in a region, and not only below what it belongs to.
        cloudformation: its name in the CloudFormation registry; empty where the registry does not have it.
        minutes: how long its creation typically takes; none is measured here.
        source: where the minutes come from, if they are one or more.
        loose: the inputs that name another resource without holding on to it: it may be deleted before this one.
        not_looked_up: the inputs that AWS stores without asking whether what they name exists; `loose` ones are not
            repeated.
        writes_logs: whether it writes logs, into a group that the program makes.
        is_alarm: whether it notifies people.
        needs_alarm: whether it does something by itself that can fail once it exists.
        prices: what it costs while nothing happens.
        drawing: how the diagrams show it, if they do.
        links: the edges that the diagrams draw for it.
        stands_for: the input that names what the diagrams show in its place.
    """

    token: str
    _: KW_ONLY
    id: str
    arn: str = ""
    outputs: Mapping[str, str] = field(default_factory=dict[str, str])
    named_by: str = "name"
    has_unique_name: bool = True
    cloudformation: str = ""
    minutes: float = 0.05
    source: str = ""
    loose: tuple[str, ...] = ()
    not_looked_up: tuple[str, ...] = ()
    writes_logs: bool = False
    is_alarm: bool = False
    needs_alarm: bool = True
    prices: tuple[Price, ...] = ()
    drawing: Drawing | None = None
    links: tuple[Link, ...] = ()
    stands_for: str = ""
