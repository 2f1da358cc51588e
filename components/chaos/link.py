"""How Fault Injection Service reaches the functions: an extension in each, and the bucket that it looks into."""

from dataclasses import dataclass

from pulumi import InvokeOutputOptions, Output, ResourceOptions
from pulumi_aws import ssm

from config.rules.operations import EXEC_WRAPPER
from config.sections import Chaos as Settings
from foundation.bucket import PrivateBucket
from foundation.component import Component
from foundation.function import Extension
from foundation.keys import EncryptionKey
from foundation.policies import Statement, allow, through
from foundation.region import Region

# Where AWS says which layer is the newest (FIS user guide, "Available versions of the AWS FIS extension for Lambda").
EXTENSION_PARAMETER = "/aws/service/fis/lambda-extension/AWS-FIS-extension-arm64/1.x.x"
# What the extension's layer starts the function with.
BOOTSTRAP = "/opt/aws-fis/bootstrap"
FOLDER = "FisConfigs"


@dataclass(frozen=True, kw_only=True)
class ChaosLinkArgs:
    """The region, and the stack's settings of the experiments."""

    region: Region
    settings: Settings


@dataclass(frozen=True, kw_only=True)
class Faults:
    """The bucket that FIS's extension reads faults from, and the key that encrypts it, by ARN."""

    bucket_arn: Output[str]
    key_arn: Output[str]


class ChaosLink(Component):
    """A bucket that FIS's extension reads faults from, and what a function gets for it; nothing where chaos is off.

    `extension` is what a function needs. FIS's extension takes the place of Lambda's runtime API, on port 9100, so a
    function can have no other wrapper. AppConfig's agent is none: it listens on port 2772 and runs beside it.
    """

    faults: Faults | None
    extension: Extension

    def __init__(self, name: str, args: ChaosLinkArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.region, opts)
        self.faults, self.extension = None, Extension()
        if args.settings.enabled:
            self.faults = self._faults(name)
            self.extension = Extension(
                variables={
                    EXEC_WRAPPER: BOOTSTRAP,
                    "AWS_FIS_CONFIGURATION_LOCATION": Output.format("{0}/{1}/", self.faults.bucket_arn, FOLDER),
                },
                statements=self._reading(self.faults),
                layers=[args.settings.extension_layer_arn or self._newest_layer()],
            )
        self.publish()

    def _faults(self, name: str) -> Faults:
        key = EncryptionKey(f"{name}-key", self.region, purpose="chaos", logs=True, opts=self.child())
        bucket = PrivateBucket(
            f"{name}-faults",
            self.region,
            kind="chaos-faults",
            # FIS takes each away when its experiment is over.
            retention_days=1,
            erasable=True,
            key_arn=key.arn,
            opts=self.child(),
        )
        return Faults(bucket_arn=bucket.arn, key_arn=key.arn)

    def _reading(self, faults: Faults) -> list[Statement]:
        return [
            allow(["s3:ListBucket"], faults.bucket_arn, {"StringLike": {"s3:prefix": [f"{FOLDER}/*"]}}),
            allow(["s3:GetObject"], Output.format("{0}/{1}/*", faults.bucket_arn, FOLDER)),
            allow(["kms:Decrypt"], faults.key_arn, through("s3", self.region)),
        ]

    def _newest_layer(self) -> Output[str]:
        found = ssm.get_parameter_output(name=EXTENSION_PARAMETER, opts=InvokeOutputOptions(parent=self))
        # A public ARN, which as `value` would be kept as a secret.
        return found.insecure_value
