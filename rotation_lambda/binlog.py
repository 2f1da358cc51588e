"""How long the server keeps its binlog, for a copy that reads it."""

from lambdas.shared.database import DatabaseError, Session, execute
from lambdas.shared.log import note

# No such procedure: the server is none of RDS.
NO_PROCEDURE = 1305


def keep(connection: Session, hours: int | None) -> None:
    """RDS keeps the binlog for so many hours; without a number it deletes what no replica of its own needs.

    Another server keeps it as it is set up to: only RDS has the procedure.
    """
    value = "NULL" if hours is None else f"{hours:d}"
    try:
        execute(connection, f"CALL mysql.rds_set_configuration('binlog retention hours', {value})")
    except DatabaseError as error:
        if error.errno != NO_PROCEDURE:
            raise
        note("not a server of RDS: it keeps its binlog as it is set up to")
