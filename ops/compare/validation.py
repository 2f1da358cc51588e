"""What DMS itself has counted and validated, table by table."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ops.lib.clients import Client

# In an archive; the rest of what DMS says of a table are times.
KEPT = (
    "SchemaName", "TableName", "TableState", "FullLoadRows", "FullLoadErrorRows", "Inserts", "Updates", "Deletes",
    "ValidationState", "ValidationPendingRecords", "ValidationFailedRecords", "ValidationSuspendedRecords",
)  # fmt: skip


def statistics(client: Client, arn: str, *, serverless: bool) -> list[Mapping[str, Any]]:
    """The statistics of all tables of a task, or of a serverless replication."""
    found: list[Mapping[str, Any]] = []
    page: dict[str, str] = {}
    while True:
        if serverless:
            answer = client.describe_replication_table_statistics(ReplicationConfigArn=arn, **page)
            found += answer["ReplicationTableStatistics"]
        else:
            answer = client.describe_table_statistics(ReplicationTaskArn=arn, **page)
            found += answer["TableStatistics"]
        if not answer.get("Marker"):
            return [{name: table[name] for name in KEPT if name in table} for table in found]
        page = {"Marker": answer["Marker"]}


def faults(found: Sequence[Mapping[str, Any]], tables: Sequence[str], *, final: bool) -> Iterator[str]:
    """What is wrong with the tables; where it is final nothing may be left to be loaded or validated."""
    by_name = {table["TableName"]: table for table in found}
    for name in tables:
        table = by_name.get(name)
        if table is None:
            yield f"{name}: DMS does not replicate it"
            continue
        for what in ("Failed", "Suspended"):
            if count := table.get(f"Validation{what}Records", 0):
                yield f"{name}: {count} rows have {what.lower()} DMS's validation"
        state, validated = table.get("TableState", "unknown"), table.get("ValidationState", "unknown")
        if "error" in state.lower():
            yield f"{name}: its state is {state}"
        elif final and (state, validated) != ("Table completed", "Validated"):
            yield f"{name}: its state is {state}, and its validation {validated}"
