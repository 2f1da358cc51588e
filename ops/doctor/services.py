"""The services that an `up` would use: available to this account, with the roles that exist once in an account."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from botocore.exceptions import ClientError, EndpointConnectionError

from components.migration.mgn.roles import ROLES
from config.load import StackConfig
from ops.lib.boundary import boundary
from ops.lib.checks import Answer, Check, failed, judged, passed, skipped
from ops.lib.clients import Client, Clients, code

DMS_ROLES = ("dms-vpc-role", "dms-cloudwatch-logs-role")
# The errors by which a service refuses an account that may not use it.
CLOSED = ("OptInRequired", "SubscriptionRequiredException", "UnknownOperationException", "UnrecognizedClientException")


@dataclass(frozen=True)
class Service:
    """A service, a call that changes nothing, whether a stack uses it, and whether in its second region too."""

    name: str
    call: str
    used: Callable[[StackConfig], bool] = lambda config: True
    in_second: bool = True


SERVICES = (
    Service("network-firewall", "list_firewalls", lambda config: config.network.firewall.enabled),
    Service("rds", "describe_db_instances"),
    Service("secretsmanager", "list_secrets"),
    Service("appconfig", "list_applications"),
    Service("codedeploy", "list_applications"),
    Service("ecs", "list_clusters", lambda config: config.container.enabled, in_second=False),
    Service("transfer", "list_servers", lambda config: config.migration.transfer.enabled, in_second=False),
    Service("dms", "describe_replication_instances", lambda config: config.migration.dms.enabled, in_second=False),
    Service("fis", "list_experiment_templates", lambda config: config.chaos.enabled, in_second=False),
    Service("arc-region-switch", "list_plans", lambda config: config.recovery.enabled),
)
# Service-linked roles. AWS creates each when its service is first used, which is often too late for that first use.
SERVICE_ROLES: dict[str, tuple[str, Callable[[StackConfig], bool]]] = {
    "AWSServiceRoleForRDS": ("rds.amazonaws.com", lambda config: True),
    "AWSServiceRoleForNetworkFirewall": (
        "network-firewall.amazonaws.com",
        lambda config: config.network.firewall.enabled,
    ),
    "AWSServiceRoleForECS": ("ecs.amazonaws.com", lambda config: config.container.enabled),
}


def service_checks(config: StackConfig, clients: Clients) -> Sequence[Check]:
    """The checks of each region's services, of their roles, and of the organisation."""
    get = partial(clients.get, region=config.region)
    iam = get("iam")
    return [
        *(
            Check(f"{service.name} in {region}", partial(open_service, clients.get(service.name, region), service.call))
            for service in SERVICES
            if service.used(config)
            for region in _regions(config, service)
        ),
        Check("container", partial(container, config, get)),
        Check("boundary of the roles", partial(roles_boundary, config, get)),
        Check("service-linked roles", partial(linked_roles, config, iam)),
        Check("roles of DMS", partial(account_roles, iam, "dms", _dms(config), DMS_ROLES)),
        Check("roles of MGN", partial(account_roles, iam, "mgn", _mgn(config), tuple(ROLES))),
        Check("organisation", partial(organisation, config, get)),
        Check("cost allocation", partial(cost_allocation, config, get)),
    ]


def _regions(config: StackConfig, service: Service) -> Sequence[str]:
    second = config.recovery.enabled and service.in_second
    return [config.region, config.recovery.region] if second else [config.region]


def open_service(client: Client, call: str) -> Answer:
    """Whether a service is available to this account."""
    try:
        getattr(client, call)()
    except EndpointConnectionError:
        return failed("it does not answer", "check whether AWS offers it in this region")
    except ClientError as error:
        if code(error) in CLOSED:
            return failed(str(error), "open the service to this account, or disable the part that uses it")
        raise
    return passed("it answers")


def container(config: StackConfig, get: Callable[[str], Client]) -> Answer:
    """Whether the account may use the container's platform."""
    if not config.container.enabled:
        return skipped("it is not enabled")
    if config.container.platform == "ecs-express":
        return passed("ECS Express Mode is available to every account")
    if get("apprunner").list_services()["ServiceSummaryList"]:
        return passed("App Runner has services of this account")
    return failed(
        "App Runner has no service of this account, and takes no new customers since 30 April 2026",
        "set payments:container.platform to ecs-express",
    )


def roles_boundary(config: StackConfig, get: Callable[[str], Client]) -> Answer:
    """Whether the account has what each role that the program makes is bounded by."""
    if config.account is None:
        return skipped("payments:account does not say in which account")
    return boundary(get("iam"), config.account, config.suffix)


def linked_roles(config: StackConfig, iam: Client) -> Answer:
    """Whether the service-linked roles exist."""
    missing = [service for role, (service, used) in SERVICE_ROLES.items() if used(config) and not _exists(iam, role)]
    return judged(
        (f"there is none for {service}" for service in missing),
        "all exist",
        "; ".join(f"aws iam create-service-linked-role --aws-service-name {service}" for service in missing),
    )


def account_roles(iam: Client, part: str, wanted: str | None, roles: Sequence[str]) -> Answer:
    """Whether roles that exist once in an account exist exactly where the stack expects them."""
    if wanted is None:
        return skipped("it is not enabled")
    there = [role for role in roles if _exists(iam, role)]
    key = f"payments:migration.{part}.accountRoles"
    if wanted == "create":
        return judged(
            (f"{role} exists already" for role in there),
            "none exists yet",
            f"another stack owns them: set {key} to existing",
        )
    missing = [role for role in roles if role not in there]
    return judged((f"{role} does not exist" for role in missing), "all exist", f"set {key} to create in one stack")


def organisation(config: StackConfig, get: Callable[[str], Client]) -> Answer:
    """Whether resources can be shared inside the organisation, where the stack needs that."""
    if not (config.sharing.enabled and config.sharing.inside_organization):
        return skipped("nothing is shared inside an organisation")
    organizations = get("organizations")
    try:
        organizations.describe_organization()
    except ClientError as error:
        if code(error) != "AWSOrganizationsNotInUseException":
            raise
        return failed("the account is in no organisation", "set payments:sharing.insideOrganization to false")
    try:
        principals = organizations.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
    except ClientError as error:
        if code(error) != "AccessDeniedException":
            raise
        return skipped("only the management account can see whether sharing is enabled")
    enabled = any(one["ServicePrincipal"] == "ram.amazonaws.com" for one in principals)
    faults = [] if enabled else ["sharing with the organisation is not enabled"]
    return judged(
        faults, "sharing is enabled", "aws ram enable-sharing-with-aws-organization, in the management account"
    )


def cost_allocation(config: StackConfig, get: Callable[[str], Client]) -> Answer:
    """Whether the account may activate cost allocation tags, where the stack needs that."""
    if not config.costs.payer_account:
        return skipped("the stack leaves them to the paying account")
    try:
        get("ce").list_cost_allocation_tags(MaxResults=1)
    except ClientError as error:
        if code(error) != "AccessDeniedException":
            raise
        return failed("only the paying account may activate them", "set payments:costs.payerAccount to false")
    return passed("the account may activate them")


def _exists(iam: Client, role: str) -> bool:
    try:
        iam.get_role(RoleName=role)
    except ClientError as error:
        if code(error) != "NoSuchEntity":
            raise
        return False
    return True


def _dms(config: StackConfig) -> str | None:
    return config.migration.dms.account_roles if config.migration.dms.enabled else None


def _mgn(config: StackConfig) -> str | None:
    return config.migration.mgn.account_roles if config.migration.mgn.enabled else None
