"""What a fault acts on: functions that take batches from the queue, their server, and their flags."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from lambda_src.flags import Flags
from tests.lambda_src.desk import Desk
from tests.lambda_src.queues import Handle
from tests.lambda_src.samples import failures
from tests.rotation_lambda.server import Process
from tests.support.agent import Agent

Records = list[dict[str, Any]]


@dataclass(kw_only=True)
class Scene:
    """What a fault acts on; it may replace how messages are sent, and how a batch of them is delivered."""

    desk: Desk
    process: Process
    agent: Agent
    # What has to hold until the last payment is booked, and is undone after that.
    lasting: ExitStack = field(default_factory=ExitStack)
    # The messages that were sent and are no payments.
    no_payments: list[str] = field(default_factory=list[str])
    send: Callable[[list[str]], None] = field(init=False)
    deliver: Callable[[Records], None] = field(init=False)

    def __post_init__(self) -> None:
        self.send = self.desk.queue.send
        self.deliver = self.hand_over
        self._function = self.start()

    def start(self) -> Handle:
        """A function that has just started."""
        clock = self.desk.queue.clock
        return self.desk.consumer(
            Flags(self.agent.source(), unavailable=lambda: None, clock=clock, pause=lambda seconds: None)
        )

    def run(self, records: Records, function: Handle | None = None) -> Records:
        """One invocation, by default of the function that was there before; returns what Lambda is to delete then.

        What failed stays in flight until its visibility timeout is over.
        """
        again = failures((function or self._function)({"Records": records}))
        return [record for record in records if record["messageId"] not in again]

    def hand_over(self, records: Records) -> None:
        self.desk.queue.acknowledge(self.run(records))

    def hand_to_new(self, records: Records) -> None:
        """To a function that has neither a connection nor a credential yet."""
        self.desk.queue.acknowledge(self.run(records, self.start()))
