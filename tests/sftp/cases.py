"""What partners do with the clients that they have, and what comes of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.sftp.bucket import DATE
from tests.sftp.clients import USER, Command, Ways

SMALL, OTHER, LARGE = (
    b"date,amount\n2026-11-28,12.50\n",
    b"date,amount\n2026-11-29,99.00\n",
    b"0123456789abcdef" * 200_000,
)
FILES = {"report.csv": SMALL, "report.csv.part": SMALL, "next/report.csv": OTHER, "large.csv": LARGE}
OPENSSH, SCP, LFTP = "OpenSSH `sftp`", "OpenSSH `scp`", "lftp"
RENAME, CUT_OFF = "SFTP Server File Rename Failed", "SFTP Server File Upload Failed"


@dataclass(frozen=True, kw_only=True)
class Case:
    """What a client does, whether each of its commands succeeds, what is delivered, and what is told of it."""

    client: str
    does: str
    steps: Callable[[Ways], Sequence[Command]]
    succeeds: Sequence[bool] = (True,)
    delivered: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    told: Sequence[str] = ()

    @property
    def name(self) -> str:
        """The client and what it does."""
        return f"{self.client}: {self.does}"

    @property
    def received(self) -> Mapping[str, bytes]:
        """What is delivered, by its key."""
        return {f"received/{DATE}/{USER}/{name}": content for name, content in self.delivered.items()}


REPORT = {"report.csv": SMALL}
CASES: Sequence[Case] = (
    Case(client=OPENSSH, does="`put`", steps=lambda to: [to.sftp("put report.csv")], delivered=REPORT),
    Case(
        client=OPENSSH,
        does="`put -p`, which keeps times and permissions",
        steps=lambda to: [to.sftp("put -p report.csv")],
        delivered=REPORT,
    ),
    Case(client=OPENSSH, does="`ls` of the mailbox", steps=lambda to: [to.sftp("ls -la")]),
    Case(
        client=OPENSSH,
        does="`put` of another file of the same name",
        steps=lambda to: [to.sftp("put report.csv", "put next/report.csv report.csv")],
        delivered={"report.csv": OTHER},
    ),
    Case(
        client=OPENSSH,
        does="`put`, then `rename`",
        steps=lambda to: [to.sftp("put report.csv.part", "rename report.csv.part report.csv")],
        succeeds=[False],
        delivered={"report.csv.part": SMALL},
        told=[RENAME],
    ),
    Case(
        client=OPENSSH,
        does="`put` that is cut off",
        steps=lambda to: [to.sftp("put large.csv", killed=True)],
        succeeds=[False],
        told=[CUT_OFF],
    ),
    Case(
        client=OPENSSH,
        does="`put` that is cut off, then `reput`",
        steps=lambda to: [to.sftp("put large.csv", killed=True), to.sftp("reput large.csv")],
        succeeds=[False, False],
        told=[CUT_OFF],
    ),
    Case(
        client=OPENSSH,
        does="`put` that is cut off, then `put` again",
        steps=lambda to: [to.sftp("put large.csv", killed=True), to.sftp("put large.csv")],
        succeeds=[False, True],
        delivered={"large.csv": LARGE},
        told=[CUT_OFF],
    ),
    Case(client=OPENSSH, does="`mkdir`", steps=lambda to: [to.sftp("mkdir next")], succeeds=[False]),
    Case(
        client=OPENSSH,
        does="`put`, then `get`",
        steps=lambda to: [to.sftp("put report.csv", "get report.csv copy.csv")],
        succeeds=[False],
        delivered=REPORT,
    ),
    Case(
        client=OPENSSH,
        does="`put`, then `rm`",
        steps=lambda to: [to.sftp("put report.csv", "rm report.csv")],
        succeeds=[False],
        delivered=REPORT,
    ),
    Case(
        client=SCP,
        does="`scp -p`, which keeps times and permissions",
        steps=lambda to: [to.scp("-p", "report.csv")],
        delivered=REPORT,
    ),
    Case(client=LFTP, does="`put`", steps=lambda to: [to.lftp("put report.csv")], delivered=REPORT),
    Case(
        client=LFTP,
        does="`mirror --reverse` of a folder into the mailbox",
        steps=lambda to: [to.lftp("mirror --reverse next .")],
        delivered={"report.csv": OTHER},
    ),
    Case(
        client=LFTP,
        does="`mirror --reverse` of a folder into one of its own",
        steps=lambda to: [to.lftp("mirror --reverse next")],
        succeeds=[False],
    ),
    Case(
        client=LFTP,
        does="`put` with `set xfer:use-temp-file yes`",
        steps=lambda to: [to.lftp("set xfer:use-temp-file yes", "put report.csv")],
        succeeds=[False],
        delivered={".in.report.csv": SMALL},
        told=[RENAME],
    ),
    Case(
        client=LFTP,
        does="`put` that is cut off, then `put -c`",
        steps=lambda to: [to.lftp("put large.csv", killed=True), to.lftp("put -c large.csv")],
        succeeds=[False, True],
        delivered={"large.csv": LARGE},
        told=[CUT_OFF],
    ),
)
