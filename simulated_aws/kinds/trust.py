"""Whether a role that a resource names may be assumed by the service that uses it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from access.evaluation import Request, decide
from access.wildcards import Prefix
from catalog import (
    appconfig,
    apprunner,
    arc,
    cloudwatch,
    codedeploy,
    dms,
    ec2,
    ecs,
    fis,
    guardduty,
    iam,
    lambda_,
    rds,
    s3,
    sns,
    transfer,
)
from catalog.resource_type import ResourceType
from simulated_aws.declarations import Fault
from simulated_aws.kinds.needs import Need, of_service
from simulated_aws.kinds.world import World, parsed, values
from simulated_aws.modelling import Inputs

LAMBDA = "InvalidParameterValueException: The role defined for the function cannot be assumed by Lambda."
RDS = (
    "InvalidParameterValue: IAM role ARN value is invalid or does not include the required permissions for: "
    "ENHANCED_MONITORING"
)
CODEDEPLOY = "InvalidRoleException: AWS CodeDeploy does not have the permissions required to assume the role {role}."
REGIONAL = (
    "AccessDeniedFault: {role} should have the DMS Regional Service Principal 'dms.{region}.amazonaws.com' "
    "as trusted entity"
)
DMS = "AccessDeniedFault: The IAM Role {role} is not configured properly."
ASSUME = "AccessDenied: {service}.amazonaws.com is not authorized to perform sts:AssumeRole on {role}"


# What a service sends that says nothing of whom it acts for.
SILENT: Mapping[str, tuple[str, ...]] = {"aws:sourceaccount": (), "aws:sourcearn": ()}


class Trust(NamedTuple):
    """The role at a path of a type is assumed by one of some services, which are written without their domain.

    `source` is the beginning of the ARN that the service sends as `aws:SourceArn`; empty where none is documented.
    Services and source may hold {region} and {account}. Where neither the service's guide nor any public example has a
    condition, it is `silent`: the role must not insist on whom the service acts for.
    """

    consumer: ResourceType
    path: str
    services: tuple[str, ...]
    source: str = ""
    refusal: str = ASSUME
    silent: bool = False


_UPLOAD, _PARTIAL = "workflowDetails.onUpload.executionRole", "workflowDetails.onPartialUpload.executionRole"
_ECS, _TRANSFER = "arn:aws:ecs:{region}:{account}:", "arn:aws:transfer:{region}:{account}:"
_SCAN = "arn:aws:guardduty:{region}:{account}:malware-protection-plan/"
_PULL = "sourceConfiguration.authenticationConfiguration.accessRoleArn"
# The pages are below docs.aws.amazon.com; a role without one has the principal that the service's examples have.
TRUSTS = (
    # appconfig/latest/userguide: permissions for rollback based on alarms; the retrieval role.
    Trust(appconfig.ENVIRONMENT, "monitors[].alarmRoleArn", ("appconfig",)),
    Trust(appconfig.CONFIGURATION_PROFILE, "retrievalRoleArn", ("appconfig",)),
    # apprunner/latest/dg/security_iam_service-with-iam.html.
    Trust(apprunner.SERVICE, "instanceConfiguration.instanceRoleArn", ("tasks.apprunner",)),
    Trust(apprunner.SERVICE, _PULL, ("build.apprunner",)),
    # r53recovery/latest/dg: plan execution role; the provider's own acceptance tests have this principal.
    Trust(arc.PLAN, "executionRole", ("arc-region-switch",)),
    # eventbridge/latest/userguide/eb-use-identity-based.html.
    Trust(cloudwatch.EVENT_TARGET, "roleArn", ("events",)),
    # codedeploy/latest/userguide/getting-started-create-service-role.html: for all endpoints, or for some.
    Trust(codedeploy.DEPLOYMENT_GROUP, "serviceRoleArn", ("codedeploy", "codedeploy.{region}"), refusal=CODEDEPLOY),
    # dms/latest/userguide/security_iam_secretsmanager.html; HHS/simpler-grants-gov#1129.
    Trust(dms.ENDPOINT, "secretsManagerAccessRoleArn", ("dms.{region}",), refusal=REGIONAL),
    # vpc/latest/userguide/flow-logs-cwl.html.
    Trust(ec2.FLOW_LOG, "iamRoleArn", ("vpc-flow-logs",), "arn:aws:ec2:{region}:{account}:vpc-flow-log/"),
    # AmazonECS/latest/developerguide/task_execution_IAM_role.html, and the task's and the infrastructure's role.
    Trust(ecs.EXPRESS_GATEWAY_SERVICE, "executionRoleArn", ("ecs-tasks",), _ECS),
    Trust(ecs.EXPRESS_GATEWAY_SERVICE, "taskRoleArn", ("ecs-tasks",), _ECS),
    Trust(ecs.EXPRESS_GATEWAY_SERVICE, "infrastructureRoleArn", ("ecs",)),
    # fis/latest/userguide/getting-started-iam-service-role.html.
    Trust(fis.EXPERIMENT_TEMPLATE, "roleArn", ("fis",), "arn:aws:fis:{region}:{account}:experiment/"),
    # guardduty/latest/ug/malware-protection-s3-iam-policy-prerequisite.html.
    Trust(guardduty.MALWARE_PROTECTION_PLAN, "role", ("malware-protection-plan.guardduty",), _SCAN),
    # zeit/now#27.
    Trust(lambda_.FUNCTION, "role", ("lambda",), refusal=LAMBDA),
    # AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html.
    Trust(rds.INSTANCE, "monitoringRoleArn", ("monitoring.rds",), "arn:aws:rds:{region}:{account}:", RDS),
    # AmazonS3/latest/userguide/setting-repl-config-perm-overview.html.
    Trust(s3.BUCKET_REPLICATION_CONFIG, "role", ("s3",), silent=True),
    # sns/latest/dg/prereqs-kinesis-data-firehose.html.
    Trust(sns.TOPIC_SUBSCRIPTION, "subscriptionRoleArn", ("sns",)),
    # transfer/latest/userguide/requirements-roles.html, and confused-deputy.html.
    Trust(transfer.SERVER, "loggingRole", ("transfer",), _TRANSFER),
    Trust(transfer.SERVER, _UPLOAD, ("transfer",), f"{_TRANSFER}workflow/"),
    Trust(transfer.SERVER, _PARTIAL, ("transfer",), f"{_TRANSFER}workflow/"),
    Trust(transfer.USER, "role", ("transfer",), f"{_TRANSFER}user/"),
)
# The role that DMS looks for whenever it works in a VPC.
DMS_NETWORK_ROLE = "dms-vpc-role"
_MGN = "AWSApplicationMigration"
# The roles that services look for by their names: dms/latest/userguide/security-iam.html, and mgn/latest/ug.
NAMED: Mapping[str, str] = {
    DMS_NETWORK_ROLE: "dms",
    "dms-cloudwatch-logs-role": "dms",
    f"{_MGN}AgentRole": "mgn",
    f"{_MGN}MGHRole": "mgn",
    f"{_MGN}ConversionServerRole": "ec2",
    f"{_MGN}ReplicationServerRole": "ec2",
    f"{_MGN}LaunchInstanceWithDrsRole": "ec2",
    f"{_MGN}LaunchInstanceWithSsmRole": "ec2",
}
# DMS writes no task log with a condition in this trust (terraform-aws-modules/terraform-aws-dms#84), and its user guide
# has none; for dms-vpc-role it has those of the account and the replication instance (cross-service confused deputy).
WITHOUT_CONDITIONS = frozenset({"dms-cloudwatch-logs-role"})
_BY_CONSUMER: Mapping[str, tuple[Trust, ...]] = {
    token: tuple(trust for trust in TRUSTS if trust.consumer.token == token)
    for token in {trust.consumer.token for trust in TRUSTS}
}


def needs(token: str, inputs: Inputs, world: World) -> Iterator[Need]:
    """The roles that a resource names, each with the service that has to be able to assume it."""
    place = {"region": str(inputs.get("region", "")), "account": world.account}
    for trust in _BY_CONSUMER.get(token, ()):
        for path, role in values(inputs, trust.path):
            services = tuple(service.format(**place) for service in trust.services)
            refusal = trust.refusal.format(role=role, service=services[0], **place)
            need = _assumed(path, str(role), services, refusal, trust.source.format(**place), world.account)
            yield replace(need, request=replace(need.request, context=SILENT), instead=None) if trust.silent else need
    if token == dms.REPLICATION_SUBNET_GROUP.token:
        for each in world.of(iam.ROLE.token):
            if each.inputs.get("name") == DMS_NETWORK_ROLE:
                arn = str(each.outputs.get("arn"))
                yield _assumed("subnetIds", arn, ("dms",), DMS.format(role=arn), "", world.account)


def named(token: str, inputs: Inputs, world: World) -> Iterator[Fault]:
    """A role that a service looks for by its name, and may not assume."""
    name = str(inputs.get("name"))
    statements = parsed(inputs.get("assumeRolePolicy")) if token == iam.ROLE.token and name in NAMED else None
    if statements is not None:
        need = _assumed("assumeRolePolicy", name, (NAMED[name],), "", "", world.account)
        requests = (need.request, replace(need.request, context={**need.request.context, **(need.instead or {})}))
        if all(decide(statements, request) == "denied" for request in requests):
            yield Fault(need.path, ASSUME.format(service=NAMED[name], role=name))
        if name in WITHOUT_CONDITIONS and any(statement.conditions for statement in statements):
            what = f"{name} takes no conditions in its trust: DMS does not meet them when it writes a task's log"
            yield Fault(need.path, f"AccessDenied: {what}")


def _assumed(path: str, role: str, services: tuple[str, ...], refusal: str, source: str, account: str) -> Need:
    context: dict[str, tuple[str | Prefix, ...]] = {"aws:sourceaccount": (account,)}
    if source:
        context["aws:sourcearn"] = (Prefix(source),)
    request = Request(action="sts:AssumeRole", names=of_service(*services), context=context)
    # A service that says nothing of whom it acts for assumes no role that insists on it; which do is not known of all.
    return Need(path=path, refusal=refusal, holder="trust", owner=role, request=request, instead=SILENT)
