"""The payments as they stand: the functions, the queue, the flags, the container."""

import json
from typing import Any

from ops.lib.checks import Answer, judged
from ops.lib.live import Live


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
    """Whether every function has its reserved runs."""
    client, faults = live.client("lambda"), list[str]()
    for wanted in live.config.payments.functions:
        name = live.mapping("lambdaFunctionNames")[wanted.name]
        found = client.get_function_concurrency(FunctionName=name).get("ReservedConcurrentExecutions")
        if found != wanted.reserved_concurrency:
            faults.append(f"{wanted.name} has {found} reserved runs and not {wanted.reserved_concurrency}")
    return judged(faults, "all runs are reserved", "run `pulumi up`")


def environment_key(live: Live) -> Answer:
    """Whether the functions' environment is encrypted with the stack's own key."""
    key, faults = live.text("paymentsKeyArn"), list[str]()
    for wanted in live.config.payments.functions:
        found = _function(live, wanted.name).get("KMSKeyArn")
        if found != key:
            faults.append(f"{wanted.name} uses {found or 'a key of AWS'}")
    return judged(faults, key, "run `pulumi up`")


def queue(live: Live) -> Answer:
    """Whether the queue is read, and what fails goes to the dead letters after the tries of the configuration."""
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
        faults.append("the queue has no key of the account's")
    sources = live.all("lambda", "list_event_source_mappings", "EventSourceMappings", EventSourceArn=found["QueueArn"])
    states = [source["State"] for source in sources]
    if states != ["Enabled"]:
        faults.append(f"the queue's event source is {', '.join(states) or 'missing'}")
    return judged(faults, f"read, and {tries} tries before the dead letters", "see `make drift`; run `pulumi up`")


def dead_letters(live: Live) -> Answer:
    """Whether payments wait that could not be made."""
    name = "ApproximateNumberOfMessages"
    found = live.client("sqs").get_queue_attributes(QueueUrl=live.text("deadLetterQueueUrl"), AttributeNames=[name])
    count = int(found["Attributes"][name])
    faults = [f"{count} payments wait there"] if count else []
    return judged(faults, "there are none", "see docs/runbooks/dead-letters.md")


def flags(live: Live) -> Answer:
    """Whether the newest delivery of both kinds of flags came to its end."""
    client, faults = live.client("appconfig"), list[str]()
    for kind in ("Operations", "Releases"):
        environment = live.text(f"flags{kind}EnvironmentId")
        found = client.list_deployments(ApplicationId=live.text("flagsApplicationId"), EnvironmentId=environment)[
            "Items"
        ]
        newest: dict[str, Any] = max(found, key=lambda one: one["DeploymentNumber"], default={"State": "missing"})
        if newest["State"] not in ("COMPLETE", "DEPLOYING", "BAKING"):
            faults.append(f"the delivery of {kind.lower()} is {newest['State']}")
    return judged(faults, "both are delivered", "see docs/flags.md; run `pulumi up`")


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
    "C1 dead letters": dead_letters,
}
