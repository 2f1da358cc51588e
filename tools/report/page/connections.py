"""The section on who reaches whom."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from tools.report.facts.connections import Connection, Connections
from tools.report.facts.pictures import Picture
from tools.report.page.html import Markup, join, numeric, row, table, tag
from tools.report.page.pictures import NONE, figure

HEADINGS = ("from", "to", "port", "answer", "way there", "way back")


LEGEND = (
    "A line has heads at both ends where the answers come back by the same way. It is at port 443 unless it says "
    "another. Blue stays in the network, green leaves through a gateway endpoint, grey through the firewall, the NAT "
    "gateway and the internet gateway; dashed violet needs a way that the program does not make. What is meant and not "
    "possible, or possible and not meant, is dashed in orange or red and says so. What was asked for beside the table "
    "and is refused is counted below the one that it was to reach."
)


def render(connections: Connections, ways: Mapping[str, Picture]) -> Markup:
    """What was asked beside the table and is possible all the same, then each network's picture and connections."""
    said = (
        f"Each connection of the table of traffic was asked for from each zone to each. {connections.others:,} others "
        f"between any two of the same ends were asked for too: {len(connections.possible)} of them are possible. "
        "Where several pairs of subnets talk, the way is that of the first."
    )
    networks = [
        join(
            figure(ways[network]) if network in ways else "",
            table(f"Connections of {network}", HEADINGS, [_row(item) for item in items]),
        )
        for network, items in groupby(connections.meant, lambda item: item.network)
    ]
    legend = tag("p", LEGEND, class_="note") if ways else tag("p", NONE, class_="note")
    return join(tag("p", said), _unmeant(connections.possible), legend, *networks)


def _unmeant(items: Sequence[Connection]) -> Markup:
    return table("Possible and not meant", HEADINGS, [_row(item) for item in items]) if items else join()


def _row(item: Connection) -> Markup:
    return row(
        HEADINGS,
        join(tag("span", item.source, class_="name"), tag("span", item.purpose, class_="kind")),
        tag("span", item.target, class_="whole"),
        numeric(str(item.port)),
        _answer(item),
        _way(item, item.answer.there),
        _way(item, item.answer.back),
    )


def _answer(item: Connection) -> Markup:
    if not item.answer.reached:
        why = f"{item.answer.stopped_by} {item.answer.why}"
        return join(tag("span", "no", class_="mark"), tag("span", why, class_="note"))
    pairs = "1 pair of subnets" if len(item.answers) == 1 else f"{len(item.answers)} pairs of subnets"
    link = f"{pairs}, once something leads there" if item.needs_link else pairs
    return join("yes", " ", tag("span", link, class_="note"))


def _way(item: Connection, hops: Sequence[str]) -> str:
    """The hops without the network's name, which the table has."""
    return ", ".join(hop.removeprefix(f"{item.network}-") for hop in hops) or "-"
