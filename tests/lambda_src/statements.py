"""A hook before each statement that is sent to the server."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from pymysql.connections import Connection

# Those of a payment; a new connection has some of its own.
OF_PAYMENTS = ("INSERT", "SELECT", "COMMIT", "ROLLBACK")


@contextmanager
def before_each(hook: Callable[[str, Any], None]) -> Generator[None]:
    """Calls a hook with the first word of each statement of payments, and its connection, before it is sent."""
    name = "_execute_command"
    whole: Any = getattr(Connection, name)

    def hooked(connection: Any, command: int, statement: Any) -> Any:
        text = statement.decode(errors="replace") if isinstance(statement, bytes | bytearray) else str(statement)
        word = text.split(maxsplit=1)[0] if text else ""
        # Nothing is sent over a closed connection.
        if word in OF_PAYMENTS and connection.open:
            hook(word, connection)
        return whole(connection, command, statement)

    setattr(Connection, name, hooked)
    try:
        yield
    finally:
        setattr(Connection, name, whole)
