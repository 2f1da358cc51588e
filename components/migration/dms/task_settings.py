"""The settings of a replication, in the one form that compares equal to what DMS answers."""

import json
from collections.abc import Mapping

from config.migration import ReplicationTask

# Where DMS keeps its own tables on the target, the failures of the validation among them.
CONTROL_SCHEMA = "awsdms_control"
# A row that cannot be written stops its table, and is never skipped.
ON_ERROR = "SUSPEND_TABLE"


def task_settings(task: ReplicationTask) -> str:
    """The settings that differ from DMS's own, or that must not: types as DMS answers them, keys in order.

    The provider compares the keys that are given with DMS's answer, by value and type, and leaves the rest to DMS.
    A log group is missing on purpose: DMS names it itself and refuses to be given a name.
    """
    settings: Mapping[str, Mapping[str, bool | int | str]] = {
        "TargetMetadata": {
            # Long values are never cut.
            "SupportLobs": True,
            "FullLobMode": True,
            "LimitedSizeLobMode": False,
            "InlineLobMaxSize": task.inline_lob_kib,
        },
        "FullLoadSettings": {
            # The schema is made by its numbered files, with its keys and checks.
            "TargetTablePrepMode": "DO_NOTHING",
            "MaxFullLoadSubTasks": task.parallel_tables,
            "CommitRate": task.commit_rate,
        },
        "Logging": {"EnableLogging": True},
        "ControlTablesSettings": {
            "ControlSchema": CONTROL_SCHEMA,
            "StatusTableEnabled": True,
            "SuspendedTablesTableEnabled": True,
            "HistoryTableEnabled": True,
        },
        "ValidationSettings": {
            "EnableValidation": True,
            "ValidationMode": "ROW_LEVEL",
            "ThreadCount": task.validation_threads,
        },
        # A change of the source's tables waits for somebody to change the schema here.
        "ChangeProcessingDdlHandlingPolicy": {
            "HandleSourceTableDropped": False,
            "HandleSourceTableTruncated": False,
            "HandleSourceTableAltered": False,
        },
        "ErrorBehavior": {
            "FailOnNoTablesCaptured": True,
            "DataErrorPolicy": ON_ERROR,
            "DataTruncationErrorPolicy": ON_ERROR,
            "TableErrorPolicy": ON_ERROR,
            "ApplyErrorDeletePolicy": ON_ERROR,
            "ApplyErrorInsertPolicy": ON_ERROR,
            "ApplyErrorUpdatePolicy": ON_ERROR,
        },
    }
    return json.dumps(settings, sort_keys=True, separators=(",", ":"))
