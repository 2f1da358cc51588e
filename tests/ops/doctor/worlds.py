"""What an account, a machine or a configuration may lack, one thing each, and the checks of `make doctor` that find it.

A check that has no world here fails the tests. `broken` has operations with their answers, and besides: `config`, the
configuration; `role` and `no role`, one that is made or deleted; `pulumi`, the script in the place of its CLI, and
`python`, its version.
"""

from collections.abc import Iterator, Sequence
from typing import Any, cast

from botocore.exceptions import EndpointConnectionError, NoCredentialsError
from botocore.session import Session

from components.migration.mgn.roles import ROLES
from ops.doctor.services import SERVICES
from tests.ops import bounded
from tests.ops.doctor.account import ACCOUNT, REGION, SECOND, config, layer, limits, quotas, signing_profile, within
from tests.ops.worlds import World
from tests.support.aws import refused

WELL = "account with all that is needed"
LIMITS, QUOTAS, REGIONS = "lambda.GetAccountSettings", "service-quotas.GetServiceQuota", "ec2.DescribeRegions"
ORGANISATION, SHARING = (
    f"organizations.{name}" for name in ("DescribeOrganization", "ListAWSServiceAccessForOrganization")
)
APP_RUNNER: dict[str, Any] = {
    "config": within("container", platform="app-runner"),
    "apprunner.ListServices": {"ServiceSummaryList": []},
}
VERSION = "[ $1 = version ] && echo v3.274.1"


def _world(check: str, says: str, broken: dict[str, Any]) -> World:
    return World(says=says, red=[check], broken=broken, among=WELL)


def _of_regions() -> Iterator[World]:
    for region in (REGION, SECOND):
        closed = {"Regions": [{"OptInStatus": "not-opted-in"}]}
        yield _world(f"region {region}", "not-opted-in", {f"{region} {REGIONS}": closed})
        # 60 are reserved, the rotation's 10 among them, and 100 must remain.
        yield _world(f"concurrency in {region}", "155 of them unreserved", {f"{region} {LIMITS}": limits(155)})
        few = {f"{region} {QUOTAS}": quotas(addresses=2)}
        yield _world(f"addresses in {region}", "0 of 2 Elastic IP addresses", few)
        yield _world(f"networks in {region}", "1 of 1 VPCs", {f"{region} {QUOTAS}": quotas(networks=1)})


PROFILE, LAYER = "signer.GetSigningProfile", "lambda.GetLayerVersionByArn"
PUBLISHER = "arn:aws:signer:eu-west-2:111122223333:/signing-profiles/layers/AbCdEfGh56"
TOLD = within("signing", layer_profiles=(PUBLISHER,))


def _of_signing() -> Iterator[World]:
    for region in (REGION, SECOND):
        profile, layered = f"signing profile in {region}", f"signer of AppConfig's layer in {region}"
        canceled = {f"{region} {PROFILE}": signing_profile(status="Canceled")}
        yield _world(profile, "it is Canceled", canceled)
        yield _world(profile, "signs for Notation", {f"{region} {PROFILE}": signing_profile(platformId="Notation")})
        newer = signing_profile(profileVersion="AbCdEfGh99", profileVersionArn=f"{PUBLISHER[:-2]}99")
        yield _world(profile, "signs as version AbCdEfGh99", {f"{region} {PROFILE}": newer})
        yield _world(layered, "layers/AbCdEfGh56 has signed it", {f"{region} {LAYER}": layer(PUBLISHER)})
    yield _world(f"signer of AppConfig's layer in {REGION}", "nobody has signed it", {"config": TOLD})


def _of_services() -> Iterator[World]:
    models = cast(Any, Session())
    for service in SERVICES:
        model = models.get_service_model(service.name)
        [call] = [str(name) for name in model.operation_names if name.lower() == service.call.replace("_", "")]
        for region in (REGION, SECOND) if service.in_second else (REGION,):
            check, operation = f"{service.name} in {region}", f"{region} {service.name}.{call}"
            yield _world(check, "OptInRequired", {operation: refused(call, "OptInRequired")})
            yield _world(check, "it does not answer", {operation: EndpointConnectionError(endpoint_url="x")})
            yield _world(check, "InternalFailure", {operation: refused(call, "InternalFailure")})


def _of_the_account() -> Iterator[World]:
    yield _world("credentials", "Unable to locate credentials", {"sts.GetCallerIdentity": NoCredentialsError()})
    yield _world("credentials", ACCOUNT, {"config": config(account=None)})
    yield _world("alerts", "nobody", {"config": within("alerts", emails=())})
    yield _world("container", "App Runner has no service of this account", APP_RUNNER)
    yield _world("boundary of the roles", "does not exist, and no role", {bounded.GET: bounded.NONE})
    for another in (bounded.allowing("iam:PutRolePolicy"), bounded.everywhere(), bounded.open_state()):
        yield _world("boundary of the roles", "is not the committed one", {bounded.READ: another})
    yield _world("service-linked roles", "none for ecs.amazonaws.com", {"no role": "AWSServiceRoleForECS"})
    yield _world("roles of DMS", "dms-vpc-role exists already", {"role": "dms-vpc-role"})
    existing = within("migration", "dms", enabled=True, account_roles="existing")
    yield _world("roles of DMS", "dms-vpc-role does not exist", {"config": existing})
    yield _world("roles of MGN", f"{next(iter(ROLES))} exists already", {"role": next(iter(ROLES))})
    none = refused("DescribeOrganization", "AWSOrganizationsNotInUseException")
    yield _world("organisation", "in no organisation", {ORGANISATION: none})
    yield _world("organisation", "is not enabled", {SHARING: {"EnabledServicePrincipals": []}})
    denied = refused("ListCostAllocationTags", "AccessDeniedException")
    yield _world("cost allocation", "only the paying account", {"ce.ListCostAllocationTags": denied})


def _of_the_machine() -> Iterator[World]:
    yield _world("Python", "3.10", {"python": (3, 10)})
    yield _world("Pulumi CLI", "v3.150.0", {"pulumi": "echo v3.150.0"})
    broken = "[ $1 != version ] || { echo broken >&2; exit 1; }"
    yield _world("Pulumi CLI", "broken", {"pulumi": broken})
    yield _world("Pulumi state", "not logged in", {"pulumi": f"{VERSION} || {{ echo not logged in >&2; exit 1; }}"})


WORLDS: Sequence[World] = [*_of_the_machine(), *_of_the_account(), *_of_regions(), *_of_services(), *_of_signing()]
