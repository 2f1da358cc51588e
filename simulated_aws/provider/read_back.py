"""What the provider keeps in the engine's state: what AWS gives back, in the form that the provider gives it."""

# botocore leaves its shapes untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, cast

from botocore import session

from catalog import billing, dms, ec2, ecs, kms, lambda_, rds, s3, secretsmanager
from simulated_aws.live import Live
from simulated_aws.provider.sets import SETS
from simulated_aws.provider.suppressed import normalised

Properties = Mapping[str, Any]
# What exists, by id.
World = Mapping[str, Live]
# What no call gives back, so that the state keeps what the program said: the provider's read sets nothing there.
NOT_READ: Mapping[str, tuple[str, ...]] = {
    dms.CERTIFICATE.token: ("certificateWallet",),
    dms.ENDPOINT.token: ("password", "pauseReplicationTasks"),
    rds.INSTANCE.token: (
        "allowMajorVersionUpgrade",
        "applyImmediately",
        "deleteAutomatedBackups",
        "finalSnapshotIdentifier",
        "password",
        "skipFinalSnapshot",
    ),
    secretsmanager.SECRET.token: ("forceOverwriteReplicaSecret", "recoveryWindowInDays"),
    secretsmanager.SECRET_ROTATION.token: ("rotateImmediately",),
    kms.KEY.token: ("bypassPolicyLockoutSafetyCheck", "deletionWindowInDays"),
    lambda_.FUNCTION.token: ("code", "publish", "skipDestroy"),
    lambda_.INVOCATION.token: ("input", "triggers"),
    s3.BUCKET.token: ("forceDestroy",),
}


def read_back(token: str, properties: Properties, world: World) -> dict[str, Any]:
    """The properties of a resource as the provider reads them.

    Args:
        token: Pulumi's token of the type.
        properties: what AWS has.
        world: what else exists, by id.
    """
    read = {key: _in_form(token, key, value) for key, value in properties.items()}
    form = _FORMS.get(token)
    return read | dict(form(read, world)) if form else read


def refreshed(token: str, read: Properties, state: Properties) -> dict[str, Any]:
    """The properties after a refresh: what was read, and of what can't be read what the state had."""
    kept = {key: state[key] for key in NOT_READ.get(token, ()) if key in state}
    return {**read, **kept}


def unsent(token: str, changed: frozenset[str]) -> frozenset[str]:
    """The changed inputs that an update does not send, where it calls AWS for others alone.

    A change of scaling alone reaches no service: the comparison before the call leaves it out
    (`internal/service/ecs/express_gateway_service.go`, `fwflex.WithIgnoredField`).
    """
    left_out = frozenset({"scalingTargets"}) if token == ecs.EXPRESS_GATEWAY_SERVICE.token else frozenset[str]()
    return left_out if changed <= left_out | {"tags"} else frozenset()


def _in_form(token: str, name: str, value: Any) -> Any:
    """A value with its sets in an order of their own, and its documents normalised."""
    if isinstance(value, dict):
        return {key: _in_form(token, key, item) for key, item in cast(dict[str, Any], value).items()}
    if isinstance(value, list):
        items = [_in_form(token, name, item) for item in cast(list[Any], value)]
        return sorted(items, key=_order) if name in SETS.get(token, ()) else items
    return normalised(token, name, value) if isinstance(value, str) else value


def _order(value: object) -> str:
    return json.dumps(value, sort_keys=True)


def _adopted_subnets(properties: Properties, world: World) -> Properties:
    """A default access list has each subnet of its network that no other list has taken."""
    taken = {item for live in world.values() if live.token == ec2.NETWORK_ACL.token for item in _subnets(live)}
    own = properties.get("defaultNetworkAclId")
    networks = (key for key, live in world.items() if live.token == ec2.VPC.token)
    vpc = next((key for key in networks if world[key].outputs.get("defaultNetworkAclId") == own), None)
    of_network = (key for key, live in world.items() if live.token == ec2.SUBNET.token and live.inputs["vpcId"] == vpc)
    return {"subnetIds": sorted(key for key in of_network if key not in taken)}


def _subnets(live: Live) -> list[str]:
    return live.inputs.get("subnetIds") or []


def _connection_attributes(properties: Properties, world: World) -> Properties:
    """DMS gives attributes back with a semicolon after each, and the provider compares texts.

    The provider's own tests match MySQL's attributes by such a pattern and not by the text that they set
    (`internal/service/dms/endpoint_test.go`).
    """
    given = properties.get("extraConnectionAttributes")
    return {"extraConnectionAttributes": f"{given.rstrip(';')};"} if given else {}


def _specification(properties: Properties, world: World) -> Properties:
    """A specification as the provider writes it: with each member of Cost Explorer's expression, said or not."""
    if "monitorSpecification" not in properties:
        return {}
    given = cast(dict[str, Any], json.loads(properties["monitorSpecification"]))
    members = _expression_members()
    full = {name: _full(given.get(name), members[name]) for name in members}
    return {"monitorSpecification": json.dumps(full, sort_keys=True, separators=(",", ":"))}


def _full(value: Any, members: tuple[str, ...]) -> Any:
    return {name: value.get(name) for name in members} if isinstance(value, dict) else value


@cache
def _expression_members() -> Mapping[str, tuple[str, ...]]:
    """The members of an expression, and those of each that is a structure of plain values."""
    shape = cast(Any, session.get_session().get_service_model("ce").shape_for("Expression"))
    return {name: tuple(getattr(member, "members", ())) for name, member in shape.members.items()}


def _engine_version(properties: Properties, world: World) -> Properties:
    """The version that the program gave where it begins the server's, and else the server's whole one."""
    actual, given = properties.get("engineVersionActual", ""), properties.get("engineVersion", "")
    prefix = bool(given) and f"{actual}.".startswith(f"{given}.")
    return {} if prefix or not actual else {"engineVersion": actual}


_FORMS: Mapping[str, Callable[[Properties, World], Properties]] = {
    billing.ANOMALY_MONITOR.token: _specification,
    dms.ENDPOINT.token: _connection_attributes,
    ec2.DEFAULT_NETWORK_ACL.token: _adopted_subnets,
    # `compareActualEngineVersion` in `internal/service/rds/verify.go`.
    rds.INSTANCE.token: _engine_version,
}
