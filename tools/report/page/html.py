"""HTML that is escaped unless it is known to be some."""

from html import escape

VOID = frozenset({"img", "input"})


class Markup(str):
    """A text that is HTML already."""

    __slots__ = ()


def tag(name: str, *children: str, **attributes: str | bool | None) -> Markup:
    """An element; an attribute `data_kind` is `data-kind`, `class_` is `class`, and one of False or None is none."""
    given = "".join(_attribute(key, value) for key, value in attributes.items())
    return Markup(f"<{name}{given}>" if name in VOID else f"<{name}{given}>{join(*children)}</{name}>")


def join(*parts: str) -> Markup:
    """Elements and texts one after the other."""
    return Markup("".join(part if isinstance(part, Markup) else escape(part) for part in parts))


def table(caption: str, headings: tuple[str, ...], rows: list[Markup], class_: str = "") -> Markup:
    """A table that a phone shows as a list; each of the rows is made by `row`."""
    head = tag("tr", *(tag("th", heading, scope="col", role="columnheader") for heading in headings), role="row")
    return tag(
        "table",
        tag("caption", caption),
        tag("thead", head, role="rowgroup"),
        tag("tbody", *rows, role="rowgroup"),
        role="table",
        class_=class_ or None,
    )


def row(headings: tuple[str, ...], *cells: str, class_: str = "") -> Markup:
    """A row whose first cell names it."""
    named = zip(headings, cells, strict=True)
    made = [
        tag(
            "td" if position else "th",
            cell,
            data_label=heading,
            role="cell" if position else "rowheader",
            scope=None if position else "row",
        )
        for position, (heading, cell) in enumerate(named)
    ]
    return tag("tr", *made, role="row", class_=class_ or None)


def numeric(text: str) -> Markup:
    """A number in digits of equal width."""
    return tag("span", text, class_="number")


def _attribute(key: str, value: str | bool | None) -> str:
    name = key.rstrip("_").replace("_", "-")
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(value)}"'
