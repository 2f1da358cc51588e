"""The event source of a region: whether its processor takes payments from its queue."""

from ops.failover.sites import Site
from ops.failover.steps import Outcome, Status
from ops.failover.work import Work

# Enabling, disabling and another update each take about a minute, and exclude each other.
SETTLES_SECONDS, EVERY_SECONDS = 600, 5


def switch(work: Work, site: Site, *, on: bool) -> Outcome:
    """Switches a site's event source on or off, where it is not so already, without waiting for it."""
    word, wanted = ("on", "Enabled") if on else ("off", "Disabled")
    client = work.client("lambda", site)

    def settled() -> str | None:
        state = client.get_event_source_mapping(UUID=site.event_source)["State"]
        return state if work.dry_run or state in ("Enabled", "Disabled") else None

    state = work.clock.until(
        settled, seconds=SETTLES_SECONDS, every=EVERY_SECONDS, what=f"a settled event source in {site.region}"
    )
    if state == wanted:
        return Outcome(Status.ALREADY, f"the event source in {site.region} is {word}")
    return work.change(
        f"the event source in {site.region} is switched {word}",
        lambda: client.update_event_source_mapping(UUID=site.event_source, Enabled=on),
    )


def is_on(work: Work, site: Site) -> bool:
    """Whether a site's processor takes payments, or is about to."""
    state = work.client("lambda", site).get_event_source_mapping(UUID=site.event_source)["State"]
    return state in ("Enabled", "Enabling")


def await_on(work: Work, site: Site) -> None:
    """Returns when a site's processor takes payments."""
    _await(work, site, "Enabled")


def await_drained(work: Work, site: Site) -> None:
    """Returns when a site's processor takes no more payments, and has finished those that it took."""
    _await(work, site, "Disabled")
    queue, name = work.client("sqs", site), "ApproximateNumberOfMessagesNotVisible"

    def finished() -> str | None:
        found = queue.get_queue_attributes(QueueUrl=site.queue_url, AttributeNames=[name])
        return name if found["Attributes"][name] == "0" else None

    work.clock.until(
        finished,
        seconds=SETTLES_SECONDS,
        every=EVERY_SECONDS,
        what=f"the end of the payments in flight in {site.region}",
    )


def _await(work: Work, site: Site, wanted: str) -> None:
    client = work.client("lambda", site)

    def reached() -> str | None:
        state = client.get_event_source_mapping(UUID=site.event_source)["State"]
        return state if state == wanted else None

    work.clock.until(
        reached, seconds=SETTLES_SECONDS, every=EVERY_SECONDS, what=f"{wanted} of the event source in {site.region}"
    )
