"""What deletions leave behind: names that can't be given again yet, snapshots, keys, and log groups made again."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from access.evaluation import Request, role
from catalog import cloudwatch, ec2, ecs, kms, lambda_, rds, secretsmanager
from catalog.resource_type import ResourceType
from simulated_aws.clock import Clock
from simulated_aws.declarations import Fault
from simulated_aws.kinds.needs import Need, is_met
from simulated_aws.kinds.world import Resource, World
from simulated_aws.modelling import Inputs
from simulated_aws.values import texts

# What exists, by id.
Others = Mapping[str, Resource]
DAY = 24 * 60
DEFAULT_RECOVERY_DAYS = 30
# How long a service delivers logs of what is deleted. No document says it; the reports are of minutes.
DELIVERY_MINUTES = 10


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A name that AWS keeps after the deletion of what had it.

    Args:
        kind: the type.
        named_by: the input that holds the name.
        minutes: how long it is kept, by the inputs of what was deleted; 0 where it is not.
        error: how AWS answers; may hold {name} and {days}.
        source: where AWS says so.
    """

    kind: ResourceType
    named_by: str
    minutes: Callable[[Inputs], float]
    error: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Writer:
    """A service that makes a log group again which is deleted while it still has something to write.

    Args:
        kind: the type of what writes.
        groups: the names of its log groups, by its inputs.
        role: the input with the role that it writes with; empty where the service's own role may make groups.
        source: a report of it.
    """

    kind: ResourceType
    groups: Callable[[Inputs], set[str]]
    role: str = ""
    source: str


def _window(secret: Inputs) -> float:
    days = secret.get("recoveryWindowInDays")
    return (DEFAULT_RECOVERY_DAYS if days is None else float(days)) * DAY


def _group_of_function(function: Inputs) -> set[str]:
    config: Inputs = function.get("loggingConfig") or {}
    return {str(config.get("logGroup") or f"/aws/lambda/{function.get('name')}")}


def _groups_of_server(server: Inputs) -> set[str]:
    logs: list[str] = server.get("enabledCloudwatchLogsExports") or []
    return {f"/aws/rds/instance/{server.get('identifier')}/{log}" for log in logs}


def _group_of_flow_log(flow_log: Inputs) -> set[str]:
    destination = str(flow_log.get("logDestination") or "")
    return {destination.partition(":log-group:")[2].removesuffix(":*")}


KEPT = (
    Kept(
        kind=secretsmanager.SECRET,
        named_by="name",
        minutes=_window,
        error="InvalidRequestException: You can't create this secret because a secret with this name is already "
        "scheduled for deletion, in {days:.0f} days",
        source="botocore: secretsmanager.DeleteSecret",
    ),
    # The provider's deletion ends when the service drains, and does not wait until it is inactive.
    Kept(
        kind=ecs.EXPRESS_GATEWAY_SERVICE,
        named_by="serviceName",
        minutes=lambda service: ecs.EXPRESS_GATEWAY_SERVICE.minutes,
        error="InvalidParameterException: Unable to Start a service that is still Draining: {name}",
        source="botocore: ecs.DeleteService",
    ),
)
WRITERS = (
    Writer(
        kind=lambda_.FUNCTION,
        groups=_group_of_function,
        role="role",
        source="https://github.com/terraform-aws-modules/terraform-aws-lambda/issues/342",
    ),
    Writer(
        kind=rds.INSTANCE,
        groups=_groups_of_server,
        source="https://github.com/terraform-aws-modules/terraform-aws-rds/issues/419",
    ),
    Writer(
        kind=ec2.FLOW_LOG,
        groups=_group_of_flow_log,
        role="iamRoleArn",
        source="https://github.com/hashicorp/terraform/issues/14750",
    ),
)
# What writes logs, and what they are written into.
LOGGED = {cloudwatch.LOG_GROUP.token, *(rule.kind.token for rule in WRITERS)}


class Remains:
    """What is left of what an account has deleted, by the account's clock."""

    def __init__(self, clock: Clock):
        self._clock = clock
        self._names: dict[tuple[str, str, object], float] = {}
        # Servers that are gone: by the region and the name of their final snapshot, and those whose backups stay.
        self._snapshots: dict[tuple[str, object], Resource] = {}
        self._backed_up: list[Resource] = []
        self._delivering: dict[tuple[str, str], tuple[float, str]] = {}
        self._again: dict[tuple[str, str], str] = {}
        # Until when what names a key is pending deletion.
        self._keys: dict[str, float] = {}

    def keep(self, gone: Resource, others: Others, account: str) -> None:
        """Notes what is left of a resource that was deleted, beside what else exists."""
        now = self._clock.now()
        for rule in KEPT:
            if gone.token == rule.kind.token:
                key = (gone.token, gone.region, gone.inputs.get(rule.named_by))
                self._names[key] = now + rule.minutes(gone.inputs)
        if gone.token == kms.KEY.token:
            # Source: botocore: kms.ScheduleKeyDeletion.
            until = now + float(gone.inputs.get("deletionWindowInDays") or DEFAULT_RECOVERY_DAYS) * DAY
            self._keys.update({str(gone.outputs[key]): until for key in ("arn", "keyId") if key in gone.outputs})
        if gone.token == rds.INSTANCE.token:
            if not gone.inputs.get("skipFinalSnapshot"):
                self._snapshots[gone.region, gone.inputs.get("finalSnapshotIdentifier")] = gone
            # The provider deletes the backups unless it is told not to.
            if gone.inputs.get("deleteAutomatedBackups") is False:
                self._backed_up.append(gone)
        if gone.token in LOGGED:
            self._logs(gone, World(others, account))

    def taken(self, token: str, inputs: Inputs) -> Iterator[Fault]:
        """What AWS refuses of a resource because of what is left of others."""
        region = str(inputs.get("region", ""))
        for rule in KEPT:
            name = inputs.get(rule.named_by)
            left = self._names.get((token, region, name), 0) - self._clock.now()
            if token == rule.kind.token and left > 0:
                yield Fault(rule.named_by, rule.error.format(name=name, days=left / DAY))
        name = str(inputs.get("name"))
        if token == cloudwatch.LOG_GROUP.token and (region, name) in self._again:
            writer = self._again[region, name]
            reason = f"ResourceAlreadyExistsException: The specified log group already exists: {writer} made it again"
            yield Fault("name", reason)
        for key in sorted(self._keys.keys() & texts(inputs) if self._keys else ()):
            yield Fault("", f"KMSInvalidStateException: {key} is pending deletion")

    def key_ends(self, key: str) -> datetime | None:
        """When a key is deleted that is pending deletion."""
        until = self._keys.get(key, 0)
        return self._clock.date(until) if until > self._clock.now() else None

    def secret_ends(self, region: str, name: str) -> datetime | None:
        """When a secret is deleted that can still be restored."""
        until = self._names.get((secretsmanager.SECRET.token, region, name), 0)
        return self._clock.date(until) if until > self._clock.now() else None

    def snapshots(self, region: str) -> dict[str, Resource]:
        """The final snapshots in a region by their names, each with the server that it is of."""
        return {str(name): server for (place, name), server in self._snapshots.items() if place == region}

    def backed_up(self, region: str) -> list[Resource]:
        """The servers in a region that are gone, and whose automated backups are not."""
        return [server for server in self._backed_up if server.region == region]

    def made_again(self, region: str) -> list[str]:
        """The names of the log groups in a region that their writers made again."""
        return sorted(name for place, name in self._again if place == region)

    def remove_made_again(self, region: str, name: str) -> None:
        """Deletes a log group that was made again; while its writer still delivers, it makes it once more."""
        until, _ = self._delivering.get((region, name), (0.0, ""))
        if until <= self._clock.now():
            del self._again[region, name]

    def second_snapshot(self, gone: Resource) -> Iterator[Fault]:
        """What AWS refuses of a deletion whose final snapshot has the name of one that is left."""
        snapshot = gone.inputs.get("finalSnapshotIdentifier")
        exists = (gone.region, snapshot) in self._snapshots
        if gone.token == rds.INSTANCE.token and exists and not gone.inputs.get("skipFinalSnapshot"):
            yield Fault("finalSnapshotIdentifier", f"DBSnapshotAlreadyExists: {snapshot} exists already")

    def _logs(self, gone: Resource, world: World) -> None:
        """Notes which log groups are still written into, and which were deleted while they were."""
        now, name = self._clock.now(), str(gone.inputs.get("name"))
        for rule in WRITERS:
            for group in rule.groups(gone.inputs) if gone.token == rule.kind.token else ():
                if _may_make(rule, gone, group, world):
                    self._delivering[gone.region, group] = (now + DELIVERY_MINUTES, _name(gone))
        if gone.token == cloudwatch.LOG_GROUP.token:
            until, writer = self._delivering.get((gone.region, name), (0.0, ""))
            writers = [writer] if until > now else []
            if writers := [*writers, *_writers(name, gone.region, world)]:
                self._again[gone.region, name] = writers[0]


def _writers(group: str, region: str, world: World) -> Iterator[str]:
    """What exists and writes into a log group that it may make."""
    for rule in WRITERS:
        for each in world.of(rule.kind.token):
            if each.region == region and group in rule.groups(each.inputs) and _may_make(rule, each, group, world):
                yield _name(each)


def _name(writer: Resource) -> str:
    return str(writer.inputs.get("name") or writer.inputs.get("identifier") or writer.token)


def _may_make(rule: Writer, writer: Resource, group: str, world: World) -> bool:
    """Whether what writes into a log group may make it too."""
    if not rule.role:
        return True
    arn = str(writer.inputs.get(rule.role))
    resource = f"arn:aws:logs:{writer.region}:{world.account}:log-group:{group}"
    request = Request(action="logs:CreateLogGroup", resource=resource, names=role(arn), context={})
    return is_met(Need(path="", refusal="", holder="identity", owner=resource, request=request, role=arn), world)
