"""How Fault Injection Service reaches the functions: an extension in each, and the bucket that it looks into."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, InvokeOutputOptions, Output, ResourceOptions
from pulumi_aws import ssm

from config.rules.operations import EXEC_WRAPPER
from config.sections import Chaos as Settings
from foundation.bucket import PrivateBucket, PrivateBucketArgs
from foundation.keys import EncryptionKey, EncryptionKeyArgs, log_group_use
from foundation.naming import Naming
from foundation.policies import Statement, allow, through

# Where AWS says which layer is the newest (FIS user guide, "Available versions of the AWS FIS extension for Lambda").
EXTENSION_PARAMETER = "/aws/service/fis/lambda-extension/AWS-FIS-extension-arm64/1.x.x"
# What the extension's layer starts the function with.
BOOTSTRAP = "/opt/aws-fis/bootstrap"
FOLDER = "FisConfigs"


@dataclass(frozen=True, kw_only=True)
class ChaosLinkArgs:
    """The stack's settings of the experiments, and how long their key waits for its deletion, in days."""

    naming: Naming
    region: str
    account_id: Input[str]
    settings: Settings
    key_deletion_days: int


class ChaosLink(ComponentResource):
    """A bucket that tells FIS's extension of faults, and what a function gets for it; nothing where chaos is off.

    `variables`, `statements` and `layers` are a function's environment, rights and layers. The extension takes the
    place of Lambda's runtime API, on port 9100, so a function can have no other wrapper. AppConfig's agent is none: it
    listens on port 2772 and runs beside it.
    """

    key_arn: Output[str] | None = None
    bucket_arn: Output[str] | None = None
    variables: Mapping[str, Input[str]]
    statements: Sequence[Statement]
    layers: Sequence[Input[str]]

    def __init__(self, name: str, args: ChaosLinkArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:chaos:ChaosLink", name, None, opts)
        self._args, self._child = args, ResourceOptions(parent=self)
        self.variables, self.statements, self.layers = {}, [], []
        if args.settings.enabled:
            self.key_arn = self._key(name)
            self.bucket_arn = self._bucket(name, self.key_arn)
            self.variables = {
                EXEC_WRAPPER: BOOTSTRAP,
                "AWS_FIS_CONFIGURATION_LOCATION": Output.format("{0}/{1}/", self.bucket_arn, FOLDER),
            }
            self.statements = self._reading(self.key_arn, self.bucket_arn)
            self.layers = [args.settings.extension_layer_arn or self._newest_layer()]
        self.register_outputs({"key_arn": self.key_arn, "bucket_arn": self.bucket_arn})

    def _key(self, name: str) -> Output[str]:
        args = self._args
        key = EncryptionKey(
            f"{name}-key",
            EncryptionKeyArgs(
                naming=args.naming,
                purpose="chaos",
                account_id=args.account_id,
                deletion_days=args.key_deletion_days,
                statements=[log_group_use(args.region, args.account_id)],
            ),
            self._child,
        )
        return key.arn

    def _bucket(self, name: str, key_arn: Output[str]) -> Output[str]:
        bucket = PrivateBucket(
            f"{name}-faults",
            PrivateBucketArgs(
                naming=self._args.naming,
                kind="chaos-faults",
                # FIS takes each away when its experiment is over.
                retention_days=1,
                erasable=True,
                key_arn=key_arn,
            ),
            self._child,
        )
        return bucket.arn

    def _reading(self, key_arn: Output[str], bucket_arn: Output[str]) -> list[Statement]:
        via_s3 = through("s3", self._args.region)
        return [
            allow(["s3:ListBucket"], bucket_arn, {"StringLike": {"s3:prefix": [f"{FOLDER}/*"]}}),
            allow(["s3:GetObject"], Output.format("{0}/{1}/*", bucket_arn, FOLDER)),
            allow(["kms:Decrypt"], key_arn, via_s3),
        ]

    def _newest_layer(self) -> Output[str]:
        found = ssm.get_parameter_output(name=EXTENSION_PARAMETER, opts=InvokeOutputOptions(parent=self))
        # A public ARN, which as `value` would be kept as a secret.
        return found.insecure_value
