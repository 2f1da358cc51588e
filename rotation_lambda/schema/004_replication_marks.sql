-- Code works with it since 003.
-- A mark is written in the old database while data is migrated: where it has arrived here, so has all before it.
CREATE TABLE replication_marks (
    mark_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    written_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    PRIMARY KEY (mark_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4
