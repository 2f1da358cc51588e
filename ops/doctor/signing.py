"""Who signs the code of the functions, and whether Lambda can tell."""

from collections.abc import Sequence
from functools import partial

from components.flags.layers import agent_layer
from config.load import StackConfig
from config.signing import name_of
from ops.lib.checks import Answer, Check, judged, passed, skipped
from ops.lib.clients import Client, Clients

PLATFORM = "AWSLambda-SHA384-ECDSA"


def signing_checks(config: StackConfig, clients: Clients) -> Sequence[Check]:
    """The checks of each region's profile, and of the layer that AppConfig's agent is in."""
    checks: list[Check] = []
    for region in [config.region, *([config.recovery.region] if config.recovery.enabled else [])]:
        signer, functions = clients.get("signer", region), clients.get("lambda", region)
        checks += [
            Check(f"signing profile in {region}", partial(profile, config.signing.profile(region), signer)),
            Check(f"signer of AppConfig's layer in {region}", partial(layer, config, region, functions)),
        ]
    return checks


def profile(arn: str | None, signer: Client) -> Answer:
    """Whether a profile signs code for Lambda, with the version that Lambda is told to take."""
    if arn is None:
        return skipped("nothing is signed")
    found = signer.get_signing_profile(profileName=name_of(arn), profileOwner=arn.split(":")[4])
    faults = [
        text
        for wrong, text in (
            (found["status"] != "Active", f"it is {found['status']}"),
            (found["platformId"] != PLATFORM, f"it signs for {found['platformId']}"),
            (found["profileVersionArn"] != arn, f"it signs as version {found['profileVersion']}"),
        )
        if wrong
    ]
    return judged(faults, arn, "set payments:signing.profiles to `signingProfiles` of the bootstrap")


def layer(config: StackConfig, region: str, functions: Client) -> Answer:
    """Whether Lambda is told to take the signature of the layer's publisher, where there is one."""
    if config.signing.profile(region) is None:
        return skipped("nothing is signed")
    arn = agent_layer(region, config.flags.agent_layer_arn)
    publisher = functions.get_layer_version_by_arn(Arn=arn)["Content"].get("SigningProfileVersionArn")
    told = [one for one in config.signing.layer_profiles if f":{region}:" in one]
    if publisher is None and not told:
        return passed("nobody has signed it: Lambda deploys it, and counts it in SignatureValidationErrors")
    faults = [f"{publisher or 'nobody'} has signed it"] if publisher not in told else []
    return judged(faults, str(publisher), "set payments:signing.layerProfiles to who has, or to none where nobody has")
