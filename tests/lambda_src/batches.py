"""What the tests of batches see: the statements that are sent, and what became of each message."""

from collections.abc import Callable, Generator
from contextlib import contextmanager

from tests.lambda_src.desk import Desk
from tests.lambda_src.queues import Handle
from tests.lambda_src.samples import event, failures
from tests.lambda_src.statements import before_each

WHOLE = ["SELECT", "INSERT", "INSERT", "COMMIT"]
ALONE = ["INSERT", "INSERT", "COMMIT"]


@contextmanager
def sending(hook: Callable[[int, str], None] = lambda index, word: None) -> Generator[list[str]]:
    """The statements that are sent meanwhile; the hook is called before each, with its index, and may send its own."""
    sent: list[str] = []
    hooked = False

    def note(word: str, connection: object) -> None:
        nonlocal hooked
        if hooked:
            return
        hooked = True
        hook(len(sent), word)
        hooked = False
        sent.append(word)

    with before_each(note):
        yield sent


def outcomes(desk: Desk) -> dict[str, str]:
    """What the log says about each payment or refused message."""
    found: dict[str, str] = {}
    for line in desk.logged():
        if line["message"] == "payments made":
            found |= {payment["message_id"]: payment["outcome"] for payment in line["payments"]}
        elif line["message"] == "payment refused":
            found[line["message_id"]] = line["reason"]
    return found


def answers(desk: Desk, texts: list[str], handle: Handle | None = None) -> list[str]:
    """The outcomes of a batch's messages, in their order."""
    happened = event(texts)
    assert failures((handle or desk.consumer())(happened)) == []
    found = outcomes(desk)
    return [found[record["messageId"]] for record in happened["Records"]]


def break_connections(desk: Desk) -> None:
    for (number,) in desk.rows("SELECT id FROM information_schema.processlist WHERE user LIKE 'pay%'"):
        desk.world.server.run(f"KILL {number}")
