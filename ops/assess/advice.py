"""What to do about an individual assessment by its name, as DMS's guide has them ("MySQL assessments")."""

from collections.abc import Mapping

SOURCE = "in the old database's parameter group: "
ADVICE: Mapping[str, str] = {
    "all-check-source-selection-rules": "see `migration.dms.tableMappings`: the old database has none of its tables",
    "all-check-target-read-replica": "cut over in the region that serves: the target must not be a replica",
    "full-lob-not-nullable-at-target": "let the column be NULL on the target until the migration is over",
    "mysql-check-binlog-compression": f"{SOURCE}binlog_transaction_compression OFF",
    "mysql-check-binlog-enabled": "enable the old database's backups: without them RDS writes no binlog",
    "mysql-check-binlog-format": f"{SOURCE}binlog_format ROW",
    "mysql-check-binlog-image": f"{SOURCE}binlog_row_image FULL",
    "mysql-check-binlog-retention-time": (
        "in the old database: CALL mysql.rds_set_configuration('binlog retention hours', 48)"
    ),
    "mysql-check-cascade-constraints": "replace what cascades in the old database: its binlog does not have it",
    "mysql-check-database-role": "use the old primary as the source, or set log_slave_updates on its replica",
    "mysql-check-expire-logs-days": f"{SOURCE}binlog_expire_logs_seconds above 0",
    "mysql-check-generated-columns": "the new schema has to generate these columns itself",
    "mysql-check-invisible-columns": "make the columns visible: DMS does not copy what is invisible",
    "mysql-check-max-allowed-packet-lob": "raise max_allowed_packet on both sides above the longest value",
    "mysql-check-pk-validity": "give the table a primary key: without one nothing is validated",
    "mysql-check-replication-privileges": "grant REPLICATION CLIENT and REPLICATION SLAVE to the source's user",
    "mysql-check-select-privileges": "grant SELECT on the tables to the source's user",
    "mysql-check-server-id": f"{SOURCE}server_id 1 or above",
    "mysql-check-source-replica": "use the old primary as the source",
    "mysql-check-supported-version": "see DMS's guide for the versions of MySQL that it reads",
    "mysql-check-table-partition": "partition the table in the new schema too: DMS does not",
    "mysql-check-table-storage-engine": "convert the table to InnoDB in the old database",
    "mysql-check-target-localinfile-set": "the target's parameter local_infile has to be 1 until the load is over",
    "mysql-check-target-network-parameter": "net_read_timeout, net_write_timeout and wait_timeout of 300 s or more",
    "mysql-check-target-privileges": "run `pulumi up`: the bootstrap makes the target's user with its privileges",
    "table-with-lob-but-without-primary-key-or-unique-constraint": "give the old table a primary key",
    "table-with-no-primary-key-or-unique-constraint": "give the old table a primary key",
    "unsupported-data-types-in-source": "the file of the assessment names the columns that DMS can't copy",
}
# What is warned of, and is as it should be here.
EXPECTED: Mapping[str, str] = {
    "all-check-secondary-constraints": "the numbered schema files make them on the target",
    "mysql-check-auto-increment": "the target's own schema has it",
    "mysql-check-fk-target": "DMS's sessions on the target check no foreign keys",
    "mysql-check-secondary-indexes": "they stay, since payments may be made as soon as the load is over",
    "mysql-tblnum-for-max-fullload-subtasks": "there are fewer tables than `migration.dms.task.parallelTables`",
}


def advice(name: str, where: str) -> str:
    """What to do; where it is not known here, the file that says more."""
    return ADVICE.get(name, f"see {name}.json in {where}, and DMS's guide, “MySQL assessments”")
