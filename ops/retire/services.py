"""The migration services, what belongs to each in a stack's state, and how the tags of the account name it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from config.load import StackConfig
from ops.destroy.inventory import Deployed


@dataclass(frozen=True, kw_only=True)
class Service:
    """One service of `migration`: its key, its components in the program, and a pattern of what its tags call things.

    The pattern is of the tag `Name` without the stack's suffix and the second region's prefix.
    """

    key: str
    components: Sequence[str]
    names: str

    def is_on(self, config: StackConfig) -> bool:
        """Whether the configuration has it."""
        return bool(getattr(config.migration, self.key).enabled)

    def owns(self, item: Deployed) -> bool:
        """Whether a resource is inside of one of its components."""
        return any(f"payments:migration:{component}$" in item.path for component in self.components)

    def is_named(self, name: str, suffix: str) -> bool:
        """Whether a tag `Name`, or the last part of a log group's name, is one of the service's in a stack."""
        return re.fullmatch(rf"(dr-)?({self.names})-{re.escape(suffix)}", name) is not None


SERVICES = (
    Service(
        key="transfer",
        components=("FileTransfer", "Reception"),
        names=r"(transfer|landing|files?|host-keys|malware-scan)(-.*)?|network-.*-to-transfer-\d+",
    ),
    Service(
        key="dms", components=("DatabaseMigration",), names=r"dms(-.*)?|migration-(secret|key|reports(-access-log)?)"
    ),
    Service(
        key="mgn",
        components=("ServerMigration",),
        names=r"server-migration(-.*)?|(launch|replication)-template|migration-.*-role|mgn-endpoint"
        r"|replication-(security-group|to-.*)|network-.*-to-replication-\d+",
    ),
)


def switched_off(config: StackConfig) -> Sequence[Service]:
    """The services that the configuration does not have."""
    return [service for service in SERVICES if not service.is_on(config)]


def going(services: Iterable[Service], resources: Iterable[Deployed]) -> Sequence[Deployed]:
    """The resources of these services that the stack still has."""
    wanted = list(services)
    return [item for item in resources if any(service.owns(item) for service in wanted)]
