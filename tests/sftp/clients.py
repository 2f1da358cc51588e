"""Real clients of SFTP, as processes, against the stand-in."""

# asyncssh leaves the bytes of its channels and keys untyped.
# pyright: reportUnknownMemberType=false, reportUnknownLambdaType=false, reportUnknownArgumentType=false

import asyncio
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncssh

from tests.sftp.bucket import Bucket
from tests.sftp.stand_in import LoginServer, StandIn

USER = "bank"
SECONDS = 60


@dataclass(frozen=True)
class Command:
    """A run of a client in a folder of its own; it is killed while it uploads where `killed` is set."""

    argv: Sequence[str]
    lines: Sequence[str] = ()
    killed: bool = False


@dataclass(frozen=True)
class Ended:
    """How a client ended, and what it said."""

    code: int
    said: str = ""

    @property
    def succeeded(self) -> bool:
        """Whether whoever ran it sees no error: OpenSSH ends well with some that it only prints."""
        return self.code == 0 and "unsupported" not in self.said


@dataclass(frozen=True)
class Ways:
    """How the clients reach a server: its port, and the file of the partner's key."""

    port: int
    key: Path

    @property
    def ssh(self) -> list[str]:
        """Options of OpenSSH, without anything of whoever runs the tests."""
        return ["-F", "/dev/null", "-i", str(self.key), *_options("IdentitiesOnly=yes", "StrictHostKeyChecking=no",
                "UserKnownHostsFile=/dev/null", "LogLevel=ERROR")]  # fmt: skip

    def sftp(self, *lines: str, killed: bool = False) -> Command:
        """OpenSSH's sftp with commands; slow enough to be killed where that is asked for."""
        slow = ["-l", "400"] if killed else []
        argv = ["sftp", *self.ssh, *slow, "-P", str(self.port), "-b", "-", f"{USER}@127.0.0.1"]
        return Command(argv, lines, killed)

    def scp(self, *files: str) -> Command:
        """OpenSSH's scp, which speaks SFTP."""
        return Command(["scp", *self.ssh, "-P", str(self.port), *files, f"{USER}@127.0.0.1:/"])

    def lftp(self, *commands: str, killed: bool = False) -> Command:
        """lftp with commands."""
        program = " ".join(["ssh", "-a", "-x", *self.ssh])
        slow = ["set net:limit-total-rate 50000"] if killed else []
        first = [
            f"set sftp:connect-program '{program}'",
            "set net:max-retries 1",
            "set cmd:fail-exit yes",
            f"open -p {self.port} sftp://{USER}:@127.0.0.1",
        ]
        return Command(["lftp", "--norc", "-e", "; ".join([*first, *slow, *commands, "bye"])], (), killed)


def run(bucket: Bucket, key: asyncssh.SSHKey, folder: Path, steps: Callable[[Ways], Sequence[Command]]) -> list[Ended]:
    """How each command of a client ended, one after the other, in a folder, against a server in front of a bucket."""
    return asyncio.run(_run(bucket, key, folder, steps))


async def _run(
    bucket: Bucket, key: asyncssh.SSHKey, folder: Path, steps: Callable[[Ways], Sequence[Command]]
) -> list[Ended]:
    file = folder / "key"
    file.write_bytes(key.export_private_key())
    file.chmod(0o600)
    server = await asyncssh.listen(
        "127.0.0.1",
        0,
        server_factory=lambda: LoginServer(bucket),
        server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")],
        sftp_factory=lambda channel: StandIn(channel, bucket),
        sftp_version=3,
    )
    try:
        return [await _ended(command, bucket, folder) for command in steps(Ways(server.get_port(), file))]
    finally:
        server.close()
        await server.wait_closed()


async def _ended(command: Command, bucket: Bucket, folder: Path) -> Ended:
    process = await asyncio.create_subprocess_exec(
        *command.argv,
        cwd=folder,
        stdin=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    given = "".join(f"{line}\n" for line in command.lines).encode()
    if not command.killed:
        said, _ = await asyncio.wait_for(process.communicate(given), SECONDS)
        return Ended(process.returncode or 0, said.decode())
    assert process.stdin
    process.stdin.write(given)
    await _until(lambda: bucket.arrived > 0)
    # lftp's ssh has a session of its own, and may outlive it; meanwhile lftp must not begin again.
    os.killpg(process.pid, signal.SIGSTOP)
    await (await asyncio.create_subprocess_exec("pkill", "-KILL", "-P", str(process.pid))).wait()
    os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
    await _until(lambda: bool(bucket.told))
    return Ended(-signal.SIGKILL)


async def _until(reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(SECONDS):
        while not reached():
            await asyncio.sleep(0.05)


def _options(*options: str) -> list[str]:
    return [part for option in options for part in ("-o", option)]
