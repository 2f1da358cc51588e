"""The archives of a region's functions, each signed once."""

from collections.abc import Sequence

from pulumi import FileAsset, Output, ResourceOptions
from pulumi_aws import lambda_, s3, signer

from config.signing import name_of
from foundation.bucket import PrivateBucket
from foundation.code import Code
from foundation.component import Component
from foundation.keys import EncryptionKey
from foundation.packaging import Package
from foundation.region import Region

# As long as anything may be kept: a function that is made again needs the signed archive that it had.
ARCHIVE_DAYS = 3650
UPLOADED, SIGNED = "archives/", "signed/"


class SignedArchives(Component):
    """A versioned bucket of archives and of their signed copies, and what Lambda takes of them.

    Lambda refuses what `profile` has not signed, or somebody has changed since. A function with somebody else's layers
    is held to that only where `layer_profiles` say who signs these, since Lambda asks for their signature as well;
    otherwise Lambda deploys it and counts it in `SignatureValidationErrors` (Lambda guide, "Code signing").
    """

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        profile: str,
        layer_profiles: Sequence[str],
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        self._name, self._profile = name, profile
        key = EncryptionKey(f"{name}-key", region, purpose="archives", opts=self.child())
        self._bucket = PrivateBucket(
            f"{name}-archives",
            region,
            kind="archives",
            retention_days=ARCHIVE_DAYS,
            # All of it can be built and signed again.
            erasable=True,
            key_arn=key.arn,
            opts=self.child(),
        ).name
        publishers = [profile, *layer_profiles]
        self._own = self._allowed("own", [profile], "Enforce")
        self._layered = self._allowed("layered", publishers, "Enforce" if layer_profiles else "Warn")
        self._made: dict[str, Output[str]] = {}
        self.publish()

    def signed(self, package: Package, *, layered: bool) -> Code:
        """The signed copy of an archive, in this region; it is signed when the first function asks for it."""
        if package.path not in self._made:
            self._made[package.path] = self._sign(package)
        allowed = self._layered if layered else self._own
        return Code(bucket=self._bucket, key=self._made[package.path], signing_arn=allowed.arn)

    def _allowed(self, kind: str, publishers: Sequence[str], otherwise: str) -> lambda_.CodeSigningConfig:
        return lambda_.CodeSigningConfig(
            f"{self._name}-{kind}-code",
            description=f"Functions of {self.region.naming.environment} with {kind} code",
            allowed_publishers={"signing_profile_version_arns": list(publishers)},
            policies={"untrusted_artifact_on_deployment": otherwise},
            tags=self.region.naming.tags(f"{kind}-code"),
            opts=self.child(),
        )

    def _sign(self, package: Package) -> Output[str]:
        """The key of the signed copy; the archive's name has its content's hash, so that a change is another object."""
        file = package.path.rpartition("/")[2]
        kind = file.removesuffix(".zip").rpartition("-")[0].replace("_", "-")
        name = f"{self._name}-{kind}"
        uploaded = s3.BucketObjectv2(
            f"{name}-archive",
            bucket=self._bucket,
            key=f"{UPLOADED}{file}",
            source=FileAsset(package.path),
            tags=self.region.naming.tags(f"archive-{kind}"),
            # What was signed stays, and no workflow has to delete files.
            opts=self.child(retain_on_delete=True),
        )
        job = signer.SigningJob(
            f"{name}-signature",
            profile_name=name_of(self._profile),
            source={"s3": {"bucket": uploaded.bucket, "key": uploaded.key, "version": uploaded.version_id}},
            destination={"s3": {"bucket": self._bucket, "prefix": SIGNED}},
            opts=self.child(),
        )
        return job.signed_objects.apply(lambda objects: (objects[0].s3s or [])[0].key or "")
