"""What AWS still does after it has answered, and what it refuses meanwhile."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
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
        phases: the states that it goes through and the minutes of each, by the resource's inputs and what else exists.
        refuses: what is refused meanwhile.
        error: how AWS answers.
        source: where AWS or the provider says so.
    """

    kind: ResourceType
    on: str
    phases: Callable[[Inputs, Others], Mapping[str, float]]
    refuses: tuple[Refused, ...]
    error: str
    source: str


@dataclass
class Begun:
    """What a new resource has started: its properties, and when each state of it ends, in the account's minutes."""

    of: Inputs
    ends: dict[str, float]
    stopped: bool = False

    @property
    def until(self) -> float:
        """When it ends."""
        return max(self.ends.values(), default=0)

    def stop(self) -> None:
        """Ends it before its time."""
        self.ends.clear()
        self.stopped = True


def deployment_phases(deployment: Inputs, others: Others) -> dict[str, float]:
    """How long a deployment of AppConfig grows and bakes, by its strategy."""
    strategy = others.get(str(deployment.get("deploymentStrategyId")))
    keys = {"DEPLOYING": "deploymentDurationInMinutes", "BAKING": "finalBakeTimeInMinutes"}
    return {state: float(strategy.inputs.get(key) or 0) for state, key in keys.items()} if strategy else {}


RUNNING = (
    Running(
        kind=appconfig.DEPLOYMENT,
        on="environmentId",
        phases=deployment_phases,
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
        # What was started, by the type that did so, the region, and the name of what is busy with it.
        self._begun: defaultdict[tuple[str, str, str], list[Begun]] = defaultdict(list)
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
                phases = rule.phases(properties, others)
                ends = accumulate(phases.values(), initial=self._clock.now())
                self._begun[busy].append(Begun(properties, dict(zip(phases, list(ends)[1:], strict=True))))
        if token == cloudwatch.METRIC_ALARM.token:
            self._alarms[str(properties.get("arn"))] = self._clock.now()
        if token == appconfig.DEPLOYMENT.token and sum(deployment_phases(properties, others).values()):
            self._roll_back(name, properties, others)

    def begun(self, kind: ResourceType, region: str, name: str) -> list[tuple[Begun, str]]:
        """What resources of a type have started for a name, the newest first, each with the state that it is in.

        The state is empty once it has ended.
        """
        now = self._clock.now()
        found = reversed(self._begun[kind.token, region, name])
        return [(each, next((state for state, end in each.ends.items() if end > now), "")) for each in found]

    def evaluated(self, alarm_arns: Iterable[str]) -> float:
        """The moment at which CloudWatch has evaluated all of some alarms."""
        return max((self._alarms[arn] + ALARM_MINUTES for arn in alarm_arns if arn in self._alarms), default=0)

    def rolled_back(self) -> list[Fault]:
        """The deployments that AppConfig rolled back, each with the alarms that were the reason."""
        return list(self._rolled_back)

    def _left(self, busy: tuple[str, str, str]) -> float:
        return max((each.until for each in self._begun[busy]), default=0) - self._clock.now()

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
