"""An AWS account on this machine: what exists in it, what it refuses, and how long it takes."""

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar

import catalog
from catalog import lambda_
from catalog.resource_type import ResourceType
from simulated_aws import declarations, inspection, regions
from simulated_aws.clock import Clock
from simulated_aws.declarations import Fault
from simulated_aws.existing import Existing
from simulated_aws.kinds import between, history, waiting
from simulated_aws.kinds.contents import Contents
from simulated_aws.kinds.quotas import Quotas
from simulated_aws.kinds.remains import Remains
from simulated_aws.kinds.running import Activity
from simulated_aws.kinds.world import World
from simulated_aws.live import Live
from simulated_aws.lookups import Lookups
from simulated_aws.model import behaviour
from simulated_aws.modelling import AwsError, Inputs, Names, number
from simulated_aws.refusals import refusals, unmet
from simulated_aws.trouble import Kind, Troubles
from simulated_aws.values import plain, texts

P = ParamSpec("P")
T = TypeVar("T")
ACCOUNT = "123456789012"
# An id or an ARN, wherever it is found.
IDENTIFIER = re.compile(r"arn:aws:|[a-z]+-[0-9a-f]{8,17}$|[0-9a-f]{7}$")


class ConnectionLostError(AwsError):
    """AWS did what it was asked, and the answer never arrived."""


@dataclass(frozen=True)
class Step:
    """One thing that the account did, in minutes of its own clock that were spent."""

    operation: Literal["create", "update", "delete"]
    token: str
    name: str
    start: float
    end: float


@dataclass
class Account:
    """A simulated account.

    `seconds_per_minute` scales the time that AWS typically takes; with 0 everything happens at once. `declared` are the
    ARNs of what exists in it although nobody makes it here.
    """

    number: str = ACCOUNT
    seconds_per_minute: float = 0
    quotas: Quotas = field(default_factory=Quotas)
    resources: Existing = field(default_factory=Existing)
    steps: list[Step] = field(default_factory=list[Step])
    # Secrets that were made replicas of others, and secrets that the engine knows nothing of.
    followers: set[str] = field(default_factory=set[str])
    strangers: set[str] = field(default_factory=set[str])
    lookups: Lookups = field(default_factory=Lookups)
    declared: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.resources.declare(self.declared)
        self._lock = threading.RLock()
        self._made: Counter[str] = Counter()
        self._clock = Clock(self.seconds_per_minute)
        self._troubles = Troubles()
        self.activity, self.remains = Activity(self._clock), Remains(self._clock)
        self.contents = Contents()
        self._interruptions: list[Fault] = []

    def trouble(self, pattern: str, kind: Kind, times: int = 1) -> None:
        """Lets the next creations of resources whose name matches the pattern fail."""
        self._troubles.add(pattern, kind, times)

    def let_pass(self, minutes: float) -> None:
        """Lets time pass in which nobody changes anything."""
        self._clock.let_pass(minutes)

    def write(self, bucket: str, key: str = "file") -> None:
        """Puts an object into a bucket."""
        self.contents.write(bucket, key)

    def plant(self, token: str, name: str, inputs: Inputs, region: str = "eu-west-2") -> str:
        """Makes a resource behind the program's back and returns its id."""
        return self.create(token, name, self.completed(token, name, inputs, region))[0]

    def remove(self, resource_id: str) -> None:
        """Takes a resource away behind the program's back."""
        del self.resources[resource_id]

    def alter(self, resource_id: str, properties: Inputs) -> None:
        """Changes some properties of a resource behind the program's back."""
        live = self.resources[resource_id]
        inputs = {key: properties.get(key, value) for key, value in live.inputs.items()}
        self.resources[resource_id] = replace(live, inputs=inputs, outputs={**live.outputs, **properties})

    def act(self, change: Callable[Concatenate["Account", P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Does more behind the program's back, wherever the account is held."""
        return change(self, *args, **kwargs)

    def live(self) -> dict[str, Live]:
        """What exists, by id."""
        with self._lock:
            return dict(self.resources)

    def history(self) -> list[Step]:
        """What the account did so far."""
        return list(self.steps)

    def completed(self, token: str, name: str, inputs: Inputs, region: str, proposed: str = "") -> dict[str, Any]:
        """The inputs with what the provider fills in: the region, and a name where none is given.

        Raises UnknownTypeError for a type that no SDK has, and UnlistedTypeError for one that the catalog lacks.
        """
        full: dict[str, Any] = plain(dict(inputs))
        types = declarations.input_types(token)
        if "region" in types:
            full.setdefault("region", region)
        key = catalog.of(token).named_by
        if key in types and not full.get(key) and not full.get(f"{key}Prefix"):
            full[key] = proposed or f"{name}-{number(token, name)[:7]}"
        return full

    def faults(self, token: str, inputs: Inputs) -> list[Fault]:
        """What AWS would refuse of the inputs whatever else exists."""
        return list(inspection.faults(token, inputs))

    def refused(self, token: str, inputs: Inputs, own_id: str = "") -> list[Fault]:
        """What AWS would refuse of a resource made beside the others, of which `own_id` is itself; nothing changes."""
        faults = self.faults(token, inputs) or list(regions.without_origin(token, inputs))
        with self._lock:
            return faults or list(refusals(token, inputs, self.resources, self.followers, self.number, own_id))

    def create(self, token: str, name: str, inputs: Inputs) -> tuple[str, dict[str, Any]]:
        """Makes a resource and returns its id and properties; raises AwsError where AWS would refuse it."""
        known, region = catalog.of(token), inputs.get("region", "")
        with self._lock:
            trouble = self._troubles.take(name)
        if trouble == "throttle":
            raise AwsError("ThrottlingException: Rate exceeded, after 25 attempts")
        start = self._clock.wait(known.minutes)
        if token == lambda_.INVOCATION.token:
            self._wait_for(inputs)
        with self._lock:
            _refuse_all(regions.without_origin(token, inputs))
            _refuse_all(self.activity.refused("create", token, inputs))
            self._refuse(token, inputs)
            self._made[f"{region}{token}{name}"] += 1
            made = self._made[f"{region}{token}{name}"]
            names = Names(
                region=region,
                account=self.number,
                name=inputs.get(known.named_by) or name,
                path=inputs.get("path", "/"),
                hex=number(region, token, name, made),
                made=made,
            )
            resource_id = names.fill(known.id)
            outputs = self._outputs(known, inputs, names)
            self.resources[resource_id] = Live(token, name, region, dict(inputs), outputs)
            self.activity.begin(token, name, outputs, self.resources)
            self.steps.append(Step("create", token, name, start, self._clock.spent()))
        if trouble == "connection":
            raise ConnectionLostError("the connection broke before AWS answered")
        return resource_id, outputs

    def update(self, resource_id: str, inputs: Inputs, before: Inputs | None = None) -> dict[str, Any]:
        """Changes a resource in place and returns its properties; `before` is what the engine took it to be."""
        with self._lock:
            old = self._existing(resource_id)
            self._refuse_of_follower(resource_id)
            known = old.inputs if before is None else before
            _refuse_all(regions.forbidden_changes(old.token, known, old.inputs, inputs))
            _refuse_all(history.forbidden_changes(old, known, inputs, self.resources))
            self._refuse(old.token, inputs, resource_id)
            start = self._clock.spent()
            outputs = {**old.outputs, **inputs} | ({"tagsAll": inputs["tags"]} if "tags" in inputs else {})
            outputs |= behaviour(old.token).updated(old.outputs, inputs, self._properties)
            self.resources[resource_id] = Live(old.token, old.name, old.region, dict(inputs), outputs)
            self._interruptions += between.interruptions(old.token, old.name, old.inputs, inputs)
            self.steps.append(Step("update", old.token, old.name, start, self._clock.spent()))
            return outputs

    def delete(self, resource_id: str, before: Inputs | None = None) -> None:
        """Deletes a resource; raises AwsError while another one refers to it."""
        with self._lock:
            if resource_id not in self.resources:
                return
            gone = self.resources[resource_id]
            self._refuse_deletion(resource_id, gone, gone.inputs if before is None else before)
        start = self._clock.wait(catalog.of(gone.token).minutes)
        with self._lock:
            # The prefix list that a gateway's routes name is the region's.
            given = {key: value for key, value in gone.outputs.items() if key != "prefixListId"}
            own = {resource_id, *filter(IDENTIFIER.match, texts(given))} - set(texts(gone.inputs))
            for other_id, other in self.resources.items():
                if other_id != resource_id and own & other.held:
                    raise AwsError(f"DependencyViolation: {other.name} ({other_id}) still refers to {resource_id}")
            del self.resources[resource_id]
            self.remains.keep(gone, self.resources, self.number)
            self.steps.append(Step("delete", gone.token, gone.name, start, self._clock.spent()))

    def unmet(self) -> list[Fault]:
        """What the resources need to work, and the policies and routes that exist by now do not give them."""
        with self._lock:
            return unmet(self.resources, self.number)

    def interruptions(self) -> list[Fault]:
        """What the changes interrupted of the traffic that was allowed before them and is allowed after them."""
        return list(self._interruptions)

    def rolled_back(self) -> list[Fault]:
        """The deployments of feature flags that were rolled back, each with the reason."""
        return self.activity.rolled_back()

    def invoke(self, token: str, args: Inputs, region: str) -> Mapping[str, Any]:
        """The answer to a lookup."""
        with self._lock:
            return self.lookups.answer(token, args, region, self.number, self.resources)

    def _wait_for(self, invocation: Inputs) -> None:
        """Takes the time in which an invoked function waits; raises AwsError where Lambda ends it before."""
        with self._lock:
            world = World(self.resources, self.number)
            moment = self.activity.evaluated(waiting.awaited_alarms(invocation, world))
            last = self._clock.now() + waiting.timeout_minutes(invocation, world)
        self._clock.until(min(moment, last))
        if moment > last:
            raise AwsError(f"Sandbox.Timedout: Task timed out, {moment - last:.0f} minutes before what it waits for")

    def _outputs(self, known: ResourceType, inputs: Inputs, names: Names) -> dict[str, Any]:
        patterns = {"arn": known.arn, **known.outputs} if known.arn else known.outputs
        outputs = {**inputs, **{key: names.fill(pattern) for key, pattern in patterns.items()}}
        if "tags" in inputs:
            outputs["tagsAll"] = inputs["tags"]
        return outputs | dict(behaviour(known.token).created(inputs, names, self._properties))

    def _refuse(self, token: str, inputs: Inputs, resource_id: str = "") -> None:
        others = {key: live for key, live in self.resources.items() if key != resource_id}
        _refuse_all([*self.remains.taken(token, inputs), *self.quotas.faults(token, inputs, others)])
        _refuse_all(refusals(token, inputs, self.resources, self.followers, self.number, resource_id))

    def _refuse_deletion(self, resource_id: str, gone: Live, known: Inputs) -> None:
        _refuse_all(self.activity.refused("delete", gone.token, gone.outputs))
        _refuse_all(self.remains.second_snapshot(gone))
        _refuse_all(self.contents.refused(gone))
        _refuse_all(history.forbidden_deletion(gone, f"{gone.name} ({resource_id})", self.resources))
        self._refuse_of_follower(resource_id)
        _refuse_all(regions.forbidden_deletion(gone.token, known, gone.inputs, self.resources.keys() - self.followers))

    def _properties(self, wanted: str) -> Inputs:
        """The properties of what an id or an ARN names."""
        by_arn = (live.outputs for live in self.resources.values() if live.outputs.get("arn") == wanted)
        return next(by_arn, None) or self._existing(wanted).outputs

    def _refuse_of_follower(self, resource_id: str) -> None:
        if resource_id in self.followers:
            raise AwsError(f"InvalidRequestException: {resource_id} is a replica; only its primary can be changed")

    def _existing(self, resource_id: str) -> Live:
        if resource_id not in self.resources:
            raise AwsError(f"NotFound: {resource_id} does not exist")
        return self.resources[resource_id]


def _refuse_all(found: Iterable[Fault]) -> None:
    reasons = "; ".join(f"{path}: {reason}" for path, reason in found)
    if reasons:
        raise AwsError(reasons)
