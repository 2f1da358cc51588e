"""The account that an `up` would work on: its identity, regions and quotas."""

from collections.abc import Sequence
from functools import partial

from botocore.exceptions import ClientError

from config.load import StackConfig
from config.rules.payments import ROTATION_CONCURRENCY
from ops.lib.checks import Answer, Check, failed, judged, passed
from ops.lib.clients import Client, Clients, code

# Lambda keeps this much concurrency for functions that reserve none.
UNRESERVED = 100
ADDRESSES = ("ec2", "L-0263D0A3")
NETWORKS = ("vpc", "L-F678F1CE")


def account_checks(config: StackConfig, clients: Clients) -> Sequence[Check]:
    """Credentials, regions and quotas; the quotas of the second region too, where there is one."""
    first, second = config.region, config.recovery.region
    regions = [first, second] if config.recovery.enabled else [first]
    checks = [
        Check("credentials", partial(credentials, config, clients.get("sts", first))),
        Check("alerts", partial(alerts, config)),
    ]
    for region in regions:
        get = partial(clients.get, region=region)
        quotas, ec2 = get("service-quotas"), get("ec2")
        checks += [
            Check(f"region {region}", partial(open_region, ec2, region)),
            Check(f"concurrency in {region}", partial(concurrency, config, get("lambda"))),
            Check(f"addresses in {region}", partial(addresses, config, ec2, quotas)),
            Check(f"networks in {region}", partial(networks, ec2, quotas)),
        ]
    return checks


def credentials(config: StackConfig, sts: Client) -> Answer:
    """Whether there are credentials, and the configuration says of which account they have to be."""
    found = sts.get_caller_identity()
    text = f"{found['Arn']} of account {found['Account']}"
    if config.account is None:
        return failed(text, "set payments:account, so that no up runs on another account")
    return passed(text)


def alerts(config: StackConfig) -> Answer:
    """Whether anybody is notified of alarms."""
    emails = config.alerts.emails
    return passed(", ".join(emails)) if emails else failed("nobody", "name somebody in payments:alerts.emails")


def open_region(ec2: Client, region: str) -> Answer:
    """Whether the account has opted in to a region."""
    [found] = ec2.describe_regions(RegionNames=[region], AllRegions=True)["Regions"]
    status = found.get("OptInStatus", "unknown")
    if status in ("opt-in-not-required", "opted-in"):
        return passed(status)
    return failed(status, f"enable {region} in the account's settings")


def concurrency(config: StackConfig, functions: Client) -> Answer:
    """Whether the functions' reserved concurrency leaves what Lambda keeps for others."""
    limit = functions.get_account_settings()["AccountLimit"]
    total, left = limit["ConcurrentExecutions"], limit["UnreservedConcurrentExecutions"]
    wanted = ROTATION_CONCURRENCY + sum(function.reserved_concurrency for function in config.payments.functions)
    text = f"{total} executions at once, {left} of them unreserved; {wanted} to be reserved, {UNRESERVED} must remain"
    if left - wanted >= UNRESERVED:
        return passed(text)
    return failed(text, "ask for more of Lambda's quota `Concurrent executions` (L-B99A9384), which may take days")


def addresses(config: StackConfig, ec2: Client, quotas: Client) -> Answer:
    """Whether the quota of Elastic IP addresses has room for the NAT gateways'."""
    wanted = 1 if config.network.nat_gateways == "one" else len(config.network.zones)
    used = len(ec2.describe_addresses()["Addresses"])
    return _room("Elastic IP addresses", used, wanted, quota(quotas, *ADDRESSES))


def networks(ec2: Client, quotas: Client) -> Answer:
    """Whether the quota of VPCs has room for one more."""
    used = len(ec2.describe_vpcs()["Vpcs"])
    return _room("VPCs", used, 1, quota(quotas, *NETWORKS))


def quota(quotas: Client, service: str, number: str) -> int:
    """A quota of the account: its own where it has one, else AWS's default."""
    try:
        found = quotas.get_service_quota(ServiceCode=service, QuotaCode=number)
    except ClientError as error:
        if code(error) != "NoSuchResourceException":
            raise
        found = quotas.get_aws_default_service_quota(ServiceCode=service, QuotaCode=number)
    return int(found["Quota"]["Value"])


def _room(what: str, used: int, wanted: int, allowed: int) -> Answer:
    text = f"{used} of {allowed} {what} are used; {wanted} more are wanted"
    short = [text] if used + wanted > allowed else []
    return judged(short, text, f"release what is not used, or ask for a higher quota of {what}")
