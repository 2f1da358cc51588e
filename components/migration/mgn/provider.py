"""The templates of Application Migration Service as resources of Pulumi, which has none of them itself.

Pulumi keeps a reference to the provider's class in the state, and runs it in a process of its own.
"""

from collections.abc import Callable, Mapping
from functools import partial, wraps
from typing import Any, ClassVar, Concatenate, ParamSpec, TypeVar, cast

from pulumi import Input, Output, ResourceOptions
from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    CreateResult,
    DiffResult,
    ReadResult,
    Resource,
    ResourceProvider,
    UpdateResult,
)

from components.migration.mgn.api import ATTEMPTS, Kind, Service, Templates
from components.migration.mgn.errors import Call, MigrationError
from components.migration.mgn.model import faults
from components.migration.mgn.ownership import Previous, give_back, held, obtain
from foundation.region import Region

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S")
Properties = dict[str, Any]
# What a template can't take along: it belongs to one account, region and stack.
FIXED = ("account", "region", "stack")


def _briefly(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """The method without the traceback of an error of AWS's, which Pulumi would print in front of it."""

    @wraps(method)
    def run(self: S, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(self, *args, **kwargs)
        except MigrationError as error:
            raise error.with_traceback(None) from None

    return run


class TemplateProvider(ResourceProvider):
    """Makes, adopts, changes, reads and removes the templates of one kind.

    It uses the credentials that the AWS provider uses, which are those of the environment, and refuses those of
    another account than that provider's.
    """

    serialize_as_secret_always = False

    def __init__(self, kind: Kind):
        super().__init__()
        self._kind: Kind = kind

    def check(self, _olds: Properties, news: Properties) -> CheckResult:
        """Names each value that is of no use, before anything is asked of AWS."""
        found = faults(self._kind, _whole(news["settings"]))
        return CheckResult(news, [CheckFailure(path, reason) for path, reason in found])

    def diff(self, _id: str, _olds: Properties, _news: Properties) -> DiffResult:
        """Compares what was last seen of the template with what it is to be."""
        changed = [key for key in ("settings", "tags") if _olds.get(key) != _news.get(key)]
        replaces = [key for key in FIXED if _olds.get(key) != _news.get(key)]
        return DiffResult(changes=bool(changed or replaces), replaces=replaces, delete_before_replace=True)

    @_briefly
    def create(self, props: Properties) -> CreateResult:
        """Makes the template, or adopts the one that exists."""
        wanted = _whole(props)
        service = _service(wanted)
        obtained = obtain(service, self._kind, wanted["stack"], wanted["settings"], wanted["tags"])
        previous = obtained.previous
        outputs = _inputs(wanted) | {
            "arn": obtained.template.arn,
            "adopted": obtained.adopted,
            "previous": {"settings": previous.settings, "tags": previous.tags} if previous else None,
        }
        return CreateResult(obtained.template.id, outputs)

    @_briefly
    def read(self, id_: str, props: Properties) -> ReadResult:
        """What AWS has of the settings and tags that this resource is about."""
        known = _whole(props)
        template = Templates(_service(known), self._kind).find(id_)
        if template is None:
            return ReadResult(None, {})
        seen = {"settings": held(template.settings, known["settings"]), "tags": held(template.tags, known["tags"])}
        return ReadResult(id_, known | seen)

    @_briefly
    def update(self, _id: str, _olds: Properties, _news: Properties) -> UpdateResult:
        """Writes the settings and tags that differ from what was last seen."""
        seen, wanted = _whole(_olds), _whole(_news)
        templates = Templates(_service(wanted), self._kind)
        templates.update(_id, _differing(wanted["settings"], seen["settings"]))
        templates.tag(
            seen["arn"], _differing(wanted["tags"], seen["tags"]), seen["tags"].keys() - wanted["tags"].keys()
        )
        return UpdateResult(seen | _inputs(wanted))

    @_briefly
    def delete(self, _id: str, _props: Properties) -> None:
        """Deletes the template where this resource made it, and gives it back where it found it."""
        known = _whole(_props)
        service = _service(known)
        if not known["adopted"]:
            Templates(service, self._kind).delete(_id)
            return
        before = known.get("previous")
        previous = Previous(settings=before["settings"], tags=before["tags"]) if before else None
        give_back(service, self._kind, _id, previous, known["tags"])


class Template(Resource):
    """A template of Application Migration Service in one region, with `settings` as the service's API names them."""

    kind: ClassVar[Kind]
    arn: Output[str]
    adopted: Output[bool]

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        settings: Mapping[str, Input[Any]],
        opts: ResourceOptions,
    ):
        inputs = {
            "region": region.name,
            "account": region.account_id,
            "stack": region.naming.suffix,
            "settings": settings,
            "tags": region.naming.tags(f"{self.kind}-template"),
        }
        computed = {"arn": None, "adopted": None, "previous": None}
        super().__init__(TemplateProvider(self.kind), name, {**inputs, **computed}, opts)


class ReplicationTemplate(Template, module="mgn", name="ReplicationTemplate"):
    """How servers that the agent is installed on are replicated, unless their own settings say otherwise."""

    kind = "replication"


class LaunchTemplate(Template, module="mgn", name="LaunchTemplate"):
    """How a replicated server is launched, unless its own settings say otherwise."""

    kind = "launch"


def _service(properties: Properties) -> Service:
    """The service in the resource's region, once the credentials are known to be the resource's account's."""
    # The program itself has no use for it, and its import takes longer than everything else.
    import boto3
    from botocore.config import Config

    region = properties["region"]
    session = cast(Any, boto3).session.Session(region_name=region)
    settings = Config(retries={"mode": "standard", "total_max_attempts": ATTEMPTS}, connect_timeout=10, read_timeout=60)
    make: Callable[..., Any] = partial(session.client, config=settings)
    call = Call(service="sts", operation="GetCallerIdentity", region=region, attempts=ATTEMPTS)
    account = call.run(lambda: make("sts").get_caller_identity()["Account"])
    if account != properties["account"]:
        raise MigrationError(
            f"The credentials are those of account {account}, and the template belongs to {properties['account']}: "
            "use the credentials that the AWS provider uses."
        )
    return Service(call.run(lambda: make("mgn")), region)


def _inputs(properties: Properties) -> Properties:
    return {key: properties[key] for key in (*FIXED, "settings", "tags")}


def _differing(wanted: Properties, seen: Properties) -> Properties:
    return {key: value for key, value in wanted.items() if seen.get(key) != value}


def _whole(value: Any) -> Any:
    """The value with its whole numbers as integers: Pulumi hands every number over as a float."""
    if isinstance(value, Mapping):
        return {key: _whole(item) for key, item in cast(Mapping[str, Any], value).items()}
    if isinstance(value, list):
        return [_whole(item) for item in cast(list[Any], value)]
    return int(value) if isinstance(value, float) and value.is_integer() else value
