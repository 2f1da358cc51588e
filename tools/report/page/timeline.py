"""The section on the deployment's time: a chart, the longest chain, and where the minutes come from."""

from tools.report.facts.timeline import Bar, Timeline
from tools.report.page.html import Markup, join, numeric, row, table, tag

BARS = ("resource", "minutes", "when")
WAITS = ("what waits", "for", "why")
TYPICAL = ("type", "minutes", "source")


def render(timeline: Timeline) -> Markup:
    """The figures, the chart, our own waits, and the typical minutes."""
    return join(_figures(timeline), _chart(timeline), _waits(timeline), _typical(timeline))


def _figures(timeline: Timeline) -> Markup:
    said = (
        f"With {timeline.places} resources at a time a deployment takes {timeline.programmed:.1f} typical minutes. AWS "
        f"itself forces {timeline.shortest:.1f} of them: the program takes {timeline.ratio:.2f} times the shortest. "
        f"With Pulumi's own limit on a machine with two cores it would take {timeline.few_places:.1f}."
    )
    measured = (
        "The chart shows an up against the simulated account, this machine's own time included."
        if timeline.measured
        else "The chart shows each resource as early as its dependencies allow."
    )
    return join(tag("p", said), tag("p", measured, class_="note"))


def _chart(timeline: Timeline) -> Markup:
    whole = timeline.minutes or 1.0
    rows = [_bar(bar, whole) for bar in timeline.bars]
    legend = tag(
        "p",
        tag("span", class_="swatch critical", aria_hidden="true"),
        " on the critical path ",
        tag("span", class_="swatch", aria_hidden="true"),
        " not on it",
        class_="legend",
    )
    caption = f"What takes a minute or more, and the critical path, over {whole:.1f} minutes"
    return join(legend, table(caption, BARS, rows, class_="gantt"))


def _bar(bar: Bar, whole: float) -> Markup:
    place = f"left:{100 * bar.start / whole:.2f}%;width:{max(100 * (bar.end - bar.start) / whole, 0.4):.2f}%"
    title = f"{bar.name}: minute {bar.start:.1f} to {bar.end:.1f}"
    drawn = tag("span", tag("span", style=place, class_="bar"), class_="track", title=title)
    name = join(
        tag("span", bar.name, class_="name"),
        tag("span", f"{bar.count} of {bar.kind}" if bar.count > 1 else bar.kind, class_="kind"),
        tag("span", "critical", class_="mark") if bar.critical else "",
    )
    return row(
        BARS, name, numeric(f"{bar.start:.1f} to {bar.end:.1f}"), drawn, class_="critical" if bar.critical else ""
    )


def _waits(timeline: Timeline) -> Markup:
    rows = [row(WAITS, wait.name, wait.first, wait.reason) for wait in timeline.own_waits]
    text = "Everything on the critical path waits only for what AWS forces."
    return table("Our own waits on the critical path, and why they remain", WAITS, rows) if rows else tag("p", text)


def _typical(timeline: Timeline) -> Markup:
    rows = [row(TYPICAL, kind, numeric(f"{minutes:g}"), source) for kind, minutes, source in timeline.typical]
    return table("Typical minutes of the slow types; none was measured on AWS", TYPICAL, rows)
