"""The two regions' database servers, either of which follows the other, until it is promoted."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pymysql
from pymysql.cursors import DictCursor

from tests.lambda_src.two_regions import Site, copy_rows
from tests.rotation_lambda.server import Server

USER, PASSWORD = "replicator", "of a test"
SECONDS = 30


@dataclass
class Servers:
    """The servers by region, and which one replicates which other."""

    servers: Mapping[str, Server]
    source: dict[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        for server in self.servers.values():
            server.run(
                f"CREATE USER IF NOT EXISTS {USER}@'127.%' IDENTIFIED BY '{PASSWORD}'",
                f"GRANT REPLICATION SLAVE ON *.* TO {USER}@'127.%'",
            )

    def follow(self, target: Site, source: Site) -> None:
        """A server of the target's has all that the source's has, and replicates it from now on."""
        self.stand_alone(target.region)
        copy_rows(source, target)
        server = self.servers[source.region]
        [(file, position, *_)] = server.run("SHOW MASTER STATUS")
        self.servers[target.region].run(
            f"CHANGE MASTER TO MASTER_HOST='{server.host}', MASTER_PORT={server.port}, MASTER_USER='{USER}', "
            f"MASTER_PASSWORD='{PASSWORD}', MASTER_SSL=1, MASTER_LOG_FILE='{file}', MASTER_LOG_POS={position}",
            "START SLAVE",
            "SET GLOBAL read_only = 1",
        )
        self.source[target.region] = source.region

    def stand_alone(self, region: str) -> None:
        """A server that replicates nobody, and takes payments."""
        self.servers[region].run("STOP SLAVE", "RESET SLAVE ALL", "SET GLOBAL read_only = 0")
        self.source.pop(region, None)

    def cut(self, region: str) -> None:
        """Nothing more arrives at a replica."""
        self.servers[region].run("STOP SLAVE IO_THREAD")

    def behind(self, region: str) -> float:
        """What RDS reports of a replica that has caught up, or else has no connection to its source."""
        status = self._status(region)
        if status["Slave_IO_Running"] == "No":
            return -1
        [(file, position, *_)] = self.servers[self.source[region]].run("SHOW MASTER STATUS")
        [(events,)] = self.servers[region].run(f"SELECT MASTER_POS_WAIT('{file}', {position}, {SECONDS})")
        assert events is not None
        assert events >= 0, "the replica does not follow"
        return 0

    def promote(self, region: str) -> None:
        """A replica applies what has arrived; then it is standalone."""
        self.cut(region)
        until = time.monotonic() + SECONDS
        while (status := self._status(region))["Read_Master_Log_Pos"] != status["Exec_Master_Log_Pos"]:
            assert time.monotonic() < until, "the replica does not apply what it has received"
            time.sleep(0.005)
        self.stand_alone(region)

    def _status(self, region: str) -> dict[str, Any]:
        socket = self.servers[region].socket
        connection = pymysql.connect(unix_socket=socket, user="root", cursorclass=DictCursor, ssl_disabled=True)
        with connection as root, root.cursor() as cursor:
            cursor.execute("SHOW SLAVE STATUS")
            return dict(cursor.fetchone() or {})
