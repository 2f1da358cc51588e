"""The provider that the engine uses: it passes each call on to the simulated account."""

# The generated messages of the protocol are untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent import futures
from functools import wraps
from multiprocessing.managers import BaseManager
from typing import Any

import grpc
from google.protobuf import any_pb2, empty_pb2, struct_pb2
from google.protobuf.json_format import MessageToDict
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc, status_pb2

import catalog
from simulated_aws import inspection
from simulated_aws.account import Account, ConnectionLostError
from simulated_aws.api import Api
from simulated_aws.declarations import UnknownTypeError
from simulated_aws.mgn import MigrationService
from simulated_aws.model import behaviour
from simulated_aws.modelling import AwsError
from simulated_aws.provider.difference import difference
from simulated_aws.provider.new_resource import DEFAULTS, provider_names
from simulated_aws.provider.read_back import read_back, refreshed, unsent
from simulated_aws.provider.timeouts import WaitTimeoutError, refuse_late
from simulated_aws.values import plain

Message = Any  # The generated messages carry no usable types.


def _refusing(call: Callable[..., Message]) -> Callable[..., Message]:
    """A call that returns to the engine, as an error, what AWS refuses."""

    @wraps(call)
    def answer(self: "Provider", request: Message, context: Message) -> Message:
        try:
            return call(self, request, context)
        except (AwsError, UnknownTypeError, catalog.UnlistedTypeError) as error:
            lost = isinstance(error, ConnectionLostError)
            context.abort(grpc.StatusCode.UNAVAILABLE if lost else grpc.StatusCode.UNKNOWN, str(error))

    return answer


class Provider(provider_pb2_grpc.ResourceProviderServicer):
    """Pulumi's provider protocol in front of an account.

    The engine opens a connection for each provider of a program. That distinguishes calls for different regions, which
    do not name their region.
    """

    def __init__(self, account: Account):
        self._account = account
        self._regions: dict[str, str] = {}

    def Handshake(self, request: Message, context: Message) -> Message:
        return provider_pb2.ProviderHandshakeResponse(accept_resources=True, supports_autonaming_configuration=True)

    def Attach(self, request: Message, context: Message) -> Message:
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: Message, context: Message) -> Message:
        return plugin_pb2.PluginInfo(version="7.51.1")

    def CheckConfig(self, request: Message, context: Message) -> Message:
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Message, context: Message) -> Message:
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)

    def Configure(self, request: Message, context: Message) -> Message:
        self._regions[context.peer()] = _plain(request.args).get("region", "")
        return provider_pb2.ConfigureResponse(
            supportsPreview=True, acceptResources=True, supports_autonaming_configuration=True
        )

    @_refusing
    def Check(self, request: Message, context: Message) -> Message:
        token, name = _type_and_name(request.urn)
        given, region = _plain(request.news), self._region(context)
        proposed = _plain(request.olds).get(catalog.of(token).named_by) or request.autonaming.proposed_name
        inputs = self._account.completed(token, name, given, region, proposed)
        found = self._account.faults(token, inputs)
        failures = [provider_pb2.CheckFailure(property=path, reason=reason) for path, reason in found]
        named = provider_names(token)
        # The bridge notes which of the inputs it made up.
        noted = {**inputs, DEFAULTS: [named] if named and named not in given else []}
        return provider_pb2.CheckResponse(inputs=_struct(noted), failures=failures)

    def Diff(self, request: Message, context: Message) -> Message:
        token, _ = _type_and_name(request.urn)
        state, news = _plain(request.olds), _plain(request.news)
        found = difference(token, state, news, list(request.ignoreChanges))
        return provider_pb2.DiffResponse(
            changes=provider_pb2.DiffResponse.DIFF_SOME if found.changed else provider_pb2.DiffResponse.DIFF_NONE,
            diffs=_inputs_of(found.changed),
            replaces=_inputs_of(found.replaces),
            deleteBeforeReplace=found.deletes_first,
        )

    @_refusing
    def Create(self, request: Message, context: Message) -> Message:
        if request.preview:
            # The engine treats what is missing here as unknown.
            return provider_pb2.CreateResponse(properties=request.properties)
        token, name = _type_and_name(request.urn)
        resource_id, outputs = self._account.create(token, name, _sent(request.properties))
        properties = _struct(self._read_back(token, outputs))
        try:
            refuse_late(catalog.of(token), "create", request.timeout)
        except WaitTimeoutError as error:
            context.abort_with_status(_unready(resource_id, properties, request.properties, str(error)))
        return provider_pb2.CreateResponse(id=resource_id, properties=properties)

    def Read(self, request: Message, context: Message) -> Message:
        live = self._account.live().get(request.id)
        if live is None:
            return provider_pb2.ReadResponse()
        state, inputs = _plain(request.properties), _plain(request.inputs) or live.inputs
        properties = refreshed(live.token, self._read_back(live.token, live.outputs), state)
        # What the program gave comes back as it is now, and not at all where it is gone.
        current = {key: properties.get(key, value) for key, value in inputs.items() if key in {*properties, DEFAULTS}}
        return provider_pb2.ReadResponse(id=request.id, properties=_struct(properties), inputs=_struct(current))

    @_refusing
    def Update(self, request: Message, context: Message) -> Message:
        token, _ = _type_and_name(request.urn)
        olds, news = _plain(request.olds), _sent(request.news)
        if request.preview:
            known = (olds | news).items()
            # Which ones they are is all that counts here, so that nothing has to be looked up.
            unknown = behaviour(token).updated(olds, news, lambda wanted: {})
            return provider_pb2.UpdateResponse(
                properties=_struct({key: value for key, value in known if key not in unknown})
            )
        changed = difference(token, olds, news, list(request.ignoreChanges)).changed
        kept = unsent(token, frozenset(_inputs_of(changed)))
        outputs = self._account.update(
            request.id, {**news, **{key: olds[key] for key in kept}}, _sent(request.old_inputs)
        )
        return provider_pb2.UpdateResponse(properties=_struct(self._read_back(token, outputs)))

    @_refusing
    def Delete(self, request: Message, context: Message) -> Message:
        token, _ = _type_and_name(request.urn)
        self._account.delete(request.id, _sent(request.old_inputs))
        refuse_late(catalog.of(token), "delete", request.timeout)
        return empty_pb2.Empty()

    @_refusing
    def Invoke(self, request: Message, context: Message) -> Message:
        found = self._account.invoke(request.tok, _plain(request.args), self._region(context))
        # The field's name is a keyword of Python.
        fields: dict[str, Any] = {"return": _struct(found)}
        return provider_pb2.InvokeResponse(**fields)

    def Cancel(self, request: Message, context: Message) -> Message:
        return empty_pb2.Empty()

    def _region(self, context: Message) -> str:
        return self._regions.get(context.peer(), "")

    def _read_back(self, token: str, outputs: Mapping[str, Any]) -> dict[str, Any]:
        return read_back(token, outputs, self._account.live())


class Server(Account):
    """An account with a provider in front of it, for a process of its own: in the program's it would slow that down."""

    def serve(self) -> int:
        """Starts to answer on loopback and returns the port."""
        self._server = grpc.server(futures.ThreadPoolExecutor(128))
        provider_pb2_grpc.add_ResourceProviderServicer_to_server(Provider(self), self._server)
        port = self._server.add_insecure_port("127.0.0.1:0")
        self._server.start()
        return port

    def prepare(self) -> None:
        """Loads what the account's checks read while the engine and the program start, and returns at once."""
        threading.Thread(target=inspection.prepare, daemon=True).start()

    def serve_api(self, *, migration_roles_exist: bool = False) -> str:
        """Starts to answer AWS's API on loopback, for the program's own providers, and returns the address."""
        self._migration = MigrationService(self, migration_roles_exist)
        self._api = Api(self.number, self._migration)
        return self._api.start()

    def close(self) -> None:
        """Ends both."""
        self._server.stop(grace=None)
        self._api.shutdown()
        self._api.server_close()

    def initialise_migration(self, region: str = "eu-west-2") -> None:
        """Marks Application Migration Service as initialised by somebody else before."""
        self._migration.initialised.add(region)

    def refuse_migration(self, operation: str, code: str, message: str, times: int = 1, **fields: Any) -> None:
        """Makes the next calls of an operation of Application Migration Service fail with an error."""
        self._migration.refuse(operation, code, message, fields, times)

    def empty_profiles(self) -> set[str]:
        """The roles of Application Migration Service whose instance profiles are empty."""
        return self._migration.empty_profiles()

    def migration_calls(self) -> list[str]:
        """The operations of Application Migration Service that were called, in order."""
        return list(self._migration.calls)


class Host(BaseManager):
    """The process with the accounts; `Host.Server()` creates one there and returns a handle to it."""


Host.register("Server", Server)


def _type_and_name(urn: str) -> tuple[str, str]:
    _, _, types, name = urn.split("::", 3)
    return types.rpartition("$")[2], name


def _plain(struct: Message) -> dict[str, Any]:
    return plain(MessageToDict(struct))


def _sent(struct: Message) -> dict[str, Any]:
    """The inputs that AWS is told of: without the bridge's own notes."""
    return {key: value for key, value in _plain(struct).items() if not key.startswith("__")}


def _inputs_of(paths: Iterable[str]) -> list[str]:
    """The inputs that the paths begin with, once each."""
    return sorted({path.partition(".")[0].partition("[")[0] for path in paths})


def _unready(resource_id: str, properties: Message, inputs: Message, reason: str) -> grpc.Status:
    """The answer of a creation that is not finished: the engine keeps the resource, and the reason."""
    detail = any_pb2.Any()
    detail.Pack(
        provider_pb2.ErrorResourceInitFailed(id=resource_id, properties=properties, inputs=inputs, reasons=[reason])
    )
    status: Any = grpc.Status()
    status.code, status.details = grpc.StatusCode.UNKNOWN, reason
    packed = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=reason, details=[detail])
    status.trailing_metadata = (("grpc-status-details-bin", packed.SerializeToString()),)
    return status


def _struct(values: Mapping[str, Any]) -> struct_pb2.Struct:
    struct = struct_pb2.Struct()
    struct.update(dict(values))
    return struct
