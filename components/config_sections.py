"""The sections of a stack's configuration: each field with its type, range and default."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

# The regions whose managed firewall groups, Lambda layers and instance classes have been checked.
Region = Literal["eu-west-1", "eu-west-2", "eu-central-1"]
Zone = Literal["a", "b", "c"]
Environment = Literal["development", "staging", "production"]
# What CloudWatch Logs accepts, up to two years.
RetentionDays = Literal[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731]


@dataclass(frozen=True)
class Matches:
    """A check that a text matches a pattern, whose message and schema say in words what is allowed."""

    pattern: str
    allowed: str
    longest: int = 256

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "description": self.allowed}

    def _check(self, text: str) -> str:
        if len(text) > self.longest or not re.fullmatch(self.pattern, text):
            raise PydanticCustomError("text", "{allowed}", {"allowed": self.allowed})
        return text


_DAY_AND_TIME = r"(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d"
_WORDS = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"

Suffix = Annotated[str, Matches(_WORDS, "lower-case words joined by hyphens, at most 12 characters", 12)]
Name = Annotated[str, Matches(_WORDS, "lower-case words joined by hyphens, at most 32 characters", 32)]
Email = Annotated[str, Matches(r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address")]
# The leading dot, if any, stands for every subdomain, as Network Firewall reads it.
Domain = Annotated[str, Matches(r"\.?([a-z0-9-]+\.)+[a-z]{2,}", "a domain such as api.example.com or .example.com")]
Arn = Annotated[str, Matches(r"arn:aws:[a-z0-9-]+:[a-z0-9-]*:\d{0,12}:.+", "an ARN")]
AccountId = Annotated[str, Matches(r"\d{12}", "an AWS account's 12 digits, in quotes")]
Principal = Annotated[
    str,
    Matches(r"\d{12}|arn:aws:organizations::\d{12}:.+", "an account's 12 digits, in quotes, or an organization's ARN"),
]
Service = Annotated[str, Matches(r"[a-z0-9-]+(\.[a-z0-9-]+)*", "a service as in com.amazonaws.<region>.<service>")]
InstanceType = Annotated[str, Matches(r"[a-z0-9-]+\.[a-z0-9]+", "an instance type such as t3.small")]
DatabaseClass = Annotated[str, Matches(r"db\.[a-z0-9]+\.[a-z0-9]+", "an RDS class such as db.t3.medium")]
ReplicationClass = Annotated[str, Matches(r"dms\.[a-z0-9]+\.[a-z0-9]+", "a DMS class such as dms.t3.medium")]
Handler = Annotated[str, Matches(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+", "module.function, as Lambda names a handler", 128)]
Folder = Annotated[str, Matches(r"\w+(/\w+)*", "a folder of this project, such as lambda_src")]
Variable = Annotated[str, Matches(r"[A-Za-z]\w+", "letters, digits and underscores, after a letter")]
Schedule = Annotated[str, Matches(r"(rate|cron)\(.+\)", "rate(...) or cron(...)")]
Image = Annotated[
    str,
    Matches(r"[^\s:@]+(/[^\s:@]+)+(:[\w.-]+)?(@sha256:[0-9a-f]{64})?", "registry/repository:tag@sha256:digest"),
]
HttpPath = Annotated[str, Matches(r"/\S*", "a path that starts with /")]
PublicKey = Annotated[
    str,
    Matches(r"(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp\d+) [A-Za-z0-9+/]+=*( .*)?", "an OpenSSH public key", 2048),
]
Version = Annotated[str, Matches(r"8\.4(\.\d+)?", "8.4, or a minor version of it such as 8.4.9")]
Port = Annotated[int, Field(ge=1, le=65535)]
DailyWindow = Annotated[str, Matches(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", "hh:mm-hh:mm in UTC")]
WeeklyWindow = Annotated[
    str, Matches(f"{_DAY_AND_TIME}-{_DAY_AND_TIME}", "ddd:hh:mm-ddd:hh:mm in UTC, such as sun:03:30-sun:04:30")
]


class Section(BaseModel):
    """A part of the configuration that refuses unknown keys and never changes."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, validate_by_name=False)


class Alerts(Section):
    """Who hears of an alarm."""

    emails: tuple[Email, ...] = ()


class Logs(Section):
    """How long every log group keeps its events."""

    retention_days: RetentionDays = 30


class Protection(Section):
    """What stands in the way of deleting things; off unless an environment asks for it."""

    deletion_protection: bool = False
    # KMS waits this long before it destroys a key, 7 to 30 days.
    key_deletion_days: Annotated[int, Field(ge=7, le=30)] = 7
    # Secrets Manager keeps a deleted secret this long: 0, or 7 to 30 days.
    secret_recovery_days: Annotated[int, Field(ge=0, le=30)] = 0


class Tags(Section):
    """The tags that finance and operations search by."""

    cost_center: Annotated[str, Field(min_length=1, max_length=256)] = "payment-infrastructure"
    owner: Annotated[str, Field(min_length=1, max_length=256)] = "platform-team"
    extra: dict[str, str] = {}


class Subnets(Section):
    """The block of zone a in each subnet tier; zones b and c take the blocks that follow it."""

    public: IPv4Network
    firewall: IPv4Network
    private: IPv4Network
    isolated: IPv4Network


class Firewall(Section):
    """The inspection of everything that leaves the network."""

    enabled: bool = True
    allowed_domains: tuple[Domain, ...] = ()
    threat_groups: tuple[str, ...] = (
        "AttackInfrastructureStrictOrder",
        "BotNetCommandAndControlDomainsStrictOrder",
        "MalwareDomainsStrictOrder",
    )


class Network(Section):
    """The addresses, the zones and the ways out."""

    cidr: IPv4Network = IPv4Network("172.16.0.0/16")
    zones: Annotated[tuple[Zone, ...], Field(min_length=2, max_length=3)] = ("a", "b")
    subnets: Subnets | None = None
    nat_gateways: Literal["one-per-zone", "one"] = "one-per-zone"
    firewall: Firewall = Firewall()
    # Service names as in com.amazonaws.<region>.<service>.
    interface_endpoints: tuple[Service, ...] = (
        "appconfig",
        "appconfigdata",
        "kms",
        "logs",
        "monitoring",
        "secretsmanager",
        "sqs",
        "xray",
    )
    gateway_endpoints: tuple[Literal["dynamodb", "s3"], ...] = ("s3",)


class Database(Section):
    """The MySQL server that holds the payments."""

    engine_version: Version = "8.4"
    instance_class: DatabaseClass = "db.t3.medium"
    storage_gib: Annotated[int, Field(ge=20, le=65536)] = 100
    multi_az: bool = True
    port: Port = 3306
    backup_retention_days: Annotated[int, Field(ge=1, le=35)] = 7
    # Both in UTC.
    backup_window: DailyWindow = "02:00-03:00"
    maintenance_window: WeeklyWindow = "sun:03:30-sun:04:30"
    monitoring_interval_seconds: Literal[0, 1, 5, 10, 15, 30, 60] = 60
    final_snapshot: bool = False


class Rotation(Section):
    """How often the database's credentials change."""

    days: Annotated[int, Field(ge=1, le=365)] = 30
    password_length: Annotated[int, Field(ge=16, le=41)] = 32


class Function(Section):
    """One Lambda function of the payment system."""

    name: Name
    handler: Handler
    source: Folder = "lambda_src"
    environment: dict[Variable, str] = {}
    memory_mb: Annotated[int, Field(ge=128, le=10240)] = 512
    timeout_seconds: Annotated[int, Field(ge=1, le=900)] = 30
    reserved_concurrency: Annotated[int, Field(ge=1, le=10000)] = 50
    trigger: Literal["queue", "schedule", "none"] = "none"
    schedule: Schedule | None = None


class Queue(Section):
    """The queue that payments arrive in."""

    retention_days: Annotated[int, Field(ge=1, le=14)] = 14
    max_receive_count: Annotated[int, Field(ge=1, le=1000)] = 5
    batch_size: Annotated[int, Field(ge=1, le=10)] = 10


class Payments(Section):
    """The functions that process payments, and what the account lets them use."""

    functions: tuple[Function, ...] = (
        Function.model_validate({"name": "payment-processor", "handler": "handler.handle", "trigger": "queue"}),
    )
    queue: Queue = Queue()
    # New accounts start with 10, and AWS wants 100 left unreserved: ask for a raise first.
    account_concurrency_limit: Annotated[int, Field(ge=10)] = 1000


class Flags(Section):
    """How a change of a feature flag reaches the functions."""

    rollout_minutes: Annotated[int, Field(ge=0, le=1440)] = 10
    bake_minutes: Annotated[int, Field(ge=0, le=1440)] = 10
    growth_percent: Annotated[int, Field(ge=1, le=100)] = 20
    agent_layer_arn: Arn | None = None


class Container(Section):
    """The container service that takes payments in."""

    enabled: bool = False
    platform: Literal["ecs-express", "app-runner"] = "ecs-express"
    image: Image | None = None
    port: Port = 8080
    health_check_path: HttpPath = "/health"
    cpu: Literal[256, 512, 1024, 2048, 4096] = 256
    memory_mb: Literal[512, 1024, 2048, 3072, 4096, 8192] = 512
    minimum_tasks: Annotated[int, Field(ge=1, le=100)] = 1
    maximum_tasks: Annotated[int, Field(ge=1, le=100)] = 4


class TransferUser(Section):
    """One partner who delivers files over SFTP."""

    name: Name
    public_keys: Annotated[tuple[PublicKey, ...], Field(min_length=1, max_length=10)]


class Transfer(Section):
    """The SFTP server and its landing bucket."""

    enabled: bool = False
    client_cidrs: tuple[IPv4Network, ...] = ()
    users: tuple[TransferUser, ...] = ()
    retention_days: Annotated[int, Field(ge=1, le=3650)] = 90


class DatabaseMigration(Section):
    """The copy of the development database, by DMS."""

    enabled: bool = False
    mode: Literal["provisioned", "serverless"] = "provisioned"
    instance_class: ReplicationClass = "dms.t3.medium"
    storage_gib: Annotated[int, Field(ge=5, le=6144)] = 50
    source_cidr: IPv4Network | None = None
    source_port: Port = 3306
    source_secret_arn: Arn | None = None
    account_roles: Literal["create", "existing"] = "create"


class ServerMigration(Section):
    """The replication of servers, by Application Migration Service (MGN)."""

    enabled: bool = False
    source_cidrs: tuple[IPv4Network, ...] = ()
    replication_instance_type: InstanceType = "t3.small"


class Migration(Section):
    """The services that bring servers, files and data over."""

    transfer: Transfer = Transfer()
    dms: DatabaseMigration = DatabaseMigration()
    mgn: ServerMigration = ServerMigration()


class Chaos(Section):
    """Experiments that break things on purpose."""

    enabled: bool = False


class Sharing(Section):
    """What other accounts of the organisation may use."""

    enabled: bool = False
    principals: tuple[Principal, ...] = ()
    resources: tuple[Literal["firewall-policy", "firewall-rule-groups", "prefix-lists", "subnets"], ...] = ()
    inside_organization: bool = False


class Recovery(Section):
    """The second region."""

    enabled: bool = False
    region: Region = "eu-west-1"
    cidr: IPv4Network = IPv4Network("172.17.0.0/16")
    active: Literal["primary", "recovery"] = "primary"
    routing_controls: bool = False


class Objectives(Section):
    """What the payments promise, and when it is an alarm."""

    success_percent: Annotated[float, Field(ge=90, lt=100)] = 99.9
    latency_milliseconds: Annotated[int, Field(ge=1, le=900_000)] = 2000


class Costs(Section):
    """What a month may cost."""

    monthly_budget_usd: Annotated[int, Field(ge=1)] = 500
    anomaly_threshold_usd: Annotated[int, Field(ge=1)] = 50
    payer_account: bool = False
