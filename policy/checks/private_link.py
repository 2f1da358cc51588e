"""The checks of endpoints against what is called inside the network: one for each service, and no interface more."""

from collections.abc import Iterator

from policy.checks.documents import OF_IDENTITY, documents
from policy.checks.stacks import stack_check
from policy.resources import Resource, Stack, Violation

# The prefixes in IAM of services whose endpoint has another name, and is not called by it up to the first dot.
PREFIXES = {"appconfigdata": "appconfig", "monitoring": "cloudwatch"}
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
FUNCTION = "aws:lambda/function:Function"
REPLICATION = "pulumi-python:dynamic/mgn:ReplicationTemplate"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
TASK = "aws:ecs/expressGatewayService:ExpressGatewayService"
# What calls from inside the network, each with the properties that name the roles by which it does.
INSIDE = {
    FUNCTION: ("role",),
    TASK: ("taskRoleArn", "executionRoleArn"),
    "aws:apprunner/service:Service": ("instanceConfiguration",),
    "aws:dms/endpoint:Endpoint": ("secretsManagerAccessRoleArn",),
}
# What the program's servers of MGN call by a role that MGN gives them (MGN user guide, network requirements).
BY_REPLICATION = frozenset(("ec2", "mgn"))
# What AWS calls by somebody's role from networks of its own: it makes their network interfaces, asks for the keys of
# what is kept encrypted, and takes Lambda's logs and traces. Fargate writes a task's log by the task's interface.
BY_AWS = frozenset(("ec2", "kms", "logs", "xray"))
BY_AWS_FOR_TASKS = BY_AWS - {"logs"}
# It leads to a service of the stack alone.
WAY_IN = "apprunner.requests"


@stack_check("an endpoint of each service that a role may call inside the network")
def for_each_call(stack: Stack) -> Iterator[Violation]:
    """Whatever a role may call inside the network is reached there."""
    for item in stack.of(*INSIDE):
        there = {_prefix(_service(endpoint)) for endpoint in _of(stack, item.provider)}
        for prefix in sorted(_called(stack, item) - there):
            yield Violation(resource=item, text=f"it may call {prefix}, to which no endpoint leads")


@stack_check("an interface endpoint only of a service that a role may call inside the network")
def in_use(stack: Stack) -> Iterator[Violation]:
    """No endpoint is paid for that nobody uses."""
    called: dict[str, set[str]] = {}
    for item in stack.of(*INSIDE):
        called.setdefault(item.provider, set()).update(_called(stack, item))
    for subnet in stack.of("aws:ec2/subnet:Subnet"):
        if stack.users(subnet, REPLICATION):
            called.setdefault(subnet.provider, set()).update(BY_REPLICATION)
    for endpoint in stack.of(ENDPOINT):
        service = _service(endpoint)
        is_paid = endpoint.values.at("vpcEndpointType") == "Interface" and service != WAY_IN
        if is_paid and _prefix(service) not in called.get(endpoint.provider, ()):
            yield Violation(resource=endpoint, text=f"nobody inside the network may call {_prefix(service)}")


def _of(stack: Stack, provider: str) -> list[Resource]:
    """The endpoints of a region; a stack has one network there."""
    return [item for item in stack.of(ENDPOINT) if item.provider == provider]


def _service(endpoint: Resource) -> str:
    return str(endpoint.values.at("serviceName")).split(".", 3)[-1]


def _called(stack: Stack, item: Resource) -> set[str]:
    """The services, by their prefixes in IAM, that something may call by its roles from inside the network."""
    if item.type == FUNCTION and not item.values.at("vpcConfig"):
        return set()
    actions = {
        action
        for policy in stack.of(ROLE_POLICY)
        if item.refers_to(policy, *INSIDE[item.type])
        for statements in documents(policy.values, OF_IDENTITY)
        for one in statements
        for action in one.actions or ()
    }
    return {action.partition(":")[0] for action in actions} - (BY_AWS_FOR_TASKS if item.type == TASK else BY_AWS)


def _prefix(service: str) -> str:
    """The prefix in IAM of the actions that are called through a service's endpoint."""
    return PREFIXES.get(service, service.partition(".")[0])
