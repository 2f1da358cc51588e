"""Who may reach whom in a stack's networks, which way, and which way back."""

from collections.abc import Sequence
from dataclasses import dataclass

from config.load import StackConfig
from config.project import PROJECT
from config.traffic import INTERNET, Flow, GatewayService, Peer, flows
from tools.reachability.questions import Asked, asked, forbidden, of_stack, outside, question
from tools.reachability.resources import Network
from tools.reachability.ways import Answer
from tools.report.facts.rehearsed import Rehearsed


@dataclass(frozen=True, kw_only=True)
class Connection:
    """One question, with the answer of the first pair of subnets, or of the first that can't talk; `pairs` counts them.

    `needs_link` is whether an end is in a network of others that the program makes no way to.
    """

    network: str
    source: str
    target: str
    port: int
    purpose: str
    answer: Answer
    pairs: int
    needs_link: bool = False


@dataclass(frozen=True, kw_only=True)
class Connections:
    """The connections of the table, how many others were asked about, and those of them that are possible."""

    meant: Sequence[Connection]
    others: int
    possible: Sequence[Connection]


def connections(rehearsed: Rehearsed) -> Connections:
    """The answers for each network of a stack; none for a stack without networks."""
    meant: list[Connection] = []
    possible: list[Connection] = []
    others = 0
    for network, traffic, name in of_stack(_config(rehearsed.stack), rehearsed.resources):
        blocks: set[Peer] = {*outside(network, flows(traffic))}
        meant += [_connection(item, blocks) for item in asked(network, traffic, name)]
        for flow in forbidden(network, traffic):
            found = question(network, flow, name)
            others += len(found.answers)
            possible += _possible(found, network)
    return Connections(meant=meant, others=others, possible=possible)


def _config(stack: str) -> StackConfig:
    return StackConfig.from_file(PROJECT / f"Pulumi.{stack}.yaml")


def _connection(item: Asked, blocks: set[Peer]) -> Connection:
    answers = [answer for _, _, answer in item.answers]
    none = Answer(stopped_by=item.network, why="has no place for one of the two")
    return Connection(
        network=item.network,
        source=_label(item.flow.source),
        target=_label(item.flow.destination),
        port=item.flow.port,
        purpose=item.flow.purpose,
        answer=next((answer for answer in answers if not answer.reached), answers[0] if answers else none),
        pairs=len(answers),
        needs_link=not blocks.isdisjoint(_ends(item.flow)),
    )


def _possible(item: Asked, network: Network) -> list[Connection]:
    return [
        Connection(
            network=network.name,
            source=_label(item.flow.source),
            target=_label(item.flow.destination),
            port=item.flow.port,
            purpose=item.flow.purpose,
            answer=answer,
            pairs=1,
        )
        for _, _, answer in item.answers
        if answer.reached
    ]


def _ends(flow: Flow) -> set[Peer]:
    return {flow.source, flow.destination}


def _label(peer: Peer) -> str:
    if isinstance(peer, GatewayService):
        return peer.service
    return "the internet" if peer == INTERNET else str(peer)
