"""The section of pictures: the stack open, each component folded."""

import base64
from collections.abc import Sequence

from tools.report.facts.pictures import Picture
from tools.report.page.html import Markup, join, tag

NONE = "Graphviz is not installed: this report has no pictures. Install it, or look at docs/diagrams/."


def render(pictures: Sequence[Picture]) -> Markup:
    """The pictures; a line where there are none."""
    if not pictures:
        return tag("p", NONE, class_="note")
    stack, *components = pictures
    folded = (
        tag("details", tag("summary", tag("span", item.title, class_="name")), figure(item)) for item in components
    )
    return join(figure(stack), *folded)


def figure(picture: Picture) -> Markup:
    """A picture with its title for those who can't see it."""
    data = base64.b64encode(picture.svg.encode()).decode()
    # What scrolls has to be reached by keyboard.
    image = tag("img", src=f"data:image/svg+xml;base64,{data}", alt=picture.title)
    return tag("figure", image, tabindex="0", aria_label=picture.title, role="group")
