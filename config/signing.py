"""Who signs the Lambda archives."""

from config.sections import Section
from config.types import SigningProfile


class Signing(Section):
    """The profiles of AWS Signer whose signatures Lambda takes; nothing is signed where there are none."""

    # One in each region, with its version, as the bootstrap puts them out.
    profiles: tuple[SigningProfile, ...] = ()
    # Who signs the layers of AWS: `aws lambda get-layer-version-by-arn` says it of a layer, if anybody does.
    layer_profiles: tuple[SigningProfile, ...] = ()

    def profile(self, region: str) -> str | None:
        """The profile that signs in a region."""
        return next((arn for arn in self.profiles if region_of(arn) == region), None)


def region_of(arn: str) -> str:
    """The region of a profile."""
    return arn.split(":")[3]


def name_of(arn: str) -> str:
    """The name of a profile, by which it is told to sign."""
    return arn.split("/")[-2]
