"""The rotation's server and database, a queue, and a processor's surroundings."""

import os

# The logger reads it when it is imported.
os.environ.setdefault("POWERTOOLS_SERVICE_NAME", "payments")

from collections.abc import Iterator

import pytest
from moto.sqs import models

from lambda_src import handler
from tests.lambda_src.desk import STACK, Desk, Listening
from tests.lambda_src.queues import MAXIMUM_RECEIVES, PaymentQueue
from tests.rotation_lambda.conftest import bare, environment, server, world
from tests.rotation_lambda.world import World
from tests.support.agent import Agent, running

__all__ = ["bare", "environment", "server", "world"]


@pytest.fixture
def desk(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    made = Desk(world=world, queue=PaymentQueue())
    monkeypatch.setattr(models, "unix_time", made.queue.clock)
    monkeypatch.setattr(models, "unix_time_millis", lambda: made.queue.clock() * 1000)
    monkeypatch.setenv("QUEUE_URL", made.queue.url)
    monkeypatch.setenv("DEAD_LETTER_QUEUE_URL", made.queue.dead_url)
    monkeypatch.setenv("STACK", STACK)
    monkeypatch.setenv("MAX_RECEIVE_COUNT", str(MAXIMUM_RECEIVES))
    handler.processor.cache_clear()
    with Listening(made):
        yield made
    handler.processor.cache_clear()


@pytest.fixture
def agent() -> Iterator[Agent]:
    with running() as started:
        yield started
