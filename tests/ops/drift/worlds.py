"""What may differ in an account, one thing each, and what of `make drift` finds it.

It asks about three kinds of differences, about what is expected of some types, and about three causes not to
remediate. One that has no world here fails the tests. `broken` has the steps of the engine's refresh and of its preview
of the program, the answers of AWS, and what is wrong with the program.
"""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pulumi.automation import OpType

from ops.drift.differences import Kind
from ops.drift.freeze import HOUR, NOTE_HOURS, Cause
from ops.drift.rules import Rules
from tests.ops.canned import Answers
from tests.ops.drift.played import step
from tests.ops.drift.second_region import ACTIVE, DATABASE, NOTE, RECOVERY_REGION, SECRET, STANDBY
from tests.ops.worlds import World
from tests.support.aws import refused

FUNCTION, ALIAS, SERVER = "aws:lambda/function:Function", "aws:lambda/alias:Alias", "aws:rds/instance:Instance"
KEY, ALARM = "aws:kms/key:Key", "aws:cloudwatch/metricAlarm:MetricAlarm"
SECRETS, ROTATION = "aws:secretsmanager/secret:Secret", "aws:secretsmanager/secretRotation:SecretRotation"
ITEM = "aws:dynamodb/tableItem:TableItem"
EXPECTED = "expected of {}"
REPLICA = {"region": RECOVERY_REGION, "kmsKeyId": "key", "status": "InSync", "statusMessage": ""}
CHANGING = REPLICA | {"status": "InProgress"}

FIRST_SERVES, SECOND_SERVES = "first region serves", "second region serves"
HEALTHY: Mapping[str, tuple[str, Answers]] = {FIRST_SERVES: ("primary", STANDBY), SECOND_SERVES: ("recovery", ACTIVE)}


def checks() -> list[str]:
    """All that drift asks about."""
    kinds = [str(kind) for kind in Kind if kind is not Kind.COMPUTED]
    return [*kinds, *(EXPECTED.format(rule.type) for rule in Rules.read().expected), *map(str, Cause)]


def moved(hours: float) -> dict[str, Any]:
    """The note of a failover that began some hours ago."""
    note = {"active": RECOVERY_REGION, "began": time.time() - hours * HOUR}
    return {"Parameter": {"Value": json.dumps(note)}}


def _world(says: str, *red: str, among: str = FIRST_SERVES, **broken: Any) -> World:
    return World(says=says, red=red, broken=broken, among=among)


def _differences() -> Iterator[World]:
    yield _world("timeout: 30 → 3", Kind.CHANGED, refresh=[step(FUNCTION, {"timeout": 30}, {"timeout": 3})])
    yield _world("missing", Kind.MISSING, refresh=[step(KEY, {}, None, OpType.DELETE)])
    # Noted by a remediation that failed half-way.
    yield _world("missing", Kind.MISSING, program=[step(ALARM, None, {}, OpType.CREATE)])
    yield _world("surplus", Kind.SURPLUS, program=[step(ALARM, {}, None, OpType.DELETE)])


def _beside_what_is_expected() -> Iterator[World]:
    listed: Sequence[tuple[str, dict[str, Any], dict[str, Any], str]] = (
        (ALIAS, {"functionVersion": "1", "name": "live"}, {"functionVersion": "2", "name": "it"}, "name: live → it"),
        (SECRETS, {"replicas": [REPLICA]}, {"replicas": []}, "replicas: [{"),
        (SECRETS, {"replicas": [REPLICA]}, {"replicas": [REPLICA | {"kmsKeyId": "another"}]}, "replicas: [{"),
        (SECRETS, {"replicas": [REPLICA]}, {"replicas": None}, "→ nothing"),
        (ROTATION, {"rotationRules": {"days": 30}}, {"rotationRules": {"days": 90}}, "rotationRules"),
        (ITEM, {"item": "of London", "hashKey": "lease"}, {"item": "of Dublin", "hashKey": "other"}, "hashKey"),
        (SERVER, {"engineVersion": "8.4.5", "multiAz": True}, {"engineVersion": "8.4.6", "multiAz": False}, "multiAz"),
    )
    for kind, old, new, says in listed:
        yield _world(says, Kind.CHANGED, EXPECTED.format(kind), refresh=[step(kind, old, new)])


def _causes() -> Iterator[World]:
    yield _world("the deployed program is", Cause.PROGRAM, mismatch="the deployed program is another one")
    for among in HEALTHY:
        late = {NOTE: moved(NOTE_HOURS + 1)}
        yield _world("no more than 72 may pass", Cause.NOTE, among=among, answers=late)
    unread = {NOTE: refused("GetParameter", "AccessDeniedException")}
    yield _world("can't be read", Cause.NOTE, answers=unread)
    yield _world("is a server of its own", Cause.REGIONS, answers={DATABASE: ACTIVE[DATABASE]})
    yield _world("are not replicas", Cause.REGIONS, answers={SECRET: ACTIVE[SECRET]})
    yield _world("is still a replica", Cause.REGIONS, among=SECOND_SERVES, answers={DATABASE: STANDBY[DATABASE]})
    yield _world("which region", Cause.REGIONS, answers={DATABASE: refused("DescribeDBInstances", "AccessDenied")})


WORLDS: Sequence[World] = [*_differences(), *_beside_what_is_expected(), *_causes()]
# What differs and is nobody's to mend.
FINE: Mapping[str, Any] = {
    "CodeDeploy moved the traffic": step(ALIAS, {"functionVersion": "1"}, {"functionVersion": "2"}),
    "a replica got a new value": step(SECRETS, {"replicas": [REPLICA]}, {"replicas": [CHANGING]}),
    "a rotation was started by hand": step(ROTATION, {"rotateImmediately": False}, {"rotateImmediately": True}),
    "a failover took the lease": step(ITEM, {"item": "of London"}, {"item": "of Dublin"}),
    "AWS upgraded the server": step(SERVER, {"engineVersion": "8.4.5"}, {"engineVersion": "8.4.6"}),
}
