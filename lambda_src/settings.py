"""The processor's settings from its environment, checked before the first message."""

from collections.abc import Mapping
from dataclasses import dataclass

from lambdas.shared.database import Database
from lambdas.shared.environment import SECRETS_MANAGER_ARN, Environment

QUEUE_URL = r"https?://[A-Za-z0-9.:-]+/\d{12}/[A-Za-z0-9_-]{1,80}"
# AppConfig's identifiers, and names that need no quoting in an address.
FLAG_SOURCE = r"[A-Za-z0-9_.-]{1,128}"
TABLE = r"[A-Za-z0-9_.-]{3,255}"
FLAG_VARIABLES = (
    "FLAGS_APPLICATION",
    "FLAGS_OPERATIONS_ENVIRONMENT",
    "FLAGS_OPERATIONS_PROFILE",
    "FLAGS_RELEASES_ENVIRONMENT",
    "FLAGS_RELEASES_PROFILE",
)


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """One profile of flags in its environment: names or identifiers."""

    environment: str
    profile: str


@dataclass(frozen=True, kw_only=True)
class FlagSource:
    """Where AppConfig keeps the flags: names or identifiers; `port` is the agent's on this machine."""

    application: str
    operations: Configuration
    releases: Configuration
    port: int


@dataclass(frozen=True, kw_only=True)
class LeaseSource:
    """The table that says which region may book payments, and the region of this function."""

    table: str
    region: str


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The database and its secret, the queues, the flags and the lease where there are any, and the stack that metrics
    name.

    `tries` is how often the queue delivers a message.
    """

    database: Database
    secret: str
    queue_url: str
    dead_letter_queue_url: str
    tries: int
    flags: FlagSource | None
    lease: LeaseSource | None
    stack: str

    @classmethod
    def from_environment(cls, variables: Mapping[str, str]) -> "Settings":
        """The settings of an environment; raises SettingsError with every mistake."""
        read = Environment(variables)
        settings = cls(
            database=read.database(),
            secret=read.text("APPLICATION_SECRET_ARN", SECRETS_MANAGER_ARN, "the full ARN of a secret"),
            queue_url=read.text("QUEUE_URL", QUEUE_URL, "the URL of a queue"),
            dead_letter_queue_url=read.text("DEAD_LETTER_QUEUE_URL", QUEUE_URL, "the URL of a queue"),
            tries=read.number("MAX_RECEIVE_COUNT", 1, 1000),
            flags=_flags(read) if any(variables.get(name) for name in FLAG_VARIABLES) else None,
            lease=_lease(read) if variables.get("LEASE_TABLE") else None,
            stack=read.text("STACK", r"[a-z0-9-]{1,64}", "lower-case words joined by hyphens"),
        )
        if settings.queue_url == settings.dead_letter_queue_url:
            read.mistakes.append("QUEUE_URL and DEAD_LETTER_QUEUE_URL must be two queues")
        read.check()
        return settings


def _flags(read: Environment) -> FlagSource:
    names = [read.text(name, FLAG_SOURCE, "a name or identifier in AppConfig") for name in FLAG_VARIABLES]
    return FlagSource(
        application=names[0],
        operations=Configuration(environment=names[1], profile=names[2]),
        releases=Configuration(environment=names[3], profile=names[4]),
        port=read.number("AWS_APPCONFIG_EXTENSION_HTTP_PORT", 1, 65535, "2772"),
    )


def _lease(read: Environment) -> LeaseSource:
    return LeaseSource(
        table=read.text("LEASE_TABLE", TABLE, "the name of a DynamoDB table"),
        # Lambda sets it.
        region=read.text("AWS_REGION", r"[a-z0-9-]{1,32}", "a region's name"),
    )
