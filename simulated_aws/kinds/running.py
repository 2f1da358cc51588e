"""What AWS still does after it has answered, and what it refuses meanwhile."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from catalog import appconfig, cloudwatch
from catalog.resource_type import ResourceType
from simulated_aws.clock import Clock
from simulated_aws.declarations import Fault
from simulated_aws.kinds.world import Resource
from simulated_aws.modelling import Inputs
from simulated_aws.values import texts

# What exists, by id.
Others = Mapping[str, Resource]
# CloudWatch says of no time by when a new alarm has left INSUFFICIENT_DATA; it takes at least a period with data.
ALARM_MINUTES = 5


class Refused(NamedTuple):
    """An operation on a type, and the property that names what is busy."""

    operation: Literal["create", "delete"]
    kind: ResourceType
    named_by: str


@dataclass(frozen=True, kw_only=True)
class Running:
    """What a new resource starts and does not wait for.

    Args:
        kind: the type of the resource.
        on: the input that names what is busy then.
        minutes: how long it is, by the resource's inputs and what else exists.
        refuses: what is refused meanwhile.
        error: how AWS answers.
        source: where AWS or the provider says so.
    """

    kind: ResourceType
    on: str
    minutes: Callable[[Inputs, Others], float]
    refuses: tuple[Refused, ...]
    error: str
    source: str


def deployment_minutes(deployment: Inputs, others: Others) -> float:
    """How long a deployment of AppConfig grows and bakes, by its strategy."""
    strategy = others.get(str(deployment.get("deploymentStrategyId")))
    keys = ("deploymentDurationInMinutes", "finalBakeTimeInMinutes")
    return sum(float(strategy.inputs.get(key) or 0) for key in keys) if strategy else 0


RUNNING = (
    Running(
        kind=appconfig.DEPLOYMENT,
        on="environmentId",
        minutes=deployment_minutes,
        refuses=(
            Refused("create", appconfig.DEPLOYMENT, "environmentId"),
            Refused("delete", appconfig.ENVIRONMENT, "environmentId"),
        ),
        error="ConflictException: a deployment to the environment is in progress",
        # The provider waits for no end of a deployment, and tries no deletion of an environment again.
        source="botocore: appconfig.DeleteEnvironment, ConflictException; "
        "https://github.com/hashicorp/terraform-provider-aws/issues/36975",
    ),
)


class Activity:
    """What AWS does on its own in an account, by the account's clock."""

    def __init__(self, clock: Clock):
        self._clock = clock
        # Until when what is busy, by the type that made it so, the region and the name.
        self._until: dict[tuple[str, str, str], float] = {}
        self._alarms: dict[str, float] = {}
        self._rolled_back: list[Fault] = []

    def refused(self, operation: Literal["create", "delete"], token: str, properties: Inputs) -> Iterator[Fault]:
        """What AWS refuses of an operation because of what it still does."""
        region = str(properties.get("region", ""))
        for rule in RUNNING:
            for each in rule.refuses:
                busy = (rule.kind.token, region, str(properties.get(each.named_by)))
                if (operation, token) == (each.operation, each.kind.token) and self._left(busy) > 0:
                    yield Fault(each.named_by, f"{rule.error}, for {self._left(busy):.0f} more minutes")

    def begin(self, token: str, name: str, properties: Inputs, others: Others) -> None:
        """Notes what a new resource starts."""
        for rule in RUNNING:
            if token == rule.kind.token:
                busy = (token, str(properties.get("region", "")), str(properties.get(rule.on)))
                self._until[busy] = self._clock.now() + rule.minutes(properties, others)
        if token == cloudwatch.METRIC_ALARM.token:
            self._alarms[str(properties.get("arn"))] = self._clock.now()
        if token == appconfig.DEPLOYMENT.token and deployment_minutes(properties, others):
            self._roll_back(name, properties, others)

    def evaluated(self, alarm_arns: Iterable[str]) -> float:
        """The moment at which CloudWatch has evaluated all of some alarms."""
        return max((self._alarms[arn] + ALARM_MINUTES for arn in alarm_arns if arn in self._alarms), default=0)

    def rolled_back(self) -> list[Fault]:
        """The deployments that AppConfig rolled back, each with the alarms that were the reason."""
        return list(self._rolled_back)

    def _left(self, busy: tuple[str, str, str]) -> float:
        return self._until.get(busy, 0) - self._clock.now()

    def _roll_back(self, name: str, deployment: Inputs, others: Others) -> None:
        """A new alarm starts in INSUFFICIENT_DATA, which rolls a deployment back as ALARM does.

        Source: https://docs.aws.amazon.com/appconfig/latest/userguide/monitoring-deployments.html
        """
        named = (deployment.get("environmentId"), deployment.get("region"))
        environments = (
            each
            for each in others.values()
            if each.token == appconfig.ENVIRONMENT.token and (each.outputs.get("environmentId"), each.region) == named
        )
        monitored = {text for each in environments for text in texts(each.inputs.get("monitors"))}
        new = sorted(arn for arn in monitored if self.evaluated([arn]) > self._clock.now())
        if new:
            state = f"ROLLED_BACK: in INSUFFICIENT_DATA {'are' if len(new) > 1 else 'is'} {', '.join(new)}"
            self._rolled_back.append(Fault(name, state))
