"""What has to be true before the copy begins, and the processor of the new side, which waits until the end."""

from collections.abc import Iterator

from ops.cutover.parts import Cutover, no_go, unknown
from ops.lib import event_source
from ops.lib.steps import Outcome, Status

# Of a run of DMS's assessment; a warning is for people to read.
PASSED = ("passed", "warning")
WAITING = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)


def check(cutover: Cutover) -> Outcome:
    """Looks at all that a cutover needs; raises StepError with everything that is in its way. It changes nothing."""
    note = cutover.note()
    if note and note.returned and not cutover.allowed.again:
        raise no_go("payments were moved back to the old side: say --again to load everything once more")
    if note and note.opened and not note.returned:
        return Outcome(Status.ALREADY, "payments are on: the databases have parted, and the old one follows")
    faults = [*_way_back(cutover), *unknown(cutover.copy)]
    if note is None or note.still is None:
        faults += [*_beginning(cutover), *_assessment(cutover)]
    if faults:
        raise no_go(*faults)
    return Outcome(Status.DONE, "the copy can begin, or goes on")


def hold(cutover: Cutover) -> Outcome:
    """The processor of the new side takes no payments, and none is in flight there, until they are opened."""
    note = cutover.note()
    if note and note.opened and not note.returned:
        return Outcome(Status.ALREADY, "payments are on")
    outcome = event_source.switch(cutover.context, cutover.payments, on=False)
    if not cutover.context.dry_run:
        event_source.await_drained(cutover.context, cutover.payments)
    return outcome


def waiting(cutover: Cutover) -> int:
    """How many messages the queue of the new side has, in flight or put off ones included."""
    found = cutover.client("sqs").get_queue_attributes(
        QueueUrl=cutover.payments.queue_url, AttributeNames=list(WAITING)
    )["Attributes"]
    return sum(int(found[name]) for name in WAITING)


def _way_back(cutover: Cutover) -> Iterator[str]:
    if cutover.allowed.one_way:
        return
    if cutover.back is None:
        yield (
            "there is no copy back, so that nobody could turn back once payments are on: set "
            "payments:migration.dms.reverse, or say --one-way"
        )


def _beginning(cutover: Cutover) -> Iterator[str]:
    """A load into tables with rows keeps those rows, whatever the old database has in them, and tells nobody."""
    if not cutover.copy.state().new:
        return
    if cutover.new_rows() and not cutover.allowed.again:
        yield "the new database has payments already, and a load would keep them as they are: empty its tables"
    if count := waiting(cutover):
        yield f"{count} payments wait in the new queue: nobody may send any there yet"
    if cutover.back and not cutover.back.state().at_rest:
        yield f"{cutover.back.name} runs: stop it"


def _assessment(cutover: Cutover) -> Iterator[str]:
    """What DMS has found before the load."""
    run = cutover.runs.latest()
    if run is None:
        yield "the migration is not assessed: `make assess` (with --start where it is serverless)"
    elif run.status not in PASSED:
        yield f"the assessment is {run.status}: `make assess` says what to do"
