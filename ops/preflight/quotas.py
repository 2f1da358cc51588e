"""The account's quotas against what is planned."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from catalog import dms, ec2, iam, lambda_, rds, s3
from catalog.resource_type import ResourceType
from ops.doctor.account import UNRESERVED, quota
from ops.lib.checks import Answer, Check, judged
from ops.lib.clients import Client, Clients
from ops.preflight.planned import Plan

MORE = "ask for a higher quota, which may take days, or release what is not used"


@dataclass(frozen=True)
class Counted:
    """How an account counts a type itself: the name that it gives the number."""

    type: ResourceType
    name: str


# As RDS, DMS and IAM call them.
OF_RDS = (Counted(rds.INSTANCE, "DBInstances"), Counted(rds.PARAMETER_GROUP, "DBParameterGroups"))
OF_DMS = (Counted(dms.REPLICATION_INSTANCE, "ReplicationInstances"), Counted(dms.ENDPOINT, "Endpoints"))
OF_IAM = (Counted(iam.ROLE, "Roles"), Counted(iam.POLICY, "Policies"))
# "Interface VPC endpoints per VPC".
ENDPOINTS = ("vpc", "L-29B6F2EB")
BUCKETS = ("s3", "L-DC2B2D3D")
# Where Service Quotas keeps the quotas of what is counted for the whole account.
OF_ACCOUNT = "us-east-1"


def quota_checks(plan: Plan, clients: Clients) -> Sequence[Check]:
    """Those of the account, and those of each region."""
    first = plan.regions[0]
    checks = [
        Check("quotas of IAM", partial(of_iam, plan, clients.get("iam", first))),
        Check("quota of buckets", partial(of_buckets, plan, clients)),
    ]
    for region in plan.regions:
        get = partial(clients.get, region=region)
        for service, counted in (("rds", OF_RDS), ("dms", OF_DMS)):
            if any(plan.of(each.type, region=region) for each in counted):
                ask = partial(of_service, plan, region, counted, get(service))
                checks.append(Check(f"quotas of {service} in {region}", ask))
        checks += [
            Check(f"concurrency planned in {region}", partial(of_concurrency, plan, region, get("lambda"))),
            Check(f"quotas of networks in {region}", partial(of_networks, plan, region, get("service-quotas"))),
        ]
    return checks


def of_service(plan: Plan, region: str, counted: Sequence[Counted], client: Client) -> Answer:
    """Whether the quotas that a service counts itself have room."""
    found = client.describe_account_attributes()["AccountQuotas"]
    known = {one["AccountQuotaName"]: (one["Used"], one["Max"]) for one in found}

    def faults() -> Iterator[str]:
        for each in counted:
            wanted = sum(item.is_new for item in plan.of(each.type, region=region))
            used, most = known.get(each.name, (0, wanted))
            if used + wanted > most:
                yield f"{each.name}: {used} of {most} are used; {wanted} more are planned"

    return judged(faults(), "there is room", MORE)


def of_iam(plan: Plan, client: Client) -> Answer:
    """Whether the account has room for the roles and policies."""
    known = client.get_account_summary()["SummaryMap"]

    def faults() -> Iterator[str]:
        for each in OF_IAM:
            wanted = sum(item.is_new for item in plan.of(each.type))
            used, most = known.get(each.name, 0), known.get(f"{each.name}Quota", wanted)
            if used + wanted > most:
                yield f"{each.name}: {used} of {most} are used; {wanted} more are planned"

    return judged(faults(), "there is room", MORE)


def of_buckets(plan: Plan, clients: Clients) -> Answer:
    """Whether the account has room for the buckets; any region lists all of them."""
    wanted = sum(item.is_new for item in plan.of(s3.BUCKET))
    used = len(clients.get("s3", plan.regions[0]).list_buckets()["Buckets"])
    most = quota(clients.get("service-quotas", OF_ACCOUNT), *BUCKETS)
    text = f"{used} of {most} are used; {wanted} more are planned"
    return judged([text] if used + wanted > most else [], text, MORE)


def of_concurrency(plan: Plan, region: str, client: Client) -> Answer:
    """Whether what all functions reserve leaves what Lambda keeps for others."""
    limit = client.get_account_settings()["AccountLimit"]
    new = [item for item in plan.of(lambda_.FUNCTION, region=region) if item.is_new]
    wanted = sum(item.inputs.get("reservedConcurrentExecutions") or 0 for item in new)
    left = limit["UnreservedConcurrentExecutions"]
    text = f"{left} are not reserved; {wanted} are planned to be, and {UNRESERVED} must remain"
    return judged([text] if left - wanted < UNRESERVED else [], text, MORE)


def of_networks(plan: Plan, region: str, client: Client) -> Answer:
    """Whether a network may have as many interface endpoints; a stack has one network in a region."""
    wanted = sum(item.inputs.get("vpcEndpointType") == "Interface" for item in plan.of(ec2.VPC_ENDPOINT, region=region))
    most = quota(client, *ENDPOINTS)
    text = f"{wanted} interface endpoints are planned, and {most} allowed"
    return judged([text] if wanted > most else [], text, MORE)
