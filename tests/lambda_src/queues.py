"""SQS for the tests: moto's queue with its dead-letter queue, and Lambda's poller in front of the handler."""

import json
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.sqs.models import Queue, sqs_backends

from lambda_src.parking import MOST_SECONDS
from tests.lambda_src.samples import event_record, failures
from tests.support.aws import REGION, client

Handle = Callable[[Mapping[str, Any]], dict[str, Any]]

MAXIMUM_RECEIVES = 5
MAXIMUM_POLLS = 200
# As the queue has it: six times what an invocation may take.
VISIBILITY_SECONDS = 180


class Clock:
    """The time of the queue and of those who use it: the machine's, and what a test adds."""

    def __init__(self) -> None:
        self.added = 0.0
        self._machine = time.time

    def __call__(self) -> float:
        return self._machine() + self.added

    def stop(self) -> None:
        """From now on no time passes but what a test adds, in whole seconds, so that each run has the same times."""
        now = float(int(time.time()))
        self._machine = lambda: now


class LockedClient:
    """A client that several threads may use: moto changes its lists without a lock."""

    def __init__(self, region: str) -> None:
        self._client = client("sqs", region)
        self._lock = threading.Lock()
        # What the next batches are answered instead of being sent.
        self.faults: list[Exception | dict[str, Any]] = []
        # The batches that it was asked to send: moto forgets the system attributes of a batch's messages.
        self.batches: list[list[dict[str, Any]]] = []

    def __getattr__(self, operation: str) -> Callable[..., dict[str, Any]]:
        def call(**arguments: Any) -> dict[str, Any]:
            with self._lock:
                if operation == "send_message_batch":
                    self.batches.append(arguments["Entries"])
                if operation == "send_message_batch" and self.faults:
                    fault = self.faults.pop(0)
                    if isinstance(fault, Exception):
                        raise fault
                    return fault
                return getattr(self._client, operation)(**arguments)

        return call

    def send_message_batch(self, **arguments: Any) -> dict[str, Any]:
        return self.__getattr__("send_message_batch")(**arguments)


class PaymentQueue:
    """The queue of the payments, and its dead-letter queue."""

    def __init__(self, name: str = "payments", region: str = REGION) -> None:
        self._name, self._region = name, region
        self.clock = Clock()
        self.client = LockedClient(region)
        self.dead_url = self.client.create_queue(QueueName=f"{name}-dead-letters")["QueueUrl"]
        policy = {"deadLetterTargetArn": self._arn(self.dead_url), "maxReceiveCount": MAXIMUM_RECEIVES}
        self.url = self.client.create_queue(QueueName=name)["QueueUrl"]
        self.client.set_queue_attributes(QueueUrl=self.url, Attributes={"RedrivePolicy": json.dumps(policy)})
        self.arn = self._arn(self.url)

    def send(self, texts: Sequence[str], **more: Any) -> None:
        for start in range(0, len(texts), 10):
            entries = [
                {"Id": str(number), "MessageBody": text, **more}
                for number, text in enumerate(texts[start : start + 10])
            ]
            assert not self.client._client.send_message_batch(QueueUrl=self.url, Entries=entries).get("Failed")  # pyright: ignore[reportPrivateUsage] (past the faults)

    def receive(self, most: int = 10) -> list[dict[str, Any]]:
        """A batch as Lambda delivers it; its messages are in flight."""
        received = self.client.receive_message(
            QueueUrl=self.url,
            MaxNumberOfMessages=most,
            VisibilityTimeout=VISIBILITY_SECONDS,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        return [self._record(message) for message in received.get("Messages", [])]

    def acknowledge(self, records: Sequence[Mapping[str, Any]]) -> None:
        entries = [{"Id": str(number), "ReceiptHandle": one["receiptHandle"]} for number, one in enumerate(records)]
        if entries:
            self.client.delete_message_batch(QueueUrl=self.url, Entries=entries)

    def return_now(self, records: Sequence[Mapping[str, Any]]) -> None:
        """Ends their visibility timeout."""
        for record in records:
            self.client.change_message_visibility(
                QueueUrl=self.url, ReceiptHandle=record["receiptHandle"], VisibilityTimeout=0
            )

    def poll(self, handle: Handle, most: int = 10) -> bool:
        """One batch through the handler, as Lambda does it; False where the queue has nothing to deliver."""
        records = self.receive(most)
        if not records:
            return False
        try:
            again = failures(handle({"Records": records}))
        except BaseException:
            self.return_now(records)
            raise
        self.acknowledge([record for record in records if record["messageId"] not in again])
        self.return_now([record for record in records if record["messageId"] in again])
        return True

    def drain(self, handle: Handle, most: int = 10) -> None:
        """Polls until there is nothing to deliver."""
        for _ in range(MAXIMUM_POLLS):
            if not self.poll(handle, most):
                return
        pytest.fail(f"the queue still delivers after {MAXIMUM_POLLS} batches")

    def count(self) -> int:
        """All messages, including those in flight and those that are delayed."""
        names = ("", "NotVisible", "Delayed")
        attributes = self.client.get_queue_attributes(
            QueueUrl=self.url, AttributeNames=[f"ApproximateNumberOfMessages{name}" for name in names]
        )["Attributes"]
        return sum(int(number) for number in attributes.values())

    def delayed(self) -> int:
        name = "ApproximateNumberOfMessagesDelayed"
        found = self.client.get_queue_attributes(QueueUrl=self.url, AttributeNames=[name])
        return int(found["Attributes"][name])

    def later(self) -> None:
        """So much time has passed that everything that was delayed can be delivered."""
        self.clock.added += MOST_SECONDS

    def parked(self) -> list[str]:
        """The bodies of what is delayed."""
        return [message.body for message in list(self._stored()._messages) if message.delayed]  # pyright: ignore[reportPrivateUsage] (SQS shows it to nobody)

    def bodies(self) -> list[str]:
        return [message.body for message in self._stored()._messages]  # pyright: ignore[reportPrivateUsage] (as above)

    def dead_letters(self) -> list[dict[str, Any]]:
        """Takes all messages from the dead-letter queue."""
        found: list[dict[str, Any]] = []
        while batch := self.client.receive_message(
            QueueUrl=self.dead_url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        ).get("Messages"):
            for message in batch:
                self.client.delete_message(QueueUrl=self.dead_url, ReceiptHandle=message["ReceiptHandle"])
                attributes = message.get("MessageAttributes", {})
                texts = {name: value.get("StringValue") or value["BinaryValue"] for name, value in attributes.items()}
                found.append({"body": message["Body"], **texts})
        return found

    def _stored(self) -> Queue:
        return sqs_backends[DEFAULT_ACCOUNT_ID][self._region].queues[self._name]

    def _arn(self, url: str) -> str:
        found = self.client.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        return found["Attributes"]["QueueArn"]

    def _record(self, message: Mapping[str, Any]) -> dict[str, Any]:
        attributes: dict[str, dict[str, Any]] = {
            name: {
                "stringValue": value.get("StringValue"),
                "binaryValue": b64encode(value["BinaryValue"]).decode() if "BinaryValue" in value else None,
                "stringListValues": [],
                "binaryListValues": [],
                "dataType": value["DataType"],
            }
            for name, value in message.get("MessageAttributes", {}).items()
        }
        return event_record(
            message["MessageId"],
            message["Body"],
            receiptHandle=message["ReceiptHandle"],
            attributes=message["Attributes"],
            messageAttributes=attributes,
            eventSourceARN=self.arn,
        )
