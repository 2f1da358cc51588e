"""Application Migration Service in the simulated account: its templates, whether it is initialised, its refusals.

It keeps one template of a kind per region, as AWS's console does, and refuses a second one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from catalog import iam, mgn
from simulated_aws.account import Account
from simulated_aws.live import Live
from simulated_aws.modelling import ApiError, AwsError

Parameters = Mapping[str, Any]
TOKENS = {
    "Replication": mgn.REPLICATION_TEMPLATE.token,
    "Launch": mgn.LAUNCH_TEMPLATE.token,
}
# What InitializeService puts into instance profiles, and refuses to go on without.
INSTANCE_ROLES = frozenset(
    f"AWSApplicationMigration{name}Role"
    for name in ("ReplicationServer", "ConversionServer", "LaunchInstanceWithDrs", "LaunchInstanceWithSsm")
)


@dataclass
class _Refusal:
    operation: str
    error: ApiError
    times: int


@dataclass
class MigrationService:
    """The service's operations on its templates, by their names in the API.

    `roles_exist` stands for roles that are there without this rehearsal's having made them.
    """

    account: Account
    roles_exist: bool = False
    initialised: set[str] = field(default_factory=set[str])
    # The roles in the instance profiles, by their names: those that existed when the service was last initialised.
    profiles: dict[str, str] = field(default_factory=dict[str, str])
    calls: list[str] = field(default_factory=list[str])
    _refusals: list[_Refusal] = field(default_factory=list[_Refusal])

    def refuse(self, operation: str, code: str, message: str, fields: Parameters, times: int) -> None:
        """Lets the next calls of an operation fail with an error."""
        self._refusals.append(_Refusal(operation, ApiError(code, message, fields), times))

    def answer(self, operation: str, parameters: Parameters, region: str) -> dict[str, Any]:
        """What the service answers; raises ApiError."""
        self.calls.append(operation)
        for refusal in self._refusals:
            if refusal.times and refusal.operation == operation:
                refusal.times -= 1
                raise refusal.error
        if operation == "InitializeService":
            return self._initialise(region)
        if operation in ("TagResource", "UntagResource"):
            return self._tag(parameters)
        if region not in self.initialised:
            raise ApiError("UninitializedAccountException", "Account not initialized")
        verb, kind = operation.removesuffix("s").removesuffix("ConfigurationTemplate"), ""
        for kind in TOKENS:
            if verb.endswith(kind):
                return self._template(verb.removesuffix(kind), kind, parameters, region)
        raise ApiError("UnknownOperationException", f"the simulated service has no {operation}")

    def empty_profiles(self) -> set[str]:
        """The roles whose instance profiles are empty, so that no server is launched with them.

        IAM takes a role that is deleted out of its profile, and puts none of the same name into it.
        """
        roles = self._roles()
        return {name for name, unique in self.profiles.items() if roles.get(name) != unique}

    def _roles(self) -> dict[str, str]:
        roles = [live for live in self.account.live().values() if live.token == iam.ROLE.token]
        return {live.inputs["name"]: live.outputs["uniqueId"] for live in roles}

    def _initialise(self, region: str) -> dict[str, Any]:
        roles = self._roles()
        if not self.roles_exist and not roles.keys() >= INSTANCE_ROLES:
            raise ApiError(
                "ValidationException", "Failed to create SLR or instance profiles", {"reason": "other", "code": "400"}
            )
        self.initialised.add(region)
        self.profiles = {name: unique for name, unique in roles.items() if name in INSTANCE_ROLES}
        return {}

    def _template(self, verb: str, kind: str, parameters: Parameters, region: str) -> dict[str, Any]:
        token, key = TOKENS[kind], f"{kind.lower()}ConfigurationTemplateID"
        there = {id_: live for id_, live in self.account.live().items() if (live.token, live.region) == (token, region)}
        if verb == "Describe":
            wanted = parameters.get(f"{key}s") or list(there)
            self._require(key, wanted, there)
            return {"items": [{key: id_, **_shown(there[id_])} for id_ in wanted]}
        self._refer(parameters)
        if verb == "Create":
            if there:
                raise ApiError("ValidationException", f"{next(iter(there))} exists already", {"reason": "other"})
            id_, _ = self._checked(lambda: self.account.create(token, kind.lower(), {**parameters, "region": region}))
            return {key: id_, **_shown(self.account.live()[id_])}
        id_ = parameters[key]
        self._require(key, [id_], there)
        if verb == "Delete":
            self._checked(lambda: self.account.delete(id_))
            return {}
        changed = {**there[id_].inputs, **{name: value for name, value in parameters.items() if name != key}}
        if changed.get("ebsEncryption") == "DEFAULT":
            # A key means something with CUSTOM alone.
            changed.pop("ebsEncryptionKeyArn", None)
        self._checked(lambda: self.account.update(id_, changed))
        return {key: id_, **_shown(self.account.live()[id_])}

    def _tag(self, parameters: Parameters) -> dict[str, Any]:
        arn = parameters["resourceArn"]
        found = [id_ for id_, live in self.account.live().items() if live.outputs.get("arn") == arn]
        if not found:
            raise ApiError("ResourceNotFoundException", f"{arn} does not exist", {"resourceId": arn})
        inputs = self.account.live()[found[0]].inputs
        gone = parameters.get("tagKeys", [])
        tags: dict[str, str] = {**(inputs.get("tags") or {}), **parameters.get("tags", {})}
        kept = {key: value for key, value in tags.items() if key not in gone}
        self.account.update(found[0], {**inputs, "tags": kept})
        return {}

    @staticmethod
    def _require(key: str, wanted: list[str], there: Mapping[str, Live]) -> None:
        for id_ in wanted:
            if id_ not in there:
                fields = {"resourceId": id_, "resourceType": key.removesuffix("ID")}
                raise ApiError("ResourceNotFoundException", f"{id_} does not exist", fields)

    def _refer(self, parameters: Parameters) -> None:
        """Settings refer to what exists."""
        named = {
            "stagingAreaSubnetId": [parameters.get("stagingAreaSubnetId")],
            "replicationServersSecurityGroupsIDs": parameters.get("replicationServersSecurityGroupsIDs", []),
        }
        faults = [
            {"name": name, "message": f"{id_} does not exist"}
            for name, ids in named.items()
            for id_ in ids
            if id_ is not None and id_ not in self.account.live()
        ]
        if faults:
            fields = {"reason": "fieldValidationFailed", "fieldList": faults}
            raise ApiError("ValidationException", "Invalid settings", fields)

    @staticmethod
    def _checked(change: Any) -> Any:
        try:
            return change()
        except AwsError as error:
            raise ApiError("ValidationException", str(error), {"reason": "fieldValidationFailed"}) from error


def _shown(live: Live) -> dict[str, Any]:
    return {key: value for key, value in live.inputs.items() if key != "region"} | {"arn": live.outputs["arn"]}
