"""The signing of the Lambda archives in each region of a stack."""

from dataclasses import dataclass

from pulumi import ResourceOptions

from components.signing.archives import SignedArchives
from config.signing import Signing as Settings
from foundation.component import Component
from foundation.region import Region


@dataclass(frozen=True, kw_only=True)
class SigningArgs:
    """The first region, the second one where there is any, and the profiles that sign.

    Raises ValueError where some region has a profile and another one of the stack has none.
    """

    first: Region
    second: Region | None
    settings: Settings

    def __post_init__(self) -> None:
        missing = [region.name for region in self.regions if self.settings.profile(region.name) is None]
        if self.settings.profiles and missing:
            raise ValueError(f"settings.profiles must have one for each region; got none for {', '.join(missing)}")

    @property
    def regions(self) -> list[Region]:
        """The regions that functions are made in."""
        return [self.first, *([self.second] if self.second else [])]


class Signing(Component):
    """Every function that is made in `first` and `second` runs signed code, where there are profiles to sign it.

    Where there are none both are the regions as they were, and nothing exists.
    """

    first: Region
    second: Region | None

    def __init__(self, name: str, args: SigningArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.first, opts)
        self.first = self._signing(name, args.first, args.settings)
        self.second = self._signing(name, args.second, args.settings) if args.second else None
        self.publish()

    def _signing(self, name: str, region: Region, settings: Settings) -> Region:
        profile = settings.profile(region.name)
        if profile is None:
            return region
        layers = [one for one in settings.layer_profiles if f":{region.name}:" in one]
        archives = SignedArchives(
            f"{name}-{region.name}", region, profile=profile, layer_profiles=layers, opts=self.child()
        )
        return region.with_signer(archives)
