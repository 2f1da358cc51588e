"""A payment's message as Lambda delivers it, and what a copy of it carries."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# When a message was first sent, in milliseconds as SQS's own SentTimestamp, which starts anew with each copy.
FIRST_SENT = "FirstSentTimestamp"
# What SQS takes: attributes of a message, and bytes of a message with its attributes, or of all messages of a call.
MOST_ATTRIBUTES = 10
MOST_BYTES = 1_048_576
# The only system attribute that a sender may set; it does not count as bytes.
TRACE = "AWSTraceHeader"

Attribute = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message as Lambda delivers it; `source` is the ARN of its queue, `group` the tenant of a fair queue, and
    `trace` the X-Ray header that its sender gave it.

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
    trace: str | None = None

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
            trace=system.get(TRACE),
        )

    def parked(self) -> dict[str, Any]:
        """An entry that sends the message again: as it came, and with the time when it was first sent."""
        return self.copy({FIRST_SENT: {"DataType": "Number", "StringValue": f"{self.first_sent * 1000:.0f}"}})

    def copy(self, ours: Mapping[str, Attribute]) -> dict[str, Any]:
        """An entry that sends the message as it came, with those of our attributes for which SQS leaves room."""
        attributes = {name: _attribute(value) for name, value in self.attributes.items()}
        for name, value in ours.items():
            more = attributes | {name: dict(value)}
            if len(more) <= MOST_ATTRIBUTES and size(self.body, more) <= MOST_BYTES:
                attributes = more
        copied: dict[str, Any] = {"MessageBody": self.body, "MessageAttributes": attributes}
        if self.group:
            copied["MessageGroupId"] = self.group
        if trace := _without_lineage(self.trace or ""):
            copied["MessageSystemAttributes"] = {TRACE: text_attribute(trace)}
        return copied


def size(body: str, attributes: Mapping[str, Attribute]) -> int:
    """The bytes that SQS counts: the body's, and those of the attributes' names, types and values."""
    texts = [body, *attributes]
    for value in attributes.values():
        texts += [value["DataType"], value.get("StringValue", "")]
    binaries = sum(len(value.get("BinaryValue", b"")) for value in attributes.values())
    return binaries + sum(len(text.encode(errors="replace")) for text in texts)


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


def _without_lineage(trace: str) -> str:
    """A trace header without Lambda's count of the functions that led to it: it would take parking for a loop."""
    return ";".join(part for part in trace.split(";") if not part.strip().startswith("Lineage="))
