"""The server's parameters, each with the reason for it."""

from pulumi_aws.rds import ParameterGroupParameterArgsDict

# All of them are dynamic: they hold without a restart.
DYNAMIC = "immediate"


def parameters(*, loaded: bool = False) -> list[ParameterGroupParameterArgsDict]:
    """The parameters that differ from those of RDS; a server that is loaded takes rows from a client's file."""
    return [
        # Plaintext connections are refused.
        {"name": "require_secure_transport", "value": "1", "apply_method": DYNAMIC},
        # Change capture (DMS) reads whole rows.
        {"name": "binlog_format", "value": "ROW", "apply_method": DYNAMIC},
        {"name": "binlog_row_image", "value": "full", "apply_method": DYNAMIC},
        # Timestamps mean the same everywhere.
        {"name": "time_zone", "value": "UTC", "apply_method": DYNAMIC},
        # What takes longer than a second goes to the exported log.
        {"name": "slow_query_log", "value": "1", "apply_method": DYNAMIC},
        {"name": "long_query_time", "value": "1", "apply_method": DYNAMIC},
        {"name": "log_output", "value": "FILE", "apply_method": DYNAMIC},
        # A client's file is no source of rows, but while DMS loads them so (its user guide, MySQL assessments).
        {"name": "local_infile", "value": "1" if loaded else "0", "apply_method": DYNAMIC},
        # Every commit is on disk and in the binlog before it is acknowledged.
        {"name": "innodb_flush_log_at_trx_commit", "value": "1", "apply_method": DYNAMIC},
        {"name": "sync_binlog", "value": "1", "apply_method": DYNAMIC},
    ]
