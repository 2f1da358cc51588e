"""What is left of a migration service that is in no region: roles, a cutover's note, users of the database."""

from collections.abc import Iterable, Iterator

from botocore.exceptions import ClientError

from catalog import lambda_
from components.migration.dms.roles import POLICIES
from components.migration.mgn.roles import ROLES
from ops.compare.questions import Function
from ops.cutover.journal import Journal
from ops.destroy.inventory import Deployed
from ops.lib.clients import Client, code
from ops.lib.steps import StepError
from ops.retire.left import Region
from ops.retire.services import Service

BOOTSTRAP = "payments:database:Bootstrap$"
FIXED = (*POLICIES, *ROLES)


def left_once(service: Service, region: Region, stack: str, resources: Iterable[Deployed]) -> Iterator[str]:
    """What is left of a service in the account of a stack; `region` is its first one, and `resources` what it has.

    Raises StepError where the database can't be asked.
    """
    yield from _roles(service, region, stack)
    if service.key == "dms":
        note = Journal(region.client("ssm"), stack)
        if note.read() is not None:
            yield (
                f"the note {note.name} in {region.name}, by which a later cutover would go on: "
                f"aws ssm delete-parameter --name {note.name}"
            )
        for item in resources:
            if item.type == lambda_.FUNCTION.token and BOOTSTRAP in item.path:
                yield from _in_database(region.clients.get("lambda", item.region), item.id)


def _roles(service: Service, region: Region, stack: str) -> Iterator[str]:
    """Roles that bear the stack's tags and a name of the service's: the tagging API knows no roles (its guide)."""
    iam = region.client("iam")
    for role in region.all("iam", "list_roles", "Roles"):
        name = role["RoleName"]
        # Each is asked for its tags: those of this stack have its name in theirs, or one that a service insists on.
        if name not in FIXED and f"-{stack}-" not in name:
            continue
        tags = _tags(iam, name)
        of_stack = (tags.get("ManagedBy"), tags.get("Environment")) == ("Pulumi", region.config.environment)
        if of_stack and service.is_named(tags.get("Name", ""), region.config.suffix):
            yield f"role {name}: take it out of the configuration and run `pulumi up`, or delete it"


def _tags(iam: Client, role: str) -> dict[str, str]:
    """The tags of a role; none of one that is gone meanwhile."""
    try:
        found = [tag for page in iam.get_paginator("list_role_tags").paginate(RoleName=role) for tag in page["Tags"]]
    except ClientError as error:
        if code(error) != "NoSuchEntity":
            raise
        return {}
    return {tag["Key"]: tag["Value"] for tag in found}


def _in_database(client: Client, function: str) -> Iterator[str]:
    """What the database's bootstrap sees there: users that can log in, DMS's schema, and how far a copy came."""
    answer = Function(client, function)({"look": "migration"})
    if "migration" not in answer:
        raise StepError(f"the function {function} is of an earlier version: run `pulumi up` first")
    for user in answer["migration"]["users"]:
        yield f"the database's user {user}, who can log in: run `pulumi up`, or DROP USER {user}"
    for schema in answer["migration"]["schemas"]:
        yield f"the database's schema {schema}: run `pulumi up`, or DROP DATABASE {schema}"
    for table in answer["migration"]["tables"]:
        yield f"the database's table {table}, by which a later migration would go on: run `pulumi up`"
