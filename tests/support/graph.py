"""What a program registers under Pulumi's mocks, which answer from the same model of AWS as the rehearsal."""

# The SDK's mock engine leaves its dicts untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import base64
import json
import runpy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast
from unittest.mock import patch

import dill
import grpc
import pulumi
from pulumi.dynamic import ResourceProvider
from pulumi.output import Unknown
from pulumi.runtime import mocks as pulumi_mocks
from pulumi.runtime import resource as pulumi_resources
from pulumi.runtime import rpc
from pulumi.runtime.proto import source_pb2

from config.load import with_stand_ins
from config.project import PROJECT
from config.stack_file import StackFile
from simulated_aws.account import Account
from simulated_aws.declarations import UNKNOWN
from simulated_aws.kinds.order import unordered
from simulated_aws.live import Live
from simulated_aws.modelling import AwsError, number
from simulated_aws.values import SIGNATURE, plain
from tests.support.kept_graphs import kept
from tests.support.moved import account_of
from tests.support.second_up import differing

STACKS = ("dev", "staging", "prod")


@dataclass(frozen=True, kw_only=True)
class Registered:
    """One resource as the program registered it; its properties are those that AWS gave it.

    `references` holds, by input, the URNs of the resources that the input's value comes from.
    """

    token: str
    name: str
    urn: str
    custom: bool
    parent: str
    provider: str
    depends_on: tuple[str, ...]
    references: Mapping[str, frozenset[str]]
    inputs: Mapping[str, Any]
    secret_inputs: frozenset[str]
    id: str
    properties: Mapping[str, Any]
    # As the program names them: the inputs whose changes the engine leaves alone, and whether AWS keeps it.
    ignored: frozenset[str] = frozenset()
    retained: bool = False

    @property
    def kind(self) -> str:
        """The last part of the type: `Subnet`, `RouteTable`."""
        return self.token.rpartition(":")[2]

    @property
    def tags(self) -> dict[str, str]:
        """The tags; empty where the resource has none."""
        return self.inputs.get("tags") or {}

    def policy(self, key: str = "policy") -> list[dict[str, Any]]:
        """The statements of a policy document among the inputs."""
        return json.loads(self.inputs[key])["Statement"]


class Graph:
    """Everything that one run of a program registered, in order."""

    def __init__(self) -> None:
        self.resources: list[Registered] = []
        self.with_outputs: set[str] = set()
        self.outputs: dict[str, Any] = {}
        # What exists in the account afterwards, by id, and what the configuration has named of it, by ARN.
        self.live: Mapping[str, Live] = {}
        self.declared: frozenset[str] = frozenset()

    def __iter__(self) -> Iterator[Registered]:
        return iter(self.resources)

    def of(self, kind: str) -> list[Registered]:
        """The resources of a kind, such as `Subnet`."""
        return [item for item in self.resources if item.kind == kind]

    def one(self, name: str) -> Registered:
        """The only custom resource with a logical name."""
        found = [item for item in self.resources if item.name == name and item.custom]
        assert len(found) == 1, f"{len(found)} resources are named {name}"
        return found[0]

    def names(self, kind: str) -> set[str]:
        """The logical names of the resources of a kind."""
        return {item.name for item in self.of(kind)}

    def by_id(self, resource_id: str) -> Registered:
        """The resource with a physical id."""
        return next(item for item in self.resources if item.custom and item.id == resource_id)


class LookupFailedError(grpc.RpcError):
    """A lookup that the provider answers with an error, as the engine passes it on."""

    def code(self) -> grpc.StatusCode:
        """The kind of error, which is the same for each that the provider has not foreseen."""
        return grpc.StatusCode.UNKNOWN

    def details(self) -> str:
        """What the provider says."""
        return str(self)


class AccountMocks(pulumi_mocks.Mocks):
    """Answers from a simulated account; in a preview it knows the inputs alone, as AWS does."""

    def __init__(self, preview: bool, stack: str, account: Account | None = None):
        self.account = account or Account()
        self._preview, self._stack = preview, stack
        self._regions: dict[str, str] = {}

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        if not args.custom:
            return "", args.inputs
        if args.typ.startswith("pulumi:providers:"):
            self._regions[args.name] = args.inputs["region"]
            return f"{args.name}-id", args.inputs
        if args.typ.startswith("pulumi-python:"):
            return self._dynamic(args)
        known = cast(dict[str, Any], _with_markers(args.inputs))
        # As the engine names what the program does not.
        proposed = f"{args.name}-{self._stack}-{number(self._stack, args.typ, args.name)[:7]}"
        inputs = self.account.completed(args.typ, args.name, known, self._region_of(args), proposed)
        faults = self.account.faults(args.typ, inputs)
        assert not faults, f"AWS would refuse {args.name}: {faults}"
        if self._preview:
            return None, args.inputs
        return self.account.create(args.typ, args.name, inputs)

    def _dynamic(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        """A resource of a provider of the program's own, which checks it as the engine would let it."""
        known = cast(dict[str, Any], _with_markers(args.inputs))
        provider: ResourceProvider = dill.loads(base64.b64decode(known["__provider"]))  # noqa: S301 (our own)
        failures = [(item.property, item.reason) for item in provider.check({}, args.inputs).failures]
        assert not failures, f"the provider refuses {args.name}: {failures}"
        if self._preview:
            return None, args.inputs
        resource_id, outputs = self.account.create(
            args.typ, args.name, {**known["settings"], "region": known["region"]}
        )
        return resource_id, {**args.inputs, "arn": outputs["arn"], "adopted": False}

    def _region_of(self, args: pulumi.runtime.MockResourceArgs | pulumi.runtime.MockCallArgs) -> str:
        """The region of a resource's or a lookup's provider; a provider of something else than AWS has none."""
        return self._regions[args.provider.split("::")[3]] if args.provider else ""

    def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        try:
            return dict(self.account.invoke(args.token, args.args, self._region_of(args))), []
        except AwsError as error:
            raise LookupFailedError(str(error)) from error


def _with_markers(value: object) -> object:
    """The value with the engine's marker for each part that is not known yet."""
    if isinstance(value, Unknown):
        return UNKNOWN
    if isinstance(value, dict):
        return {key: _with_markers(item) for key, item in cast(dict[str, object], value).items()}
    return [_with_markers(item) for item in cast(list[object], value)] if isinstance(value, list) else value


class RecordingMonitor(pulumi_mocks.MockMonitor):
    """The SDK's mock engine, which also keeps what a resource's registration says besides its inputs."""

    def __init__(self, mocks: AccountMocks, graph: Graph):
        super().__init__(mocks)
        self._graph = graph

    def RegisterResource(self, request: Any) -> Any:
        response = super().RegisterResource(request)
        if request.type != "pulumi:pulumi:Stack":
            state = self.resources[response.urn]
            inputs = cast(dict[str, Any], rpc.deserialize_properties(request.object))
            self._graph.resources.append(
                Registered(
                    token=request.type,
                    name=request.name,
                    urn=response.urn,
                    custom=request.custom,
                    parent=request.parent,
                    provider=request.provider,
                    depends_on=tuple(request.dependencies),
                    ignored=frozenset(request.ignoreChanges),
                    retained=request.retainOnDelete,
                    references={key: frozenset(of.urns) for key, of in request.propertyDependencies.items()},
                    inputs=plain(inputs),
                    secret_inputs=frozenset(key for key, value in inputs.items() if SIGNATURE in str(value)),
                    id=state.id or "",
                    properties=state.state,
                )
            )
        return response

    def RegisterResourceOutputs(self, request: Any) -> Any:
        self._graph.with_outputs.add(request.urn)
        if "pulumi:pulumi:Stack" in request.urn:
            self._graph.outputs = cast(dict[str, Any], rpc.deserialize_properties(request.outputs))
        return super().RegisterResourceOutputs(request)


def build(
    program: Callable[[], object], *, preview: bool = False, stack: str = "dev", account: Account | None = None
) -> Graph:
    """Runs a program to its end under mocks and returns what it registered; a failing program raises.

    Its resources are made in the account, or in a new one.
    """
    graph = Graph()
    mocks = AccountMocks(preview, stack, account)
    monitor = RecordingMonitor(mocks, graph)
    pulumi.runtime.set_mocks(mocks, project="payments", stack=stack, preview=preview, monitor=monitor)

    @pulumi.runtime.test
    def run() -> None:
        program()

    # What the SDK sends the engine for people: where each resource was created, and progress.
    with (
        patch.object(pulumi_resources, "_get_stack_trace", source_pb2.StackTrace),
        patch.object(pulumi.log, "debug"),
    ):
        run()
    graph.live, graph.declared = mocks.account.live(), mocks.account.declared
    if not preview:
        assert not mocks.account.unmet(), f"AWS would not let it work: {mocks.account.unmet()}"
        found = unordered([_as_state(item) for item in graph if item.custom])
        assert not found, f"AWS would refuse it in some schedule: {found}"
        again = differing(graph, mocks.account.live())
        assert not again, f"a second up would change it: {again}"
    return graph


def _as_state(item: Registered) -> dict[str, Any]:
    return {
        "urn": item.urn,
        "type": item.token,
        "id": item.id,
        "inputs": item.inputs,
        "dependencies": [*item.depends_on, *(urn for urns in item.references.values() for urn in urns)],
    }


def stack_values(stack: str) -> dict[str, Any]:
    """The configuration of a committed stack file, by full key, with a stand-in for each secret."""
    file = StackFile.read(PROJECT / f"Pulumi.{stack}.yaml")
    return {f"payments:{key}": value for key, value in with_stand_ins(file).items()}


def build_stack(stack: str, *, preview: bool = False, changes: Mapping[str, Any] | None = None) -> Graph:
    """The whole program's graph with a committed stack file, with some keys changed; nobody may change it."""
    return kept(lambda: run_stack(stack, preview=preview, changes=changes), stack, preview, dict(changes or {}))


def run_stack(
    stack: str,
    *,
    preview: bool = False,
    changes: Mapping[str, Any] | None = None,
    account: Account | None = None,
) -> Graph:
    """Runs the whole program with a committed stack file, with some keys changed, in an account or a new one."""
    values = stack_values(stack) | dict(changes or {})
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}
    account = account or account_of(stack, values)

    def program() -> None:
        pulumi.runtime.set_all_config(texts, secret_keys=["payments:alerts"])
        runpy.run_path(str(PROJECT / "__main__.py"), run_name="__main__")

    return build(program, preview=preview, stack=stack, account=account)
