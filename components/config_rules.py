"""The rules that span several fields of a stack's configuration.

Each rule names the sections it reads as its parameters and yields `(key, given, allowed)` for each mistake. A rule
runs only when all of its sections are valid by themselves.
"""

from collections.abc import Callable, Iterable, Iterator
from ipaddress import IPv4Network

from components import config_migration_rules, config_operations_rules
from components.addresses import TIERS, AddressPlan, Tier
from components.config_faults import Fault, repeated
from components.config_sections import (
    Alerts,
    Container,
    Database,
    Flags,
    Logs,
    Network,
    Payments,
    Protection,
    Recovery,
    Sharing,
)
from components.config_types import ECR_IMAGE, Environment, Region

# AWS refuses a reservation that leaves less than this to the account's other functions.
UNRESERVED_CONCURRENCY = 100
# What the rotation reserves for itself.
ROTATION_CONCURRENCY = 1
# What the functions call: secrets, messages, flags and roll-outs of new versions; none of them has another way.
REQUIRED_ENDPOINTS = ("appconfigdata", "codedeploy", "kms", "lambda", "secretsmanager", "sqs")
# The memory, in MB, that App Runner offers with each processor share, of what the section takes.
APP_RUNNER_MEMORY = {256: (512, 1024), 512: (1024,), 1024: (2048, 3072, 4096), 2048: (4096,), 4096: (8192,)}


def address_plan(network: Network) -> AddressPlan:
    """The plan that the network section describes."""
    blocks: dict[Tier, IPv4Network] = (
        {tier: getattr(network.subnets, tier) for tier in TIERS} if network.subnets else {}
    )
    return AddressPlan.of(network.cidr, network.zones, blocks)


def network_addresses(network: Network) -> Iterator[Fault]:
    """Subnets fit, stay apart, and keep away from development."""
    for part, given, allowed in address_plan(network).faults():
        yield f"network.{part}", given, allowed


def network_lists(network: Network) -> Iterator[Fault]:
    """Nothing stands twice in a list, and the endpoints that the platform can't do without are there."""
    yield from repeated("network.zones", network.zones)
    yield from repeated("network.interfaceEndpoints", network.interface_endpoints)
    yield from repeated("network.gatewayEndpoints", network.gateway_endpoints)
    yield from repeated("network.firewall.allowedDomains", network.firewall.allowed_domains)
    for service in REQUIRED_ENDPOINTS:
        if service not in network.interface_endpoints:
            yield "network.interfaceEndpoints", f"no {service}", f"a list with at least {', '.join(REQUIRED_ENDPOINTS)}"


def firewall_use(network: Network, environment: Environment) -> Iterator[Fault]:
    """Production is inspected, and the firewall's settings mean something."""
    firewall = network.firewall
    if environment == "production" and not firewall.enabled:
        yield "network.firewall.enabled", False, "true in production"
    if firewall.allowed_domains and not firewall.enabled:
        yield "network.firewall.allowedDomains", list(firewall.allowed_domains), "nothing while the firewall is off"
    strict = "names that end in StrictOrder, as the policy evaluates rules in strict order"
    for group in firewall.threat_groups:
        if not group.endswith("StrictOrder"):
            yield "network.firewall.threatGroups", group, strict


def recovery_region(recovery: Recovery, region: Region, network: Network) -> Iterator[Fault]:
    """The second region is another one, with a network of its own."""
    if recovery.active == "recovery" and not recovery.enabled:
        yield "recovery.active", "recovery", "primary while there is no second region"
    if not recovery.enabled:
        return
    if recovery.region == region:
        yield "recovery.region", recovery.region, f"a region other than the first, {region}"
    if recovery.cidr.overlaps(network.cidr):
        yield "recovery.cidr", recovery.cidr, f"a network apart from the first region's {network.cidr}"
    if recovery.cidr.prefixlen != network.cidr.prefixlen:
        yield "recovery.cidr", recovery.cidr, f"a /{network.cidr.prefixlen}, as large as the first region's network"
        return
    for _, given, allowed in address_plan(network).within(recovery.cidr).faults():
        yield "recovery.cidr", given, allowed


def production_promises(environment: Environment, database: Database, alerts: Alerts, logs: Logs) -> Iterator[Fault]:
    """Production has what the requirements promise of it."""
    if environment != "production":
        return
    if not database.multi_az:
        yield "database.multiAz", False, "true in production"
    if database.backup_retention_days < 7:
        yield "database.backupRetentionDays", database.backup_retention_days, "7 or more in production"
    if database.storage_gib < 100:
        yield "database.storageGib", database.storage_gib, "100 or more in production"
    if not alerts.emails:
        yield "alerts.emails", [], "at least one address in production"
    if logs.retention_days < 365:
        yield "logs.retentionDays", logs.retention_days, "365 or more in production"


def database_windows(database: Database) -> Iterator[Fault]:
    """RDS takes windows of 30 minutes to a day that do not meet."""
    backup = _minutes(f"mon:{part}" for part in database.backup_window.split("-"))
    start, end = _minutes(_split_weekly(database.maintenance_window))
    backup_length, maintenance_length = (backup[1] - backup[0]) % _DAY, (end - start) % _WEEK
    for key, given, length in (
        ("database.backupWindow", database.backup_window, backup_length),
        ("database.maintenanceWindow", database.maintenance_window, maintenance_length),
    ):
        if not 30 <= length <= _DAY:
            yield key, given, "a window of at least 30 minutes and at most a day"
    # Two windows meet where either starts inside the other; the backup's comes every day.
    offset = (backup[0] - start) % _DAY
    if offset < maintenance_length or (start - backup[0]) % _DAY < backup_length:
        yield "database.maintenanceWindow", database.maintenance_window, "a window apart from database.backupWindow"


def secret_recovery(protection: Protection) -> Iterator[Fault]:
    """Secrets Manager deletes at once or after a week at least."""
    if 0 < protection.secret_recovery_days < 7:
        yield "protection.secretRecoveryDays", protection.secret_recovery_days, "0, or 7 to 30"


def functions(payments: Payments) -> Iterator[Fault]:
    """Function names differ, schedules match triggers, and the account can reserve the concurrency."""
    yield from repeated("payments.functions", [function.name for function in payments.functions])
    reserved = sum(function.reserved_concurrency for function in payments.functions)
    available = payments.account_concurrency_limit - UNRESERVED_CONCURRENCY - ROTATION_CONCURRENCY
    if reserved > available:
        less = f"less {UNRESERVED_CONCURRENCY} unreserved and {ROTATION_CONCURRENCY} of the rotation"
        allowed = f"at most {max(available, 0)} together: payments.accountConcurrencyLimit {less}"
        yield "payments.functions.reservedConcurrency", reserved, allowed
    for function in payments.functions:
        if (function.trigger == "schedule") != (function.schedule is not None):
            allowed = "a schedule exactly where the trigger is schedule"
            yield f"payments.functions.{function.name}.schedule", function.schedule, allowed
        if function.trigger == "queue" and not 2 <= function.reserved_concurrency <= 1000:
            allowed = "2 to 1000 with the trigger queue, as SQS limits concurrent batches"
            yield f"payments.functions.{function.name}.reservedConcurrency", function.reserved_concurrency, allowed
    readers = [function.name for function in payments.functions if function.trigger == "queue"]
    if len(readers) != 1:
        yield "payments.functions.trigger", readers, "the trigger queue for exactly one function"


def agent_layer(region: Region, flags: Flags) -> Iterator[Fault]:
    """Lambda takes layers of its own region only."""
    layer = flags.agent_layer_arn
    if layer is not None and not layer.startswith(f"arn:aws:lambda:{region}:"):
        yield "flags.agentLayerArn", layer, f"a Lambda layer of {region}, the stack's region"


def container_sizes(container: Container) -> Iterator[Fault]:
    """The container has an image and a size that Fargate offers."""
    if container.enabled and container.image is None:
        yield "container.image", None, "an image, best with its digest, where the container is enabled"
    if container.minimum_tasks > container.maximum_tasks:
        yield (
            "container.minimumTasks",
            container.minimum_tasks,
            f"at most container.maximumTasks, {container.maximum_tasks}",
        )
    # The pairs that Fargate offers: memory is two to eight times the processor share, and 512 MB with the least.
    ratio = container.memory_mb / container.cpu
    if not 2 <= ratio <= 8:
        yield (
            "container.memoryMb",
            container.memory_mb,
            f"{2 * container.cpu} to {8 * container.cpu} with cpu {container.cpu}",
        )


def container_platform(container: Container) -> Iterator[Fault]:
    """App Runner takes ECR images, some sizes and at most 25 instances."""
    if not container.enabled or container.platform != "app-runner":
        return
    if container.image and not ECR_IMAGE.match(container.image):
        yield "container.image", container.image, "an image of a private ECR repository with platform app-runner"
    sizes = APP_RUNNER_MEMORY[container.cpu]
    if container.memory_mb not in sizes:
        allowed = " or ".join(map(str, sizes))
        yield "container.memoryMb", container.memory_mb, f"{allowed} with cpu {container.cpu} on app-runner"
    if container.maximum_tasks > 25:
        yield "container.maximumTasks", container.maximum_tasks, "at most 25 with platform app-runner"


def container_endpoints(container: Container, network: Network) -> Iterator[Fault]:
    """The container reaches AWS from private subnets: its image if it is in ECR, its logs and the queue."""
    if not container.enabled:
        return
    from_ecr = bool(container.image and ECR_IMAGE.match(container.image))
    for service in ("logs", "sqs", *(("ecr.api", "ecr.dkr") if from_ecr else ())):
        if service not in network.interface_endpoints:
            yield "network.interfaceEndpoints", f"no {service}", f"a list with {service} where the container is enabled"
    if from_ecr and "s3" not in network.gateway_endpoints:
        yield "network.gatewayEndpoints", "no s3", "a list with s3, which holds the layers of ECR images"


def sharing_terms(sharing: Sharing, network: Network) -> Iterator[Fault]:
    """Sharing names what it shares, which exists, and reaches nobody outside of an organization."""
    yield from repeated("sharing.resources", sharing.resources)
    yield from repeated("sharing.principals", sharing.principals)
    if sharing.principals and not sharing.inside_organization:
        yield "sharing.principals", list(sharing.principals), "some only with sharing.insideOrganization: true"
    for resource in sharing.resources:
        if resource.startswith("firewall") and not network.firewall.enabled:
            yield "sharing.resources", resource, "the firewall's parts only where network.firewall.enabled is true"
    if sharing.enabled and not sharing.resources:
        yield "sharing.resources", [], "at least one resource where sharing is enabled"
    if "subnets" in sharing.resources and not sharing.inside_organization:
        yield "sharing.resources", "subnets", "subnets only with sharing.insideOrganization: true"


RULES: tuple[Callable[..., Iterator[Fault]], ...] = (
    network_addresses,
    network_lists,
    firewall_use,
    recovery_region,
    production_promises,
    database_windows,
    secret_recovery,
    functions,
    agent_layer,
    container_sizes,
    container_platform,
    container_endpoints,
    *config_migration_rules.RULES,
    sharing_terms,
    *config_operations_rules.RULES,
)

_DAY, _WEEK = 24 * 60, 7 * 24 * 60


def _split_weekly(window: str) -> list[str]:
    middle = len(window) // 2
    return [window[:middle], window[middle + 1 :]]


def _minutes(moments: Iterable[str]) -> list[int]:
    """Minutes since Monday 00:00 of moments like sun:03:30."""
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    parts = [moment.split(":") for moment in moments]
    return [days.index(day) * _DAY + int(hour) * 60 + int(minute) for day, hour, minute in parts]
