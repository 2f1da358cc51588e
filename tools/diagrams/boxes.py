"""A resource as a box."""

from catalog import TYPES, rds
from tools.diagrams.drawing import Box, Place
from tools.diagrams.links import name
from tools.diagrams.locations import Locations
from tools.report.facts.rehearsed import Resource


def box(item: Resource, locations: Locations, component: str, places: tuple[Place, ...] | None = None) -> Box:
    """The box of a resource that has an icon, called as in its component; where it is unless places are given."""
    drawing = TYPES[item["type"]].drawing
    assert drawing is not None  # noqa: S101 (the caller has asked)
    standby = item["type"] == rds.INSTANCE.token and item["inputs"].get("multiAz")
    return Box(
        identity=name(item["urn"]),
        icon=drawing.icon,
        title=f"{drawing.title} with a standby" if standby else drawing.title,
        names=(name(item["urn"]).removeprefix(f"{component}-"),),
        places=locations.places(item) if places is None else places,
    )
