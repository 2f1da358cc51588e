"""The sections of a stack's configuration: each field with its type, range and default."""

from ipaddress import IPv4Network
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from config.types import (
    Cidr,
    DailyWindow,
    DatabaseClass,
    Domain,
    DomainListId,
    Email,
    Folder,
    Handler,
    HttpPath,
    HttpsUrl,
    Image,
    LayerArn,
    Name,
    Port,
    Principal,
    Region,
    RetentionDays,
    Schedule,
    SecretField,
    Service,
    TagKey,
    TagValue,
    Text,
    Variable,
    Version,
    WeeklyWindow,
    Zone,
)


class Section(BaseModel):
    """A part of the configuration that refuses unknown keys and never changes."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, validate_by_name=False)


class Alerts(Section):
    """Who is notified of an alarm."""

    emails: tuple[Email, ...] = ()
    # A secret: set it with `pulumi config set --secret --path payments:alerts.pagingEndpoint`.
    paging_endpoint: HttpsUrl | None = None


class Logs(Section):
    """How long every log group keeps its events."""

    retention_days: RetentionDays = 30


class Protection(Section):
    """What protects resources from deletion; off unless an environment enables it."""

    deletion_protection: bool = False
    # KMS waits this long before it destroys a key, 7 to 30 days.
    key_deletion_days: Annotated[int, Field(ge=7, le=30)] = 7
    # Secrets Manager keeps a deleted secret this long: 0, or 7 to 30 days.
    secret_recovery_days: Annotated[int, Field(ge=0, le=30)] = 0


class Tags(Section):
    """The tags that finance and operations search by."""

    cost_center: TagValue = "payment-infrastructure"
    owner: TagValue = "platform-team"
    # No service takes more than 50, and the program sets six of them.
    extra: Annotated[dict[TagKey, TagValue], Field(max_length=44)] = {}


class Subnets(Section):
    """The block of zone a in each subnet tier; zones b and c have the blocks that follow it."""

    public: Cidr
    firewall: Cidr
    private: Cidr
    isolated: Cidr


class Firewall(Section):
    """The inspection of all outgoing traffic."""

    enabled: bool = True
    # With one, which takes one NAT gateway too, nothing leaves the network while the first zone is lost.
    endpoints: Literal["one-per-zone", "one"] = "one-per-zone"
    allowed_domains: tuple[Domain, ...] = ()
    # Whether a protected environment's firewall keeps the zones it has: AWS then refuses to add or to remove one.
    subnet_change_protection: bool = True
    # What becomes of a connection that no rule lets pass. The second one judges a connection's first packet, and so
    # drops what takes several packets to say which domain it is for, as a post-quantum handshake does.
    default_action: Literal["drop_established_app_layer_to_server", "drop_established"] = (
        "drop_established_app_layer_to_server"
    )
    # Whether AWS may use what its own groups see of the traffic for all customers.
    deep_threat_inspection: bool = False
    # A policy has 20 groups at most, of which three are the platform's own.
    threat_groups: Annotated[tuple[Text, ...], Field(max_length=17)] = (
        "AttackInfrastructureStrictOrder",
        "BotNetCommandAndControlDomainsStrictOrder",
        "MalwareDomainsStrictOrder",
    )


class DnsFirewall(Section):
    """The names that may be asked for inside the network: AWS's, the firewall's allowed domains, and these."""

    enabled: bool = True
    # Names of what is reached without the internet, such as a migration's source in a connected network.
    allowed_domains: tuple[Domain, ...] = ()
    # Whether queries are answered while the DNS Firewall itself fails, which is a way out for as long.
    fail_open: bool = False
    # Whether names that are made up by malware, or that carry data out, are refused below allowed domains too (DNS
    # Firewall Advanced). AWS charges for it by the hour and network.
    advanced: bool = False
    # The ids of AWS's managed lists, by region: each region has its own, which the account lists.
    # A group has 100 rules at most, of which five are the platform's own.
    threat_lists: dict[Region, Annotated[tuple[DomainListId, ...], Field(max_length=95)]] = {}


class Network(Section):
    """The addresses, the zones and the ways out."""

    cidr: Cidr = IPv4Network("172.16.0.0/16")
    zones: Annotated[tuple[Zone, ...], Field(min_length=2, max_length=3)] = ("a", "b")
    subnets: Subnets | None = None
    nat_gateways: Literal["one-per-zone", "one"] = "one-per-zone"
    firewall: Firewall = Firewall()
    dns_firewall: DnsFirewall = DnsFirewall()
    # In how many zones the interface endpoints are: with two, the loss of one zone is borne, and a third zone's callers
    # cross over; with one, nobody reaches AWS's services while the first zone is lost.
    endpoint_zones: Literal["all", "two", "one"] = "all"
    # Of both regions, beside those of the services that the platform itself calls: for what your own code calls.
    # Named as in com.amazonaws.<region>.<service>.
    extra_interface_endpoints: tuple[Service, ...] = ()
    gateway_endpoints: tuple[Literal["dynamodb", "s3"], ...] = ("s3",)
    # For each direction of a security group, as far as the account's quota has been raised (VPC quotas).
    security_group_rules: Annotated[int, Field(ge=60, le=1000)] = 60
    # Interface endpoints of each network and its firewall's, as far as the account's quota has been raised (AWS
    # PrivateLink quotas).
    vpc_endpoints: Annotated[int, Field(ge=50)] = 50
    # For each direction: one less than the account's quota of rules per network ACL, since its default deny counts.
    access_list_entries: Annotated[int, Field(ge=19, le=39)] = 19


class Database(Section):
    """The MySQL server that holds the payments."""

    engine_version: Version = "8.4"
    # The replica's in the second region, while an upgrade is on its way: a replica is upgraded before its source.
    replica_engine_version: Version | None = None
    instance_class: DatabaseClass = "db.t3.medium"
    storage_gib: Annotated[int, Field(ge=20, le=65536)] = 100
    # As far as RDS adds storage by itself.
    max_storage_gib: Annotated[int, Field(ge=22, le=65536)] = 500
    # Whether changes wait for the maintenance window.
    apply_immediately: bool = True
    multi_az: bool = True
    port: Annotated[int, Field(ge=1150, le=65535)] = 3306
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
    environment: dict[Variable, Text] = {}
    memory_mb: Annotated[int, Field(ge=128, le=10240)] = 512
    timeout_seconds: Annotated[int, Field(ge=1, le=900)] = 30
    reserved_concurrency: Annotated[int, Field(ge=1, le=10000)] = 50
    trigger: Literal["queue", "schedule", "none"] = "none"
    schedule: Schedule | None = None


class Queue(Section):
    """The queue that payments arrive in."""

    retention_days: Annotated[int, Field(ge=1, le=10)] = 10
    max_receive_count: Annotated[int, Field(ge=1, le=1000)] = 5
    batch_size: Annotated[int, Field(ge=1, le=10)] = 10


class Audit(Section):
    """When the ledger is audited."""

    # In UTC, half past the hour: the day before is over, and few payments are made.
    hour: Annotated[int, Field(ge=0, le=23)] = 1
    # In how many nights all of it is looked at, a share each night.
    nights: Annotated[int, Field(ge=3, le=90)] = 7


class Payments(Section):
    """The functions that process payments, the ledger's audit, and the account's concurrency limit."""

    functions: tuple[Function, ...] = (
        Function.model_validate(
            {"name": "payment-processor", "handler": "lambda_src.handler.handle", "trigger": "queue"}
        ),
    )
    queue: Queue = Queue()
    audit: Audit = Audit()
    # New accounts start with 10, and AWS requires 100 to stay unreserved: request a quota increase first.
    account_concurrency_limit: Annotated[int, Field(ge=10)] = 1000
    # How a new version is rolled out, by the names of CodeDeploy's predefined configurations.
    rollout: Literal[
        "AllAtOnce",
        "Canary10Percent5Minutes",
        "Canary10Percent15Minutes",
        "Linear10PercentEvery1Minute",
        "Linear10PercentEvery3Minutes",
    ] = "Linear10PercentEvery1Minute"

    @property
    def queue_reader(self) -> Function:
        """The one function that reads the queue."""
        return next(function for function in self.functions if function.trigger == "queue")

    @property
    def sources(self) -> frozenset[str]:
        """The folders of the functions' code."""
        return frozenset(function.source for function in self.functions)


class Flags(Section):
    """Where the feature flags are, and how a change of one reaches the functions."""

    folder: Folder = "flags"
    rollout_minutes: Annotated[int, Field(ge=0, le=1440)] = 10
    bake_minutes: Annotated[int, Field(ge=0, le=1440)] = 10
    growth_percent: Annotated[int, Field(ge=1, le=100)] = 20
    agent_layer_arn: LayerArn | None = None


class Container(Section):
    """The container service that receives payments."""

    enabled: bool = False
    platform: Literal["ecs-express", "app-runner"] = "ecs-express"
    image: Image | None = None
    port: Port = 8080
    health_check_path: HttpPath = "/health"
    cpu: Literal[256, 512, 1024, 2048, 4096] = 256
    memory_mb: Literal[512, 1024, 2048, 3072, 4096, 8192] = 512
    minimum_tasks: Annotated[int, Field(ge=1, le=100)] = 1
    maximum_tasks: Annotated[int, Field(ge=1, le=100)] = 4
    # Each variable with the ARN of the secret that it holds, or of one key of it.
    secrets: dict[Variable, SecretField] = {}


class Chaos(Section):
    """Chaos experiments with AWS Fault Injection Service."""

    enabled: bool = False
    # Which zone an experiment cuts off.
    zone: Zone = "a"
    # The layer of FIS's extension; where none is named, the newest that AWS publishes for the region.
    extension_layer_arn: LayerArn | None = None


class Sharing(Section):
    """What other accounts of the organisation may use."""

    enabled: bool = False
    principals: tuple[Principal, ...] = ()
    resources: tuple[Literal["firewall-rule-groups", "prefix-lists", "subnets"], ...] = ()
    inside_organization: bool = False
