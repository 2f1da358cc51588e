"""An account that has all that a first `up` needs, and the configuration that asks for it."""

from collections.abc import Mapping
from typing import Any

from config.load import StackConfig
from config.project import PROJECT
from ops.doctor.account import ADDRESSES
from tests.ops import bounded
from tests.ops.canned import Answers, Canned

ACCOUNT, REGION, SECOND = "123456789012", "eu-west-2", "eu-west-1"


def config(**changes: Any) -> StackConfig:
    """Prod's, with every part enabled that the doctor checks."""
    whole = StackConfig.from_file(PROJECT / "Pulumi.prod.yaml")
    sections = {
        "account": ACCOUNT,
        "migration": whole.migration.model_copy(
            update={
                "dms": whole.migration.dms.model_copy(update={"enabled": True}),
                "mgn": whole.migration.mgn.model_copy(update={"enabled": True}),
                "transfer": whole.migration.transfer.model_copy(update={"enabled": True}),
            }
        ),
        "chaos": whole.chaos.model_copy(update={"enabled": True}),
        "recovery": whole.recovery.model_copy(update={"enabled": True}),
        "sharing": whole.sharing.model_copy(update={"enabled": True, "inside_organization": True}),
        "costs": whole.costs.model_copy(update={"payer_account": True}),
    }
    return whole.model_copy(update=sections | changes)


def within(section: str, part: str | None = None, **changes: Any) -> StackConfig:
    """That configuration with something of one section changed."""
    whole = config()
    old: Any = getattr(whole, section)
    if part is None:
        return config(**{section: old.model_copy(update=changes)})
    return config(**{section: old.model_copy(update={part: getattr(old, part).model_copy(update=changes)})})


def quotas(addresses: float = 5, networks: float = 5) -> Canned:
    def answer(asked: Mapping[str, Any]) -> dict[str, Any]:
        is_of_addresses = (asked["ServiceCode"], asked["QuotaCode"]) == ADDRESSES
        return {"Quota": {"Value": addresses if is_of_addresses else networks}}

    return answer


def limits(left: int) -> dict[str, Any]:
    return {"AccountLimit": {"ConcurrentExecutions": 1000, "UnreservedConcurrentExecutions": left}}


def signing_profile(**changes: Any) -> Canned:
    """The profile that is asked for, as the configuration has it, changed."""

    def answer(asked: Mapping[str, Any]) -> dict[str, Any]:
        [arn] = [one for one in config().signing.profiles if f"/{asked['profileName']}/" in one]
        found = {
            "profileName": asked["profileName"],
            "profileVersion": arn.rpartition("/")[2],
            "profileVersionArn": arn,
            "status": "Active",
            "platformId": "AWSLambda-SHA384-ECDSA",
        }
        return found | changes

    return answer


def layer(publisher: str | None = None) -> dict[str, Any]:
    """A layer that somebody has signed, or nobody."""
    return {"Content": {"SigningProfileVersionArn": publisher} if publisher else {}}


# Where moto does not answer as AWS would; moto answers the rest.
WELL: Answers = {
    "lambda.GetAccountSettings": limits(1000),
    "service-quotas.GetServiceQuota": quotas(),
    "arc-region-switch.ListPlans": {"plans": []},
    **bounded.answers(),
    "signer.GetSigningProfile": signing_profile(),
    "lambda.GetLayerVersionByArn": layer(),
    "appconfig.ListApplications": {"Items": []},
    "codedeploy.ListApplications": {"applications": []},
    "ce.ListCostAllocationTags": {"CostAllocationTags": []},
    "organizations.DescribeOrganization": {"Organization": {"Id": "o-1234567890"}},
    "organizations.ListAWSServiceAccessForOrganization": {
        "EnabledServicePrincipals": [{"ServicePrincipal": "ram.amazonaws.com"}]
    },
}
