"""Fixed names that are taken, or kept by what was deleted lately."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from botocore.exceptions import ClientError

from catalog import cloudwatch, iam, kms, lambda_, rds, secretsmanager, sqs
from catalog.resource_type import ResourceType
from ops.lib.checks import Answer, Check, judged
from ops.lib.clients import Client, Clients, code
from ops.preflight.planned import Plan

ABSENT = ("NotFound", "NoSuchEntity", "NonExistent")


@dataclass(frozen=True)
class Name:
    """Where a type's name is looked up; `find` says what has it, or nothing."""

    type: ResourceType
    service: str
    find: Callable[[Client, str], str]


def _secret(client: Client, name: str) -> str:
    deleted = client.describe_secret(SecretId=name).get("DeletedDate")
    return f"is kept by a secret deleted on {deleted:%Y-%m-%d}" if deleted else "is taken"


def _log_group(client: Client, name: str) -> str:
    groups = client.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    return "is taken" if any(group["logGroupName"] == name for group in groups) else ""


def _asks(call: str, parameter: str) -> Callable[[Client, str], str]:
    """A call that fails where nothing has the name."""

    def find(client: Client, name: str) -> str:
        getattr(client, call)(**{parameter: name})
        return "is taken"

    return find


NAMES: Sequence[Name] = (
    Name(cloudwatch.LOG_GROUP, "logs", _log_group),
    Name(iam.ROLE, "iam", _asks("get_role", "RoleName")),
    Name(kms.ALIAS, "kms", _asks("describe_key", "KeyId")),
    Name(lambda_.FUNCTION, "lambda", _asks("get_function_configuration", "FunctionName")),
    Name(rds.INSTANCE, "rds", _asks("describe_db_instances", "DBInstanceIdentifier")),
    Name(secretsmanager.SECRET, "secretsmanager", _secret),
    Name(sqs.QUEUE, "sqs", _asks("get_queue_url", "QueueName")),
)


def name_checks(plan: Plan, clients: Clients) -> Sequence[Check]:
    """One check a type."""
    return [
        Check(f"names of {name.service}", partial(names, plan, name, clients))
        for name in NAMES
        if any(item.is_new for item in plan.of(name.type))
    ]


def names(plan: Plan, name: Name, clients: Clients) -> Answer:
    """Whether the names of what an `up` would create are free."""
    new = [item for item in plan.of(name.type) if item.is_new and item.known(name.type.named_by)]

    def faults() -> Iterator[str]:
        for item in new:
            wanted = str(item.inputs[name.type.named_by])
            # Roles have no region; the answer is the same everywhere.
            if what := _found(name, clients.get(name.service, item.region or plan.regions[0]), wanted):
                yield f"{wanted} {what}"

    return judged(faults(), f"{len(new)} are free", "adopt it with pulumi import, restore or remove it, or wait")


def _found(name: Name, client: Client, wanted: str) -> str:
    try:
        return name.find(client, wanted)
    except ClientError as error:
        if any(word in code(error) for word in ABSENT):
            return ""
        raise
