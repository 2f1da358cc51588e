"""What AWS wants before it lets a stack go, as steps that each look first and then do what is missing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from catalog import appconfig, codedeploy, dms, dynamodb, fis, networkfirewall, rds, route53resolver, s3
from catalog.resource_type import ResourceType
from ops.destroy.inventory import Deployed, Inventory
from ops.lib.clients import Client, code
from ops.lib.context import Context
from ops.lib.steps import Outcome, Status, Step

# How long DMS takes at most to end a task, and DynamoDB to take a change.
MINUTES_OF_WAITING = 20
GROWING = "DEPLOYING"
ON_ITS_WAY = (GROWING, "VALIDATING", "BAKING")
SHIFTING = ["Created", "Queued", "InProgress", "Baking", "Ready"]
EXPERIMENTING = ("pending", "initiating", "running")
COPYING = ("starting", "running", "modifying")
# What S3 deletes in one call.
BATCH = 1000


@dataclass(frozen=True)
class Preparation:
    """What has to happen to each resource of a type before it is destroyed.

    `act` yields what it does, once for each thing that it finds to do; in a dry run it only says so.
    """

    type: ResourceType
    service: str
    title: str
    act: Callable[[Client, Deployed, Context], Iterator[str]]


def preparations(inventory: Inventory, context: Context) -> Sequence[Step]:
    """The steps before a destroy, in their order: nothing new starts, nothing is protected, nothing is stored."""
    return [
        Step(f"{preparation.title} {item.name}", partial(_prepare, preparation, item, context))
        for preparation in PREPARATIONS
        for item in inventory.of(preparation.type)
    ]


def _prepare(preparation: Preparation, item: Deployed, context: Context) -> Outcome:
    client = context.clients.get(preparation.service, item.region)
    try:
        done = list(preparation.act(client, item, context))
    except ClientError as error:
        if not any(word in code(error) for word in ("NotFound", "NoSuch", "DoesNotExist")):
            raise
        return Outcome(Status.ALREADY, "it is gone")
    if not done:
        return Outcome(Status.ALREADY, "there is nothing to do")
    return Outcome(Status.WOULD if context.dry_run else Status.DONE, "; ".join(done))


def _stop_flags(client: Client, item: Deployed, context: Context) -> Iterator[str]:
    """AppConfig deletes no environment while a deployment runs (botocore: appconfig.DeleteEnvironment)."""
    place = {"ApplicationId": item.outputs["applicationId"], "EnvironmentId": item.outputs["environmentId"]}
    for found in _pages(client, "list_deployments", "Items", **place):
        number, state = found["DeploymentNumber"], found["State"]
        if state in ON_ITS_WAY:
            if not context.dry_run:
                client.stop_deployment(**place, DeploymentNumber=number, AllowRevert=state != GROWING)
            yield f"deployment {number} is stopped"


def _stop_roll_out(client: Client, item: Deployed, context: Context) -> Iterator[str]:
    group = {
        "applicationName": item.outputs["appName"],
        "deploymentGroupName": item.outputs["deploymentGroupName"],
    }
    for deployment in _pages(client, "list_deployments", "deployments", **group, includeOnlyStatuses=SHIFTING):
        if not context.dry_run:
            client.stop_deployment(deploymentId=deployment, autoRollbackEnabled=False)
        yield f"roll-out {deployment} is stopped"


def _stop_experiment(client: Client, item: Deployed, context: Context) -> Iterator[str]:
    for found in _pages(client, "list_experiments", "experiments", experimentTemplateId=item.id):
        if found["state"]["status"] in EXPERIMENTING:
            if not context.dry_run:
                client.stop_experiment(id=found["id"])
            yield f"experiment {found['id']} is stopped"


def _stop_task(client: Client, item: Deployed, context: Context) -> Iterator[str]:
    """A task is deleted once it is stopped (botocore: dms.DeleteReplicationTask, InvalidResourceStateFault)."""
    arn = item.outputs["replicationTaskArn"]
    filters = [{"Name": "replication-task-arn", "Values": [arn]}]

    def status() -> str:
        [task] = client.describe_replication_tasks(Filters=filters, WithoutSettings=True)["ReplicationTasks"]
        return task["Status"]

    if status() in COPYING:
        if not context.dry_run:
            client.stop_replication_task(ReplicationTaskArn=arn)
            _wait(context, "the end of the copy", lambda: status() not in (*COPYING, "stopping"))
        yield "the copy is stopped"


def _stop_replication(client: Client, item: Deployed, context: Context) -> Iterator[str]:
    arn = item.outputs["arn"]
    filters = [{"Name": "replication-config-arn", "Values": [arn]}]

    def is_copying() -> bool:
        found = client.describe_replications(Filters=filters)["Replications"]
        return any(one["Status"] not in ("created", "failed", "stopped") for one in found)

    if is_copying():
        if not context.dry_run:
            client.stop_replication(ReplicationConfigArn=arn)
            _wait(context, "the end of the copy", lambda: not is_copying())
        yield "the copy is stopped"


def _unprotect_server(client: Client, item: Deployed, context: Context) -> Iterator[str]:
    server = item.outputs["identifier"]
    [found] = client.describe_db_instances(DBInstanceIdentifier=server)["DBInstances"]
    if found["DeletionProtection"]:
        if not context.dry_run:
            client.modify_db_instance(DBInstanceIdentifier=server, DeletionProtection=False, ApplyImmediately=True)
        yield "its deletion protection is off"


def _unprotect_firewall(client: Client, item: Deployed, context: Context) -> Iterator[str]:
    arn = item.outputs["arn"]
    if client.describe_firewall(FirewallArn=arn)["Firewall"]["DeleteProtection"]:
        if not context.dry_run:
            client.update_firewall_delete_protection(FirewallArn=arn, DeleteProtection=False)
        yield "its deletion protection is off"


def _unprotect_table(client: Client, item: Deployed, context: Context) -> Iterator[str]:
    table = item.outputs["name"]

    def described() -> Any:
        return client.describe_table(TableName=table)["Table"]

    if described()["DeletionProtectionEnabled"]:
        if not context.dry_run:
            client.update_table(TableName=table, DeletionProtectionEnabled=False)
            # Its replicas can't be removed while it changes.
            _wait(context, "the end of the change", lambda: described()["TableStatus"] == "ACTIVE")
        yield "its deletion protection is off"


def _unprotect_names(client: Client, item: Deployed, context: Context) -> Iterator[str]:
    asked = {"FirewallRuleGroupAssociationId": item.id}
    found = client.get_firewall_rule_group_association(**asked)["FirewallRuleGroupAssociation"]
    if found["MutationProtection"] == "ENABLED":
        if not context.dry_run:
            client.update_firewall_rule_group_association(**asked, MutationProtection="DISABLED")
        yield "its protection is off"


def _empty(client: Client, item: Deployed, context: Context) -> Iterator[str]:
    """A bucket is deleted once no version and no marker of a deletion is in it."""
    deleted = 0
    for page in client.get_paginator("list_object_versions").paginate(Bucket=item.id):
        found = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
        deleted += len(found)
        for start in range(0, 0 if context.dry_run else len(found), BATCH):
            batch = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in found[start : start + BATCH]]
            answer = client.delete_objects(Bucket=item.id, Delete={"Objects": batch, "Quiet": True})
            if failed := answer.get("Errors"):
                error = failed[0]
                raise ClientError({"Error": {"Code": error["Code"], "Message": error["Message"]}}, "DeleteObjects")
    if deleted:
        yield f"{deleted} versions of objects are deleted"


def _pages(client: Client, call: str, key: str, **asked: Any) -> Iterator[Any]:
    for page in client.get_paginator(call).paginate(**asked):
        yield from page[key]


def _wait(context: Context, what: str, reached: Callable[[], bool]) -> None:
    context.clock.until(lambda: "reached" if reached() else None, seconds=60 * MINUTES_OF_WAITING, every=15, what=what)


PREPARATIONS: tuple[Preparation, ...] = (
    Preparation(fis.EXPERIMENT_TEMPLATE, "fis", "experiments of", _stop_experiment),
    Preparation(appconfig.ENVIRONMENT, "appconfig", "flags of", _stop_flags),
    Preparation(codedeploy.DEPLOYMENT_GROUP, "codedeploy", "roll-outs of", _stop_roll_out),
    Preparation(dms.REPLICATION_TASK, "dms", "copy by", _stop_task),
    Preparation(dms.REPLICATION_CONFIG, "dms", "copy by", _stop_replication),
    Preparation(rds.INSTANCE, "rds", "protection of", _unprotect_server),
    Preparation(networkfirewall.FIREWALL, "network-firewall", "protection of", _unprotect_firewall),
    Preparation(dynamodb.TABLE, "dynamodb", "protection of", _unprotect_table),
    Preparation(route53resolver.RULE_GROUP_ASSOCIATION, "route53resolver", "protection of", _unprotect_names),
    Preparation(s3.BUCKET, "s3", "content of", _empty),
)
