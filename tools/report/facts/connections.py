"""Who may reach whom in a stack's networks, which way, and which way back."""

from collections import Counter
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
    """One question, with the answer of each pair of subnets that the two ends can be in.

    `needs_link` is whether an end is in a network of others that the program makes no way to.
    """

    network: str
    source: str
    target: str
    port: int
    purpose: str
    answers: Sequence[Answer]
    needs_link: bool = False

    @property
    def answer(self) -> Answer:
        """The answer of the first pair that can't talk, or else of the first."""
        return next((answer for answer in self.answers if not answer.reached), self.answers[0])


@dataclass(frozen=True, kw_only=True)
class Refused:
    """How often one end was asked for beside the table, by any other at any port, and was not reached."""

    network: str
    target: str
    times: int


@dataclass(frozen=True, kw_only=True)
class Connections:
    """The connections of the table, those beside it that are possible, and how many others are not."""

    meant: Sequence[Connection]
    possible: Sequence[Connection]
    refused: Sequence[Refused]

    @property
    def others(self) -> int:
        """How many were asked for beside the table."""
        return len(self.possible) + sum(item.times for item in self.refused)


def connections(rehearsed: Rehearsed) -> Connections:
    """The answers for each network of a stack; none for a stack without networks."""
    meant: list[Connection] = []
    possible: list[Connection] = []
    refused: Counter[tuple[str, str]] = Counter()
    for network, traffic, name in of_stack(_config(rehearsed.stack), rehearsed.resources):
        blocks: set[Peer] = {*outside(network, flows(traffic))}
        meant += [_connection(item, blocks) for item in asked(network, traffic, name)]
        for flow in forbidden(network, traffic):
            found = question(network, flow, name)
            reached = _possible(found, network)
            possible += reached
            refused[network.name, _label(flow.destination)] += len(found.answers) - len(reached)
    left = [Refused(network=network, target=target, times=times) for (network, target), times in refused.items()]
    return Connections(meant=meant, possible=possible, refused=[item for item in left if item.times])


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
        answers=answers or [none],
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
            answers=[answer],
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
