"""Mistakes in the migration: SFTP, DMS, MGN."""

from tests.config.mistakes.mistake import Mistake
from tests.config.samples import (
    KEY,
    MGN,
    dms,
    network,
    partner,
)

MISTAKES: list[Mistake] = [
    ({"migration": {"transfer": {"enabled": True}}}, "payments:migration.transfer.clientCidrs", "at least one network"),
    (
        {"migration": {"transfer": {"clientCidrs": ["0.0.0.0/0"]}}},
        "payments:migration.transfer.clientCidrs",
        "never the whole internet",
    ),
    (
        {"migration": {"transfer": {"clientCidrs": ["192.0.2.0/24"] * 2}}},
        "payments:migration.transfer.clientCidrs",
        "each entry once",
    ),
    (
        {"migration": {"transfer": {"users": [{"name": "bank", "publicKeys": ["ssh-dss AAAA"]}]}}},
        "payments:migration.transfer.users.0.publicKeys.0",
        "an OpenSSH public key",
    ),
    (
        {"migration": {"transfer": {"users": [{"name": "bank", "publicKeys": []}]}}},
        "payments:migration.transfer.users.0.publicKeys",
        "at least 1 item",
    ),
    (
        {"migration": {"transfer": {"users": [{"name": "bank", "publicKeys": [KEY]}] * 2}}},
        "payments:migration.transfer.users",
        "each entry once",
    ),
    (partner(name="me"), "payments:migration.transfer.users.0.name", "3 to 100"),
    (partner(name="b" * 101), "payments:migration.transfer.users.0.name", "3 to 100"),
    (partner(name=".bank"), "payments:migration.transfer.users.0.name", "the first none of @ . -"),
    (partner(name="bänk"), "payments:migration.transfer.users.0.name", "letters, digits and _ @ . -"),
    (partner(publicKeys=[KEY[:-4]]), "payments:migration.transfer.users.0.publicKeys.0", "ssh-rsa of 2048 bits"),
    (
        partner(publicKeys=[KEY.replace("ssh-ed25519 ", "ssh-rsa ")]),
        "payments:migration.transfer.users.0.publicKeys.0",
        "an OpenSSH public key: ssh-ed25519",
    ),
    (
        partner(publicKeys=[KEY, f"{KEY} once more"]),
        "payments:migration.transfer.users.0.publicKeys.1",
        "each key once; bank has it",
    ),
    ({"migration": {"dms": {"enabled": True}}}, "payments:migration.dms", "sourceCidr and sourceSecretArn"),
    (
        dms(reverse={"enabled": True}),
        "payments:migration.dms.reverse",
        "targetSecretArn where it is enabled",
    ),
    (
        dms(reverse={"targetSecretArn": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:old-AbCdEf"}),
        "payments:migration.dms.reverse.targetSecretArn",
        "the ARN of a secret in eu-west-2",
    ),
    (dms(reverse={"binlogHours": 169}), "payments:migration.dms.reverse.binlogHours", "168"),
    (dms(tableMappings="../rules.json"), "payments:migration.dms.tableMappings", "a file of this project"),
    (dms(tableMappings="gone.json"), "payments:migration.dms.tableMappings", "a file of this project"),
    (dms(tableMappings="README.md"), "payments:migration.dms.tableMappings", "JSON"),
    (
        dms(tableMappings="tests/config/wrong-mappings.json"),
        "payments:migration.dms.tableMappings: rules[0].rule-action",
        "include",
    ),
    (dms(tableMappings="a" * 256), "payments:migration.dms.tableMappings", "each part at most 100"),
    (dms(sourceAuthority="gone.pem"), "payments:migration.dms.sourceAuthority", "a file of this project"),
    (dms(sourceAuthority="a" * 256), "payments:migration.dms.sourceAuthority", "each part at most 100"),
    (dms(sourceAuthority="README.md"), "payments:migration.dms.sourceAuthority", "one certificate in PEM"),
    (dms(sourceAuthority="docs/runbooks"), "payments:migration.dms.sourceAuthority", "a file of this project"),
    (
        dms(sourceSecretArn="arn:aws:secretsmanager:us-east-1:123456789012:secret:s-AbCdEf"),
        "payments:migration.dms.sourceSecretArn",
        "the ARN of a secret in eu-west-2",
    ),
    (dms(task={"parallelTables": 50}), "payments:migration.dms.task.parallelTables", "less than or equal to 49"),
    (dms(task={"commitRate": 0}), "payments:migration.dms.task.commitRate", "greater than or equal to 1"),
    (dms(task={"inlineLobKib": "all"}), "payments:migration.dms.task.inlineLobKib", "a whole number"),
    (dms(task={"enableValidation": False}), "payments:migration.dms.task.enableValidation", "the key is unknown"),
    (dms(task={"lagSeconds": 0}), "payments:migration.dms.task.lagSeconds", "greater than or equal to 1"),
    (dms(capacityUnits=3), "payments:migration.dms.capacityUnits", "256 or 384"),
    (dms(sourceTls="none"), "payments:migration.dms.sourceTls", "'verify-ca' or 'verify-full'"),
    (dms(accountRoles="maybe"), "payments:migration.dms.accountRoles", "'create' or 'existing'"),
    ({"migration": {"dms": {"instanceClass": "t3"}}}, "payments:migration.dms.instanceClass", "dms.t3.medium"),
    ({"migration": {"dms": {"mode": "cloud"}}}, "payments:migration.dms.mode", "'provisioned' or 'serverless'"),
    ({"migration": {"mgn": {"enabled": True}}}, "payments:migration.mgn.sourceCidrs", "at least one network"),
    (
        {"migration": {"mgn": {"sourceCidrs": ["0.0.0.0/0"]}}},
        "payments:migration.mgn.sourceCidrs",
        "never the whole internet",
    ),
    (
        {"migration": {"mgn": {"sourceCidrs": ["10.0.8.0/24"] * 2}}},
        "payments:migration.mgn.sourceCidrs",
        "each entry once",
    ),
    (
        {"migration": {"mgn": MGN}} | network(gatewayEndpoints=[]),
        "payments:network.gatewayEndpoints",
        "a list with s3 where MGN is enabled",
    ),
    (
        {"migration": {"mgn": {"bandwidthLimit": 20000}}},
        "payments:migration.mgn.bandwidthLimit",
        "less than or equal to 10000",
    ),
    (
        {"migration": {"mgn": {"accountRoles": "adopt"}}},
        "payments:migration.mgn.accountRoles",
        "'create' or 'existing'",
    ),
    ({"migration": {"sms": {}}}, "payments:migration.sms", "did you mean dms?"),
]
