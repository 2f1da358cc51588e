"""A payment's message as Lambda delivers it, and what a copy of it carries."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# When a message was first sent, in milliseconds as SQS's own SentTimestamp, which starts anew with each copy.
FIRST_SENT = "FirstSentTimestamp"
# What SQS takes.
MOST_ATTRIBUTES = 10


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message as Lambda delivers it; `source` is the ARN of its queue, `group` the tenant of a fair queue.

    `first_sent` is when it was sent before anything parked it, in seconds, and `receives` how often this copy of it
    was delivered, this time included.
    """

    message_id: str
    body: str = field(repr=False)
    attributes: Mapping[str, Any] = field(repr=False)
    source: str
    first_sent: float
    receives: int
    group: str | None = None

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Message":
        """The message of one of an event's records."""
        system: Mapping[str, str] = record["attributes"]
        attributes: Mapping[str, Any] = record.get("messageAttributes") or {}
        sent = int(system["SentTimestamp"])
        return cls(
            message_id=record["messageId"],
            body=record["body"],
            attributes=attributes,
            source=record["eventSourceARN"],
            first_sent=_first_sent(attributes.get(FIRST_SENT), sent) / 1000,
            receives=int(system["ApproximateReceiveCount"]),
            group=system.get("MessageGroupId"),
        )

    def copy(self) -> dict[str, Any]:
        """An entry that sends the message again: as it came, and with the time when it was first sent."""
        attributes = {name: _attribute(value) for name, value in self.attributes.items()}
        if FIRST_SENT in attributes or len(attributes) < MOST_ATTRIBUTES:
            attributes[FIRST_SENT] = {"DataType": "Number", "StringValue": f"{self.first_sent * 1000:.0f}"}
        copied: dict[str, Any] = {"MessageBody": self.body, "MessageAttributes": attributes}
        return copied | {"MessageGroupId": self.group} if self.group else copied


def text_attribute(value: str) -> dict[str, str]:
    """A text as an attribute that SQS takes."""
    return {"DataType": "String", "StringValue": value}


def _first_sent(attribute: Mapping[str, Any] | None, sent: int) -> int:
    """In milliseconds; a sender may put anything into the attribute, but nothing is first sent after it was sent."""
    value = str((attribute or {}).get("stringValue"))
    return min(int(value), sent) if value.isascii() and value.isdigit() and len(value) == len(str(sent)) else sent


def _attribute(value: Mapping[str, Any]) -> dict[str, Any]:
    """An attribute as SQS takes it, from one as Lambda delivers it."""
    if value["dataType"].startswith("Binary"):
        return {"DataType": value["dataType"], "BinaryValue": b64decode(value["binaryValue"])}
    return {"DataType": value["dataType"], "StringValue": value["stringValue"]}
