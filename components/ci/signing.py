"""What signs the code of a stack's functions."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import Output, ResourceOptions
from pulumi_aws import signer
from pulumi_random import RandomId

from foundation.component import Component
from foundation.region import Region

# What AWS Signer signs for Lambda with (botocore: signer.PutSigningProfile).
PLATFORM = "AWSLambda-SHA384-ECDSA"


@dataclass(frozen=True, kw_only=True)
class SigningProfilesArgs:
    """The regions that functions are made in, named as the stack is. Raises ValueError where there are none."""

    regions: Sequence[Region]

    def __post_init__(self) -> None:
        if not self.regions:
            raise ValueError("regions must name one at least; got none")


class SigningProfiles(Component):
    """A profile in each region that signs a stack's code; `arns` name their versions, as Lambda wants to have them.

    The stack's own program uses them and can neither change nor make one. A name is never free again, so each has
    a random number in its name. Taking one away makes no signature invalid.
    """

    arns: list[Output[str]]

    def __init__(self, name: str, args: SigningProfilesArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.regions[0], opts)
        self.publish(arns=[self._profile(name, region).version_arn for region in args.regions])

    def _profile(self, name: str, region: Region) -> signer.SigningProfile:
        own = RandomId(f"{name}-{region.name}-id", byte_length=4, opts=self.child())
        return signer.SigningProfile(
            f"{name}-{region.name}",
            name=Output.format("payments_{0}_{1}", region.naming.suffix.replace("-", "_"), own.hex),
            platform_id=PLATFORM,
            tags=region.naming.tags("signing"),
            opts=ResourceOptions(parent=self, provider=region.provider),
        )
