"""The rules across fields of the database, the payment functions and the container."""

from collections.abc import Callable, Iterable, Iterator

from config.faults import Fault, repeated
from config.sections import Container, Database, Flags, Payments
from config.types import ECR_IMAGE, Region

# AWS refuses a reservation that leaves less than this unreserved.
UNRESERVED_CONCURRENCY = 100
# What the rotation reserves for itself. Secrets Manager calls for each secret by itself, at set-up, monthly and again
# after a failure, and a throttled call is a failed rotation; the database's own lock lets one run after the other.
ROTATION_CONCURRENCY = 10
# The memory in MB that App Runner offers for each cpu value, of those that the section allows.
APP_RUNNER_MEMORY = {256: (512, 1024), 512: (1024,), 1024: (2048, 3072, 4096), 2048: (4096,), 4096: (8192,)}
_DAY, _WEEK = 24 * 60, 7 * 24 * 60


def database_windows(database: Database) -> Iterator[Fault]:
    """The backup and maintenance windows have 30 minutes to a day, and do not overlap."""
    backup = _minutes(f"mon:{part}" for part in database.backup_window.split("-"))
    start, end = _minutes(_split_weekly(database.maintenance_window))
    backup_length, maintenance_length = (backup[1] - backup[0]) % _DAY, (end - start) % _WEEK
    for key, given, length in (
        ("database.backupWindow", database.backup_window, backup_length),
        ("database.maintenanceWindow", database.maintenance_window, maintenance_length),
    ):
        if not 30 <= length <= _DAY:
            yield key, given, "a window of at least 30 minutes and at most a day"
    # Two windows overlap where either starts inside the other; the backup's is daily.
    offset = (backup[0] - start) % _DAY
    if offset < maintenance_length or (start - backup[0]) % _DAY < backup_length:
        yield "database.maintenanceWindow", database.maintenance_window, "a window apart from database.backupWindow"


def database_storage(database: Database) -> Iterator[Fault]:
    """RDS takes a limit of what it adds that is a tenth above what there is, or more."""
    least = -(-database.storage_gib * 11 // 10)
    if database.max_storage_gib < least:
        yield "database.maxStorageGib", database.max_storage_gib, f"{least} or more, a tenth above database.storageGib"


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
    """Lambda accepts layers of its own region only."""
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
    """App Runner accepts ECR images, some sizes and at most 25 instances."""
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


RULES: tuple[Callable[..., Iterator[Fault]], ...] = (
    database_windows,
    database_storage,
    functions,
    agent_layer,
    container_sizes,
    container_platform,
)


def _split_weekly(window: str) -> list[str]:
    middle = len(window) // 2
    return [window[:middle], window[middle + 1 :]]


def _minutes(moments: Iterable[str]) -> list[int]:
    """Minutes since Monday 00:00 of moments like sun:03:30."""
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    parts = [moment.split(":") for moment in moments]
    return [days.index(day) * _DAY + int(hour) * 60 + int(minute) for day, hour, minute in parts]
