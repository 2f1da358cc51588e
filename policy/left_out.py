"""The controls of the types that the platform uses that no rule of a stack can serve, each with its reason."""

from collections.abc import Mapping

LEFT_OUT: Mapping[str, str] = {
    "FSBP EC2.10": "servers that are migrated alone call ec2, with an endpoint; an unused one is one more way out",
    "FSBP EC2.57": "no role of the stack may call ssm, and migrated servers run no actions after their launch",
    "FSBP EC2.172": "of the account and region, not of a stack: other networks may need a way in",
    "FSBP SecretsManager.3": "whether a secret is unused is known only while it runs",
    "PCI SecretsManager.2": "whether rotations succeed is known only while they run; alarms watch it",
    "FSBP S3.1": "of the account, not of a stack; each bucket blocks public access itself",
    "PCI S3.15": "received files expire; an object lock would keep an environment from being destroyed",
    "PCI S3.22, S3.23, CIS 3.8, 3.9": "data events are recorded by the account's trail",
    "FSBP RDS.9 in full": "the audit log needs an option group, and the general log would hold payments",
    "FSBP RDS.43": "there is no RDS Proxy",
    "FSBP Transfer.3": "there is no connector",
    "PCI S3.17 for access logs": "S3 writes access logs with its own key only",
}
