"""Checks of the payments: the functions, the queue, the flags, the container."""

import json
from collections.abc import Iterator
from typing import Any

from ops.lib.checks import Answer, judged
from ops.lib.live import Live

# The states of a deployment of AppConfig that has ended well, or may still do so.
DEPLOYED = ("BAKING", "COMPLETE", "DEPLOYING", "VALIDATING")


def functions(live: Live) -> Answer:
    """Whether every function runs in the private subnets with its memory, and is ready."""
    private, faults = set(live.mapping("privateSubnetIds").values()), list[str]()
    for wanted in live.config.payments.functions:
        found = _function(live, wanted.name)
        subnets = set(found.get("VpcConfig", {}).get("SubnetIds", []))
        if found["MemorySize"] != wanted.memory_mb:
            faults.append(f"{wanted.name} has {found['MemorySize']} MB and not {wanted.memory_mb}")
        if not subnets or not subnets <= private:
            faults.append(f"{wanted.name} runs in {', '.join(sorted(subnets)) or 'no subnet'}")
        if found.get("State", "Active") == "Failed" or found.get("LastUpdateStatus", "Successful") == "Failed":
            faults.append(f"{wanted.name}: {found.get('LastUpdateStatusReason') or found.get('StateReason')}")
    return judged(
        faults, f"{len(live.config.payments.functions)} functions are ready", "see `make drift`; run `pulumi up`"
    )


def concurrency(live: Live) -> Answer:
    """Whether every function has its reserved concurrency."""
    client, faults = live.client("lambda"), list[str]()
    for wanted in live.config.payments.functions:
        name = live.mapping("lambdaFunctionNames")[wanted.name]
        found = client.get_function_concurrency(FunctionName=name).get("ReservedConcurrentExecutions")
        if found != wanted.reserved_concurrency:
            faults.append(f"{wanted.name} has {found} reserved concurrency and not {wanted.reserved_concurrency}")
    return judged(faults, "all concurrency is reserved", "run `pulumi up`")


def environment_key(live: Live) -> Answer:
    """Whether the functions' environment is encrypted with the stack's own key."""
    key, faults = live.text("paymentsKeyArn"), list[str]()
    for wanted in live.config.payments.functions:
        found = _function(live, wanted.name).get("KMSKeyArn")
        if found != key:
            faults.append(f"{wanted.name} uses {found or 'a key of AWS'}")
    return judged(faults, key, "run `pulumi up`")


def queue(live: Live) -> Answer:
    """Whether the queue is read, and what fails is moved to the dead-letter queue after the configured receives."""
    found = live.client("sqs").get_queue_attributes(QueueUrl=live.text("queueUrl"), AttributeNames=["All"])[
        "Attributes"
    ]
    redrive = json.loads(found.get("RedrivePolicy", "{}"))
    dead, tries = live.text("deadLetterQueueUrl").rpartition("/")[2], live.config.payments.queue.max_receive_count
    faults: list[str] = []
    if (
        redrive.get("deadLetterTargetArn", "").rpartition(":")[2] != dead
        or int(redrive.get("maxReceiveCount", 0)) != tries
    ):
        faults.append(f"the queue's redrive policy is {found.get('RedrivePolicy', 'missing')}")
    if not found.get("KmsMasterKeyId"):
        faults.append("the queue has no customer managed key")
    sources = live.all("lambda", "list_event_source_mappings", "EventSourceMappings", EventSourceArn=found["QueueArn"])
    states = [source["State"] for source in sources]
    if states != ["Enabled"]:
        faults.append(f"the queue's event source is {', '.join(states) or 'missing'}")
    return judged(
        faults, f"read, and {tries} receives before the dead-letter queue", "see `make drift`; run `pulumi up`"
    )


def dead_letter_queue(live: Live) -> Answer:
    """Whether payments that could not be made wait in the dead-letter queue."""
    name = "ApproximateNumberOfMessages"
    found = live.client("sqs").get_queue_attributes(QueueUrl=live.text("deadLetterQueueUrl"), AttributeNames=[name])
    count = int(found["Attributes"][name])
    faults = [f"{count} payments wait there"] if count else []
    return judged(faults, "there are none", "see docs/runbooks/dead-letters.md")


def flags(live: Live) -> Answer:
    """Whether the newest deployment of both kinds of flags has ended well or is on its way, in each region."""
    faults = list(_undeployed(live, "flags", live.outputs.region))
    if live.outputs.has("recoveryRegion"):
        faults += _undeployed(live, "recoveryFlags", live.text("recoveryRegion"))
    return judged(faults, "all are deployed", "docs/runbooks/flags.md says how to see why, and what to do")


def _undeployed(live: Live, prefix: str, region: str) -> Iterator[str]:
    client, application = live.client("appconfig", region), live.text(f"{prefix}ApplicationId")
    for kind in ("Operations", "Releases"):
        environment = live.text(f"{prefix}{kind}EnvironmentId")
        found = client.list_deployments(ApplicationId=application, EnvironmentId=environment)["Items"]
        newest: dict[str, Any] | None = max(found, key=lambda one: one["DeploymentNumber"], default=None)
        if newest is None:
            yield f"no {kind.lower()} are deployed in {region}"
        elif newest["State"] not in DEPLOYED:
            yield (
                f"deployment {newest['DeploymentNumber']} of the {kind.lower()} in {region} is {newest['State']}: "
                "the functions do not get its content"
            )


def container(live: Live) -> Answer:
    """Whether the container runs."""
    if absent := live.absent("containerArn", asked=live.config.container.enabled):
        return absent
    arn = live.text("containerArn")
    if live.config.container.platform == "app-runner":
        status = live.client("apprunner").describe_service(ServiceArn=arn)["Service"]["Status"]
        well = status == "RUNNING"
    else:
        service = live.client("ecs").describe_express_gateway_service(serviceArn=arn)["service"]
        status = service["status"]["statusCode"]
        well = status == "ACTIVE"
    return judged([] if well else [f"it is {status}"], f"it is {status}", "see its log group, and the image's digest")


def _function(live: Live, name: str) -> dict[str, Any]:
    return live.client("lambda").get_function_configuration(FunctionName=live.mapping("lambdaFunctionNames")[name])


CHECKS = {
    "C1 functions": functions,
    "C2 concurrency": concurrency,
    "C3 environment's key": environment_key,
    "C4 container": container,
    "C5 flags": flags,
    "C1 queue": queue,
    "C1 dead-letter queue": dead_letter_queue,
}
