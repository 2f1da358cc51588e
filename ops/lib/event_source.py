"""The event source mapping of a region, by which its processor reads its queue."""

from typing import Protocol

from ops.lib.context import Context, Regional
from ops.lib.steps import Outcome, Status

# Enabling, disabling and another update each take about a minute, and exclude each other.
SETTLES_SECONDS, EVERY_SECONDS = 600, 5
# A queue's counts are right a minute after it has changed (botocore: sqs.GetQueueAttributes).
COUNTS_SECONDS = 60


class Reader(Regional, Protocol):
    """A region whose processor reads a queue, by the mapping with this id."""

    @property
    def event_source(self) -> str:
        """The id of the mapping."""
        ...

    @property
    def queue_url(self) -> str:
        """The queue."""
        ...


def switch(context: Context, site: Reader, *, on: bool) -> Outcome:
    """Switches a site's event source on or off, where it is not so already, without waiting for it."""
    word, wanted = ("on", "Enabled") if on else ("off", "Disabled")
    client = context.client("lambda", site)

    def settled() -> str | None:
        state = client.get_event_source_mapping(UUID=site.event_source)["State"]
        return state if context.dry_run or state in ("Enabled", "Disabled") else None

    state = context.clock.until(
        settled, seconds=SETTLES_SECONDS, every=EVERY_SECONDS, what=f"a settled event source in {site.region}"
    )
    if state == wanted:
        return Outcome(Status.ALREADY, f"the event source in {site.region} is {word}")
    return context.change(
        f"the event source in {site.region} is switched {word}",
        lambda: client.update_event_source_mapping(UUID=site.event_source, Enabled=on),
    )


def is_on(context: Context, site: Reader) -> bool:
    """Whether a site's processor takes payments, or is about to."""
    state = context.client("lambda", site).get_event_source_mapping(UUID=site.event_source)["State"]
    return state in ("Enabled", "Enabling")


def await_on(context: Context, site: Reader) -> None:
    """Returns when a site's processor takes payments."""
    _await(context, site, "Enabled")


def await_drained(context: Context, site: Reader) -> None:
    """Returns when a site's processor takes no more payments, and none is in flight."""
    _await(context, site, "Disabled")
    queue, name = context.client("sqs", site), "ApproximateNumberOfMessagesNotVisible"

    def finished() -> str | None:
        found = queue.get_queue_attributes(QueueUrl=site.queue_url, AttributeNames=[name])
        return name if found["Attributes"][name] == "0" else None

    context.clock.until(
        finished,
        seconds=SETTLES_SECONDS,
        every=EVERY_SECONDS,
        what=f"the end of the payments in flight in {site.region}",
        steadily=COUNTS_SECONDS,
    )


def _await(context: Context, site: Reader, wanted: str) -> None:
    client = context.client("lambda", site)

    def reached() -> str | None:
        state = client.get_event_source_mapping(UUID=site.event_source)["State"]
        return state if state == wanted else None

    context.clock.until(
        reached, seconds=SETTLES_SECONDS, every=EVERY_SECONDS, what=f"{wanted} of the event source in {site.region}"
    )
