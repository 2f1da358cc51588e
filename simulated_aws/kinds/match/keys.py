"""Keys of KMS, and what they are used for."""

from collections.abc import Iterator, Mapping
from typing import cast

from catalog import appconfig, cloudwatch, dms, kms, lambda_, networkfirewall, rds, s3, secretsmanager, sns, sqs
from simulated_aws.declarations import Fault
from simulated_aws.kinds.match.register import Around, fits
from simulated_aws.modelling import Inputs

SYMMETRIC = {"customerMasterKeySpec": "SYMMETRIC_DEFAULT", "keyUsage": "ENCRYPT_DECRYPT"}


@fits(
    appconfig.CONFIGURATION_PROFILE,
    cloudwatch.LOG_GROUP,
    dms.ENDPOINT,
    dms.REPLICATION_INSTANCE,
    lambda_.FUNCTION,
    networkfirewall.FIREWALL,
    networkfirewall.FIREWALL_POLICY,
    networkfirewall.RULE_GROUP,
    rds.INSTANCE,
    s3.BUCKET_SERVER_SIDE_ENCRYPTION_CONFIGURATION,
    secretsmanager.SECRET,
    sns.TOPIC,
    sqs.QUEUE,
)
def _encrypts(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """Data of a service are encrypted with symmetric keys alone.

    docs.aws.amazon.com/kms/latest/developerguide/symmetric-asymmetric.html
    """
    for path, text in _keys(inputs, ""):
        key = around.named(kms.KEY, text) or around.named(kms.KEY, text.rpartition("/")[2])
        wrong = [
            str(key.inputs[name]) for name, value in SYMMETRIC.items() if key and key.inputs.get(name, value) != value
        ]
        if wrong:
            what = f"{text} is of {' and '.join(wrong)}; a symmetric key for encryption is expected"
            yield Fault(path, f"InvalidKeyUsageException: {what}")


def _keys(value: object, path: str) -> Iterator[tuple[str, str]]:
    """What the inputs name as a key, with its path."""
    if isinstance(value, Mapping):
        for key, item in cast(Mapping[str, object], value).items():
            yield from _keys(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, item in enumerate(cast(list[object], value)):
            yield from _keys(item, f"{path}[{index}]")
    elif isinstance(value, str) and "key" in path.rpartition(".")[2].lower():
        yield path, value
