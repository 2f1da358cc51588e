"""The configuration: what is read, and every mistake refused with a message of its own."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from config.load import ConfigError, StackConfig
from config.project import PROJECT
from config.rules.network import REQUIRED_ENDPOINTS
from tests.support.graph import STACKS, build_stack

GOOD: dict[str, Any] = {"environment": "development"}
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
PROCESSOR = {"name": "processor", "handler": "lambda_src.handler.handle", "trigger": "queue"}
PRODUCTION = {
    "environment": "production",
    "alerts": {"emails": ["a@example.com"]},
    "logs": {"retentionDays": 400},
}
RULE = "rules[0].rule-action"
DMS_SOURCE = {"sourceCidr": "10.0.0.0/16", "sourceSecretArn": "arn:aws:secretsmanager:eu-west-2:123456789012:secret:s"}
MGN = {"enabled": True, "sourceCidrs": ["10.0.8.0/24"]}


def network(**keys: Any) -> dict[str, Any]:
    return {"network": keys}


def function(**keys: Any) -> dict[str, Any]:
    return {"payments": {"functions": [PROCESSOR | keys]}}


def partner(**keys: Any) -> dict[str, Any]:
    return {"migration": {"transfer": {"users": [{"name": "bank", "publicKeys": [KEY]} | keys]}}}


def copied(**keys: Any) -> dict[str, Any]:
    return {"migration": {"dms": {"enabled": True} | DMS_SOURCE | keys}}


def container(**keys: Any) -> dict[str, Any]:
    image = "123456789012.dkr.ecr.eu-west-2.amazonaws.com/payments/intake:1"
    return {"container": {"enabled": True, "image": image} | keys}


# Each with the key that the message has to name, and words of what is allowed.
BAD: list[tuple[dict[str, Any], str, str]] = [
    ({"environment": "test"}, "payments:environment", "'development', 'staging' or 'production'"),
    ({"environment": None}, "payments:environment", "'development', 'staging' or 'production'"),
    ({"region": "us-east-1"}, "payments:region", "'eu-west-1', 'eu-west-2' or 'eu-central-1'"),
    ({"region": "eu-west-2a"}, "payments:region", "'eu-west-1', 'eu-west-2' or 'eu-central-1'"),
    ({"suffix": "Production"}, "payments:suffix", "lower-case words"),
    ({"suffix": "a-very-long-suffix"}, "payments:suffix", "at most 12 characters"),
    ({"account": 123456789012}, "payments:account", "digits need quotes"),
    ({"account": "1234"}, "payments:account", "12 digits"),
    ({"netwrok": {}}, "payments:netwrok", "did you mean network?"),
    ({"tags": {"costCentre": "x"}}, "payments:tags.costCentre", "did you mean costCenter?"),
    ({"tags": {"owner": ""}}, "payments:tags.owner", "at least 1 character"),
    ({"tags": {"extra": ["a"]}}, "payments:tags.extra", "a mapping"),
    ({"alerts": {"emails": ["nobody"]}}, "payments:alerts.emails.0", "an e-mail address"),
    ({"alerts": {"emails": "a@example.com"}}, "payments:alerts.emails", "a list"),
    ({"alerts": ["a@example.com"]}, "payments:alerts", "a mapping with the keys emails"),
    ({"logs": {"retentionDays": 31}}, "payments:logs.retentionDays", "30, 60"),
    ({"protection": {"keyDeletionDays": 6}}, "payments:protection.keyDeletionDays", "greater than or equal to 7"),
    ({"protection": {"keyDeletionDays": 31}}, "payments:protection.keyDeletionDays", "less than or equal to 30"),
    ({"protection": {"deletionProtection": "maybe"}}, "payments:protection.deletionProtection", "true or false"),
    ({"protection": {"secretRecoveryDays": 3}}, "payments:protection.secretRecoveryDays", "0, or 7 to 30"),
    (network(cidr="172.16.0.1/16"), "payments:network.cidr", "no bits set after the prefix"),
    (network(cidr="172.16.0.0/33"), "payments:network.cidr", "a network such as"),
    (network(cidr="10.0.0.0/16"), "payments:network.cidr", "apart from development's 10.0.0.0/16"),
    (network(cidr="10.0.0.0/8"), "payments:network.cidr", "a /16 to a /28"),
    (network(cidr="172.16.0.0/20"), "payments:network.subnets.private", "a block inside 172.16.0.0/20"),
    (network(zones=["a"]), "payments:network.zones", "at least 2 items"),
    (network(zones=["a", "b", "c", "a"]), "payments:network.zones", "at most 3 items"),
    (network(zones=["a", "a"]), "payments:network.zones", "each entry once"),
    (network(zones=["a", "d"]), "payments:network.zones.1", "'a', 'b' or 'c'"),
    (network(natGateways=2), "payments:network.natGateways", "'one-per-zone' or 'one'"),
    (network(interfaceEndpoints=["kms"]), "payments:network.interfaceEndpoints", "a list with at least"),
    (network(interfaceEndpoints=["com.amazonaws.eu-west-2 kms"]), "payments:network.interfaceEndpoints.0", "service"),
    (network(gatewayEndpoints=["sqs"]), "payments:network.gatewayEndpoints.0", "'dynamodb' or 's3'"),
    (network(gatewayEndpoints=["s3", "s3"]), "payments:network.gatewayEndpoints", "each entry once"),
    (network(firewall={"allowedDomains": ["https://x.com"]}), "payments:network.firewall.allowedDomains.0", "a domain"),
    (network(firewall={"allowedDomains": ["*.x.com"]}), "payments:network.firewall.allowedDomains.0", "a domain"),
    (
        network(firewall={"enabled": False, "allowedDomains": [".x.com"]}),
        "payments:network.firewall.allowedDomains",
        "nothing while the firewall is off",
    ),
    (network(firewall={"threatGroups": ["BotNet"]}), "payments:network.firewall.threatGroups", "StrictOrder"),
    (network(firewall={"enable": True}), "payments:network.firewall.enable", "did you mean enabled?"),
    (
        network(subnets={"public": "172.16.0.0/24", "firewall": "172.16.10.0/24", "private": "172.16.64.0/20"}),
        "payments:network.subnets.isolated",
        "this key is required",
    ),
    (
        network(
            subnets={
                "public": "172.16.0.0/24",
                "firewall": "172.16.1.0/24",
                "private": "172.16.64.0/20",
                "isolated": "172.16.30.0/24",
            }
        ),
        "payments:network.subnets.public",
        "apart from subnets.firewall's 172.16.1.0/24",
    ),
    (
        network(
            subnets={
                "public": "172.16.0.0/24",
                "firewall": "172.16.10.0/29",
                "private": "172.16.64.0/20",
                "isolated": "172.16.30.0/24",
            }
        ),
        "payments:network.subnets.firewall",
        "a /28 or larger",
    ),
    (PRODUCTION | network(firewall={"enabled": False}), "payments:network.firewall.enabled", "true in production"),
    (PRODUCTION | {"alerts": {}}, "payments:alerts.emails", "at least one address in production"),
    (PRODUCTION | {"logs": {}}, "payments:logs.retentionDays", "365 or more in production"),
    (PRODUCTION | {"database": {"multiAz": False}}, "payments:database.multiAz", "true in production"),
    (PRODUCTION | {"database": {"storageGib": 50}}, "payments:database.storageGib", "100 or more in production"),
    (
        PRODUCTION | {"database": {"backupRetentionDays": 3}},
        "payments:database.backupRetentionDays",
        "7 or more in production",
    ),
    ({"database": {"engineVersion": "8.0"}}, "payments:database.engineVersion", "8.4"),
    ({"database": {"instanceClass": "t3.medium"}}, "payments:database.instanceClass", "such as db.t3.medium"),
    ({"database": {"storageGib": 10}}, "payments:database.storageGib", "greater than or equal to 20"),
    ({"database": {"storageGib": "lots"}}, "payments:database.storageGib", "a whole number"),
    ({"database": {"port": 70000}}, "payments:database.port", "less than or equal to 65535"),
    ({"database": {"backupRetentionDays": 0}}, "payments:database.backupRetentionDays", "greater than or equal to 1"),
    ({"database": {"monitoringIntervalSeconds": 45}}, "payments:database.monitoringIntervalSeconds", "30 or 60"),
    ({"database": {"backupWindow": "2am"}}, "payments:database.backupWindow", "hh:mm-hh:mm"),
    ({"database": {"backupWindow": "02:00-02:10"}}, "payments:database.backupWindow", "at least 30 minutes"),
    ({"database": {"maintenanceWindow": "sunday"}}, "payments:database.maintenanceWindow", "sun:03:30-sun:04:30"),
    (
        {"database": {"backupWindow": "04:00-05:00"}},
        "payments:database.maintenanceWindow",
        "apart from database.backupWindow",
    ),
    (
        {"database": {"maintenanceWindow": "sun:23:30-mon:02:30"}},
        "payments:database.maintenanceWindow",
        "apart from database.backupWindow",
    ),
    ({"rotation": {"days": 0}}, "payments:rotation.days", "greater than or equal to 1"),
    ({"rotation": {"passwordLength": 15}}, "payments:rotation.passwordLength", "greater than or equal to 16"),
    (function(name="Payment_Processor"), "payments:payments.functions.0.name", "lower-case words"),
    (function(handler="handler"), "payments:payments.functions.0.handler", "module.function"),
    (function(source="../elsewhere"), "payments:payments.functions.0.source", "a folder of this project"),
    (function(memoryMb=64), "payments:payments.functions.0.memoryMb", "greater than or equal to 128"),
    (function(timeoutSeconds=901), "payments:payments.functions.0.timeoutSeconds", "less than or equal to 900"),
    (function(reservedConcurrency=0), "payments:payments.functions.0.reservedConcurrency", "greater than"),
    (function(reservedConcurrency=950), "payments:payments.functions.reservedConcurrency", "at most 899 together"),
    (function(environment={"1A": "x"}), "payments:payments.functions.0.environment.1A", "after a letter"),
    (function(trigger="schedule"), "payments:payments.functions.processor.schedule", "where the trigger is schedule"),
    (function(schedule="rate(1 day)"), "payments:payments.functions.processor.schedule", "where the trigger is"),
    (function(trigger="schedule", schedule="daily"), "payments:payments.functions.0.schedule", "rate(...) or cron"),
    ({"payments": {"functions": [PROCESSOR, PROCESSOR]}}, "payments:payments.functions", "each entry once"),
    ({"payments": {"queue": {"batchSize": 11}}}, "payments:payments.queue.batchSize", "less than or equal to 10"),
    (
        {"payments": {"accountConcurrencyLimit": 10}},
        "payments:payments.functions.reservedConcurrency",
        "at most 0 together",
    ),
    ({"flags": {"growthPercent": 0}}, "payments:flags.growthPercent", "greater than or equal to 1"),
    ({"flags": {"agentLayerArn": "layer"}}, "payments:flags.agentLayerArn", "an ARN"),
    (
        {"flags": {"agentLayerArn": "arn:aws:lambda:eu-west-1:434848589818:layer:AWS-AppConfig-Extension-Arm64:244"}},
        "payments:flags.agentLayerArn",
        "a Lambda layer of eu-west-2",
    ),
    ({"flags": {"folder": "../flags"}}, "payments:flags.folder", "a folder of this project"),
    ({"container": {"enabled": True}}, "payments:container.image", "where the container is enabled"),
    ({"container": {"image": "nginx"}}, "payments:container.image", "registry/repository"),
    ({"container": {"platform": "fargate"}}, "payments:container.platform", "'ecs-express' or 'app-runner'"),
    ({"container": {"cpu": 300}}, "payments:container.cpu", "256"),
    ({"container": {"memoryMb": 4096}}, "payments:container.memoryMb", "512 to 2048 with cpu 256"),
    ({"container": {"minimumTasks": 5}}, "payments:container.minimumTasks", "at most container.maximumTasks"),
    (container(platform="app-runner", image="public.ecr.aws/a/b:1"), "payments:container.image", "a private ECR"),
    (container(platform="app-runner", memoryMb=2048), "payments:container.memoryMb", "512 or 1024 with cpu 256"),
    (container(platform="app-runner", maximumTasks=26), "payments:container.maximumTasks", "at most 25"),
    (container(), "payments:network.interfaceEndpoints", "ecr.api where the container is enabled"),
    (container() | network(gatewayEndpoints=[]), "payments:network.gatewayEndpoints", "the layers of ECR images"),
    (container(secrets={"TOKEN": "plain"}), "payments:container.secrets.TOKEN", "ARN"),
    ({"container": {"healthCheckPath": "health"}}, "payments:container.healthCheckPath", "starts with /"),
    ({"migration": {"transfer": {"enabled": True}}}, "payments:migration.transfer.clientCidrs", "at least one network"),
    (
        {"migration": {"transfer": {"clientCidrs": ["0.0.0.0/0"]}}},
        "payments:migration.transfer.clientCidrs",
        "never the whole internet",
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
    (
        {"migration": {"transfer": {"enabled": True, "clientCidrs": ["192.0.2.0/24"]}}},
        "payments:network.interfaceEndpoints",
        "a list with transfer too where SFTP is enabled",
    ),
    (partner(name="me"), "payments:migration.transfer.users.0.name", "3 characters or more"),
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
    (copied(tableMappings="../rules.json"), "payments:migration.dms.tableMappings", "a file of this project"),
    (copied(tableMappings="gone.json"), "payments:migration.dms.tableMappings", "a file of this project"),
    (copied(tableMappings="README.md"), "payments:migration.dms.tableMappings", "JSON"),
    (
        copied(tableMappings="tests/components/migration/dms/wrong.json"),
        f"payments:migration.dms.tableMappings: {RULE}",
        "include",
    ),
    (copied(sourceAuthority="gone.pem"), "payments:migration.dms.sourceAuthority", "a file of this project"),
    (
        copied(sourceSecretArn="arn:aws:secretsmanager:us-east-1:123456789012:secret:s"),
        "payments:migration.dms.sourceSecretArn",
        "the ARN of a secret in eu-west-2",
    ),
    (copied(task={"parallelTables": 50}), "payments:migration.dms.task.parallelTables", "less than or equal to 49"),
    (copied(task={"commitRate": 0}), "payments:migration.dms.task.commitRate", "greater than or equal to 1"),
    (copied(task={"inlineLobKib": "all"}), "payments:migration.dms.task.inlineLobKib", "a whole number"),
    (copied(task={"enableValidation": False}), "payments:migration.dms.task.enableValidation", "the key is unknown"),
    (copied(task={"lagSeconds": 0}), "payments:migration.dms.task.lagSeconds", "greater than or equal to 1"),
    (copied(capacityUnits=3), "payments:migration.dms.capacityUnits", "256 or 384"),
    (copied(sourceTls="none"), "payments:migration.dms.sourceTls", "'verify-ca' or 'verify-full'"),
    (copied(accountRoles="maybe"), "payments:migration.dms.accountRoles", "'create' or 'existing'"),
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
        {"migration": {"mgn": MGN}} | network(interfaceEndpoints=[*REQUIRED_ENDPOINTS, "mgn"]),
        "payments:network.interfaceEndpoints",
        "a list with ec2 where MGN is enabled",
    ),
    (
        {"migration": {"mgn": MGN}} | network(interfaceEndpoints=[*REQUIRED_ENDPOINTS, "ec2"]),
        "payments:network.interfaceEndpoints",
        "a list with mgn where MGN is enabled",
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
    ({"chaos": {"enabled": "sometimes"}}, "payments:chaos.enabled", "true or false"),
    ({"chaos": {"enabled": True, "zone": "c"}}, "payments:chaos.zone", "one of network.zones, a, b"),
    ({"chaos": {"zone": "d"}}, "payments:chaos.zone", "'a', 'b' or 'c'"),
    (
        {"chaos": {"enabled": True}, "database": {"multiAz": False}},
        "payments:database.multiAz",
        "true where chaos is enabled",
    ),
    (
        {"chaos": {"enabled": True}, **network(gatewayEndpoints=[])},
        "payments:network.gatewayEndpoints",
        "a list with s3 where chaos is enabled",
    ),
    (
        {
            "chaos": {
                "enabled": True,
                "extensionLayerArn": "arn:aws:lambda:us-east-1:111122223333:layer:aws-fis-extension-arm64:9",
            }
        },
        "payments:chaos.extensionLayerArn",
        "a Lambda layer of eu-west-2",
    ),
    (
        {"chaos": {"enabled": True}, **function(environment={"AWS_LAMBDA_EXEC_WRAPPER": "/opt/otel-instrument"})},
        "payments:payments.functions.processor.environment.AWS_LAMBDA_EXEC_WRAPPER",
        "no such variable where chaos is enabled",
    ),
    ({"sharing": {"enabled": True}}, "payments:sharing.resources", "at least one resource"),
    ({"sharing": {"resources": ["databases"]}}, "payments:sharing.resources.0", "'firewall-policy'"),
    ({"sharing": {"resources": ["subnets"]}}, "payments:sharing.resources", "insideOrganization: true"),
    (
        {"sharing": {"principals": ["123456789012"]}},
        "payments:sharing.principals",
        "some only with sharing.insideOrganization: true",
    ),
    (
        {"sharing": {"principals": ["123456789012"] * 2, "insideOrganization": True}},
        "payments:sharing.principals",
        "each entry once",
    ),
    ({"sharing": {"resources": ["prefix-lists"] * 2}}, "payments:sharing.resources", "each entry once"),
    (
        network(firewall={"enabled": False}) | {"sharing": {"resources": ["firewall-policy"]}},
        "payments:sharing.resources",
        "the firewall's parts only where network.firewall.enabled is true",
    ),
    ({"sharing": {"principals": ["partner"]}}, "payments:sharing.principals.0", "an account's 12 digits"),
    ({"recovery": {"enabled": True, "region": "eu-west-2"}}, "payments:recovery.region", "other than the first"),
    ({"recovery": {"enabled": True, "cidr": "172.16.0.0/16"}}, "payments:recovery.cidr", "a network apart from"),
    ({"recovery": {"enabled": True, "cidr": "10.0.0.0/16"}}, "payments:recovery.cidr", "apart from development's"),
    ({"recovery": {"enabled": True, "cidr": "172.17.0.0/17"}}, "payments:recovery.cidr", "a /16, as large as"),
    ({"recovery": {"active": "recovery"}}, "payments:recovery.active", "primary while there is no second region"),
    ({"recovery": {"enabled": True, "returning": True}}, "payments:recovery.returning", "only while recovery.active"),
    ({"recovery": {"recordName": "a.example.com"}}, "payments:recovery.hostedZoneId", "together, or neither"),
    ({"recovery": {"hostedZoneId": "example.com"}}, "payments:recovery.hostedZoneId", "the id of a Route 53 zone"),
    ({"recovery": {"recordName": ".example.com"}}, "payments:recovery.recordName", "a host name such as"),
    ({"objectives": {"successPercent": 100}}, "payments:objectives.successPercent", "less than 100"),
    ({"costs": {"monthlyBudgetUsd": 0}}, "payments:costs.monthlyBudgetUsd", "greater than or equal to 1"),
    ({"costs": {"monthlyBudgetUsd": 99.5}}, "payments:costs.monthlyBudgetUsd", "a whole number"),
    (
        {"costs": {"monthlyBudgetUsd": 40}},
        "payments:costs.anomalyThresholdUsd",
        "at most costs.monthlyBudgetUsd, 40",
    ),
    (
        {"costs": {"anomalyMonitorArn": "arn:aws:ce::111122223333:anomalysubscription/1"}},
        "payments:costs.anomalyMonitorArn",
        "the ARN of a cost anomaly monitor",
    ),
    (
        {"costs": {"payerAccount": True, "anomalyMonitorArn": "arn:aws:ce::111122223333:anomalymonitor/1"}},
        "payments:costs.anomalyMonitorArn",
        "nothing with costs.payerAccount",
    ),
]


@pytest.mark.parametrize(("change", "key", "allowed"), BAD)
def test_a_mistake_is_refused_with_its_key_and_what_is_allowed(change: dict[str, Any], key: str, allowed: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        StackConfig.parse("dev", GOOD | change)
    about = [mistake for mistake in refusal.value.mistakes if mistake.startswith(f"{key}: ")]
    assert about, refusal.value
    assert any(allowed in mistake for mistake in about), about


def test_every_bad_configuration_has_a_message_of_its_own() -> None:
    def message(change: dict[str, Any]) -> str:
        with pytest.raises(ConfigError) as refusal:
            StackConfig.parse("dev", GOOD | change)
        return str(refusal.value)

    messages = [message(change) for change, _, _ in BAD]
    assert len(set(messages)) == len(BAD) >= 60


def test_all_mistakes_are_listed_at_once() -> None:
    values = {"environment": "production", "netwrok": {}, "rotation": {"days": 0}, "network": {"cidr": "10.0.0.0/16"}}
    with pytest.raises(ConfigError) as refusal:
        StackConfig.parse("prod", values)
    keys = [mistake.split(": ")[0] for mistake in refusal.value.mistakes]
    assert keys == [
        "payments:netwrok",
        "payments:rotation.days",
        "payments:network.cidr",
        "payments:alerts.emails",
        "payments:logs.retentionDays",
    ]
    assert str(refusal.value).startswith("The configuration of stack prod (Pulumi.prod.yaml) has 5 mistakes:")


def test_nothing_but_the_environment_is_required() -> None:
    config = StackConfig.parse("dev", GOOD)
    assert config.region == "eu-west-2"
    assert config.suffix == "dev"
    assert str(config.network.cidr) == "172.16.0.0/16"
    assert config.payments.functions[0].reserved_concurrency == 50
    with pytest.raises(ConfigError, match=r"payments:environment: nothing is given|payments:environment: null"):
        StackConfig.parse("dev", {})


def test_values_are_frozen() -> None:
    config = StackConfig.parse("dev", GOOD)
    with pytest.raises(ValueError, match="frozen"):
        config.region = "eu-west-1"  # pyright: ignore[reportAttributeAccessIssue] (it must fail)


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_file_reads_the_same_from_disk_and_from_the_engine(stack: str) -> None:
    path = PROJECT / f"Pulumi.{stack}.yaml"
    content = yaml.safe_load(path.read_text())["config"]
    from_engine = StackConfig.parse(stack, {key.removeprefix("payments:"): value for key, value in content.items()})
    assert StackConfig.from_file(path) == from_engine


def test_the_program_ends_with_the_list_of_mistakes() -> None:
    with pytest.raises(Exception, match=r"payments:network\.zones: .* is refused; allowed: .*at least 2 items"):
        build_stack("dev", changes={"payments:network": {"zones": ["a"]}})


def test_other_namespaces_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_text("config:\n  aws:region: eu-west-1\n  payments:environment: development\n")
    assert StackConfig.from_file(path).region == "eu-west-2"


def test_the_services_that_are_on_decide_the_traffic() -> None:
    quiet = StackConfig.parse("dev", GOOD).traffic
    assert (quiet.internet, quiet.container_port, quiet.dms_source) == (False, None, None)
    assert (quiet.sftp_clients, quiet.replication_sources) == ((), ())
    busy = StackConfig.parse(
        "dev",
        GOOD
        | network(
            firewall={"allowedDomains": [".example.com"]},
            interfaceEndpoints=[*REQUIRED_ENDPOINTS, "ec2", "logs", "mgn", "transfer"],
        )
        | {"container": {"enabled": True, "image": "registry.example.com/payments:1"}}
        | {
            "migration": {
                "transfer": {"enabled": True, "clientCidrs": ["198.51.100.0/24"]},
                "dms": {"enabled": True, **DMS_SOURCE},
                "mgn": MGN,
            }
        },
    ).traffic
    assert (busy.internet, busy.container_port) == (True, 8080)
    # The load balancer stands in the private subnets.
    assert [str(cidr) for cidr in busy.container_clients] == ["172.16.64.0/20", "172.16.80.0/20"]
    assert busy.dms_source is not None
    assert busy.dms_source[1] == 3306
    assert [str(cidr) for cidr in (*busy.sftp_clients, *busy.replication_sources)] == ["198.51.100.0/24", "10.0.8.0/24"]
