"""How long dead letters are kept, beside the messages of their source."""

import json
from typing import Any

import pytest

from catalog import sqs
from simulated_aws.modelling import AwsError
from tests.simulated_aws.kinds.conftest import HOME, Networks

DAY = 86_400


def queue(networks: Networks, name: str, days: int | None, dead_letters: str = "") -> str:
    """The id of a new queue."""
    return networks.make(sqs.QUEUE.token, inputs(networks, name, days, dead_letters))


def inputs(networks: Networks, name: str, days: int | None, dead_letters: str = "") -> dict[str, Any]:
    fifo = {"fifoQueue": True} if name.endswith(".fifo") else {}
    kept = {} if days is None else {"messageRetentionSeconds": days * DAY}
    target = {"deadLetterTargetArn": networks.arn(dead_letters), "maxReceiveCount": 5} if dead_letters else None
    redrive = {"redrivePolicy": json.dumps(target)} if target else {}
    return {"name": name, **fifo, **kept, **redrive}


# Nothing stands for the four days of a queue that says nothing.
@pytest.mark.parametrize(("source", "dead"), [(14, 14), (5, 4), (None, None), (4, None), (None, 4)])
def test_dead_letters_that_are_not_kept_longer_than_their_source_are_refused(
    networks: Networks, source: int | None, dead: int | None
) -> None:
    dead_letters = queue(networks, "dead", dead)
    with pytest.raises(AwsError, match="messageRetentionSeconds: InvalidAttributeValue: dead letters are kept"):
        queue(networks, "source", source, dead_letters)


@pytest.mark.parametrize(("source", "dead"), [(10, 14), (None, 5), (3, None)])
def test_dead_letters_that_are_kept_longer_are_taken(networks: Networks, source: int | None, dead: int | None) -> None:
    queue(networks, "source", source, queue(networks, "dead", dead))


def test_messages_of_a_fifo_queue_begin_anew(networks: Networks) -> None:
    queue(networks, "source.fifo", 14, queue(networks, "dead.fifo", 1))


def test_dead_letters_are_not_shortened_below_their_source(networks: Networks) -> None:
    dead_letters = queue(networks, "dead", 14)
    queue(networks, "source", 10, dead_letters)
    account = networks.account
    with pytest.raises(AwsError, match="dead letters are kept 864000 seconds"):
        account.update(dead_letters, {**inputs(networks, "dead", 10), "region": HOME})
    account.update(dead_letters, {**inputs(networks, "dead", 11), "region": HOME})
