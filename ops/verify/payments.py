"""Checks of each region's payments: the functions, the queues, the flags, the container."""

import json
from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from components.payments.function import ALIAS
from config.rules.payments import ROTATION_CONCURRENCY
from config.sections import Function
from ops.lib.checks import Answer, judged, skipped
from ops.lib.clients import code
from ops.lib.live import Live, Place

# The states of a deployment of AppConfig that has ended well, or may still do so.
DEPLOYED = ("BAKING", "COMPLETE", "DEPLOYING", "VALIDATING")
# What is in a queue: visible, in flight, and delayed.
WAITING = tuple(f"ApproximateNumberOfMessages{kind}" for kind in ("", "NotVisible", "Delayed"))


def functions(place: Place) -> Answer:
    """Whether the version of every function that serves has its subnets and memory, is ready, and is the newest."""
    wanted = place.config.payments.functions
    faults = [f"{one.name} {fault}" for one in wanted for fault in _faults(place, one)]
    return judged(
        faults,
        f"{len(wanted)} functions are ready",
        "see `make drift`, and the roll-out's deployments; run `pulumi up`",
    )


def _faults(place: Place, wanted: Function) -> Iterator[str]:
    found = _serving(place, wanted.name)
    if found is None:
        yield "has no version that serves"
        return
    private, subnets = place.mapping("privateSubnetIds").values(), found.get("VpcConfig", {}).get("SubnetIds", [])
    if found["MemorySize"] != wanted.memory_mb:
        yield f"has {found['MemorySize']} MB and not {wanted.memory_mb}"
    if not subnets or not set(subnets) <= set(private):
        yield f"runs in {', '.join(sorted(subnets)) or 'no subnet'}"
    # A function that nobody has called for weeks is inactive, and its next call fails.
    if (state := found.get("State")) in ("Failed", "Inactive"):
        yield f"is {state}: {found.get('StateReason', 'no reason is given')}"
    if found.get("LastUpdateStatus") == "Failed":
        yield f"could not be updated: {found.get('LastUpdateStatusReason', 'no reason is given')}"
    if _is_old(place, wanted.name, found["CodeSha256"]):
        yield f"serves with version {found['Version']}, which is not the newest"


def _is_old(place: Place, name: str, code_hash: str) -> bool:
    """Whether code that serves is not the newest, and no roll-out of the newest is on its way."""
    client, function = place.client("lambda"), place.mapping("lambdaFunctionNames")[name]
    if client.get_function_configuration(FunctionName=function)["CodeSha256"] == code_hash:
        return False
    alias = client.get_alias(FunctionName=function, Name=ALIAS)
    return not alias.get("RoutingConfig", {}).get("AdditionalVersionWeights")


def concurrency(place: Place) -> Answer:
    """Whether every function, and the rotation, has its reserved concurrency."""
    client, names = place.client("lambda"), place.mapping("lambdaFunctionNames")
    wanted = {names[function.name]: function.reserved_concurrency for function in place.config.payments.functions}
    wanted[place.text("rotationFunctionName")] = ROTATION_CONCURRENCY
    faults: list[str] = []
    for name, reserved in wanted.items():
        found = client.get_function_concurrency(FunctionName=name).get("ReservedConcurrentExecutions")
        if found != reserved:
            faults.append(f"{name} has {found} reserved concurrency and not {reserved}")
    return judged(faults, "all concurrency is reserved", "run `pulumi up`")


def environment_key(place: Place) -> Answer:
    """Whether the environment of the functions that serve is encrypted with the region's own key."""
    key, faults = place.text("paymentsKeyArn"), list[str]()
    for wanted in place.config.payments.functions:
        found = (_serving(place, wanted.name) or {}).get("KMSKeyArn")
        if found != key:
            faults.append(f"{wanted.name} uses {found or 'a key of AWS'}")
    return judged(faults, key, "run `pulumi up`")


def code_signing(place: Place) -> Answer:
    """Whether every function takes what the region's profile has signed, and whose layers the configuration names."""
    signing, client = place.config.signing, place.client("lambda")
    profile = signing.profile(place.region)
    if profile is None:
        return skipped("nothing is signed: signing.profiles has none of this region")
    known, faults = {profile, *signing.layer_profiles}, list[str]()
    for wanted in place.config.payments.functions:
        name = place.mapping("lambdaFunctionNames")[wanted.name]
        arn = client.get_function_code_signing_config(FunctionName=name).get("CodeSigningConfigArn")
        if not arn:
            faults.append(f"{wanted.name} takes code that nobody has signed")
            continue
        found = client.get_code_signing_config(CodeSigningConfigArn=arn)["CodeSigningConfig"]
        strangers = set(found["AllowedPublishers"]["SigningProfileVersionArns"]) - known
        faults += [f"{wanted.name} takes code that {stranger} has signed" for stranger in sorted(strangers)]
    return judged(faults, profile, "run `pulumi up`")


def queue(place: Place) -> Answer:
    """Whether the queue is read where payments are made and empty elsewhere, and failures leave it as configured."""
    found = _attributes(place, "queueUrl")
    redrive = json.loads(found.get("RedrivePolicy", "{}"))
    dead, tries = place.text("deadLetterQueueUrl").rpartition("/")[2], place.config.payments.queue.max_receive_count
    faults: list[str] = []
    if (
        redrive.get("deadLetterTargetArn", "").rpartition(":")[2] != dead
        or int(redrive.get("maxReceiveCount", 0)) != tries
    ):
        faults.append(f"the queue's redrive policy is {found.get('RedrivePolicy', 'missing')}")
    if not found.get("KmsMasterKeyId"):
        faults.append("the queue has no customer managed key")
    sources = place.all("lambda", "list_event_source_mappings", "EventSourceMappings", EventSourceArn=found["QueueArn"])
    states = [source["State"] for source in sources]
    if place.serves and states != ["Enabled"]:
        faults.append(f"the queue's event source is {', '.join(states) or 'missing'}")
    if not place.serves and len(states) != 1:
        faults.append(f"the queue has {len(states)} event sources and not one that waits")
    waiting = sum(int(found.get(name, 0)) for name in WAITING)
    if not place.serves and waiting:
        faults.append(f"{waiting} payments wait where no payments are made")
    well = f"{'read' if place.serves else 'ready'}, and {tries} receives before the dead-letter queue"
    return judged(faults, well, "see `make drift`; run `pulumi up`, or the failover again where payments wait")


def dead_letter_queue(place: Place) -> Answer:
    """Whether payments that could not be made wait in the dead-letter queue."""
    count = int(_attributes(place, "deadLetterQueueUrl")[WAITING[0]])
    faults = [f"{count} payments wait there"] if count else []
    return judged(faults, "there are none", "see docs/runbooks/dead-letters.md")


def flags(place: Place) -> Answer:
    """Whether the newest deployment of both kinds of flags has ended well or is on its way."""
    return judged(_undeployed(place), "all are deployed", "docs/runbooks/flags.md says how to see why, and what to do")


def _undeployed(place: Place) -> Iterator[str]:
    client, application = place.client("appconfig"), place.text("flagsApplicationId")
    for kind in ("Operations", "Releases"):
        environment = place.text(f"flags{kind}EnvironmentId")
        found = client.list_deployments(ApplicationId=application, EnvironmentId=environment)["Items"]
        newest: dict[str, Any] | None = max(found, key=lambda one: one["DeploymentNumber"], default=None)
        if newest is None:
            yield f"no {kind.lower()} are deployed"
        elif newest["State"] not in DEPLOYED:
            yield (
                f"deployment {newest['DeploymentNumber']} of the {kind.lower()} is {newest['State']}: "
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


def _attributes(place: Place, output: str) -> dict[str, str]:
    return place.client("sqs").get_queue_attributes(QueueUrl=place.text(output), AttributeNames=["All"])["Attributes"]


def _serving(place: Place, name: str) -> dict[str, Any] | None:
    """The version of a function that the alias leads to; None where there is none."""
    try:
        return place.client("lambda").get_function_configuration(
            FunctionName=place.mapping("lambdaFunctionNames")[name], Qualifier=ALIAS
        )
    except ClientError as error:
        if code(error) != "ResourceNotFoundException":
            raise
        return None


CHECKS = {"C4 container": container}
EVERYWHERE = {
    "C1 functions": functions,
    "C2 concurrency": concurrency,
    "C3 environment's key": environment_key,
    "C1 signed code": code_signing,
    "C5 flags": flags,
    "C1 queue": queue,
    "C1 dead-letter queue": dead_letter_queue,
}
