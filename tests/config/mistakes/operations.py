"""Mistakes in operations: production, experiments, sharing, recovery, objectives, costs."""

from tests.config.mistakes.mistake import Mistake
from tests.config.samples import PRODUCTION, container, function, network

PUBLIC = {"hostedZoneId": "Z0123456789ABCDEFGHIJ", "recordName": "payments.example.com"}
OF_OTHERS = "arn:aws:secretsmanager:eu-west-2:{}:secret:partner-token-AbCdEf"
PROFILE = "arn:aws:signer:{}:123456789012:/signing-profiles/payments_dev/AbCdEfGh12"
MISTAKES: list[Mistake] = [
    (
        PRODUCTION | network(dnsFirewall={"failOpen": True}),
        "payments:network.dnsFirewall.failOpen",
        "false in production, where no name is answered unjudged",
    ),
    (PRODUCTION | network(firewall={"enabled": False}), "payments:network.firewall.enabled", "true in production"),
    (
        PRODUCTION | network(dnsFirewall={"enabled": False}),
        "payments:network.dnsFirewall.enabled",
        "true in production",
    ),
    (PRODUCTION | {"alerts": {}}, "payments:alerts.emails", "at least one address in production"),
    (
        PRODUCTION | {"alerts": {"emails": ["a@example.com"]}},
        "payments:alerts.pagingEndpoint",
        "an address in production",
    ),
    (PRODUCTION | {"account": None}, "payments:account", "the number of production's account"),
    (PRODUCTION | {"logs": {}}, "payments:logs.retentionDays", "365 or more in production"),
    (PRODUCTION | {"database": {"multiAz": False}}, "payments:database.multiAz", "true in production"),
    (PRODUCTION | {"database": {"storageGib": 50}}, "payments:database.storageGib", "100 or more in production"),
    (
        PRODUCTION | {"database": {"backupRetentionDays": 3}},
        "payments:database.backupRetentionDays",
        "7 or more in production",
    ),
    (
        {"account": "123456789012"} | container(secrets={"TOKEN": OF_OTHERS.format("123456789012")}),
        "payments:container.secrets.TOKEN",
        "a secret whose name has -dev- in it",
    ),
    (
        container(secrets={f"TOKEN_{number}": f"{OF_OTHERS.format(number)}" for number in range(10**11, 10**11 + 60)}),
        "payments:container.secrets",
        "at most 4000 characters of their ARNs in all",
    ),
    (
        {"recovery": {"enabled": True, "approvers": [f"arn:aws:iam::123456789012:role/{n:0>40}" for n in range(26)]}},
        "payments:recovery.approvers",
        "at most 1800 characters of them in all",
    ),
    (
        {"database": {"engineVersion": "8.4.5", "replicaEngineVersion": "8.4.9"}},
        "payments:database.replicaEngineVersion",
        "nothing while there is no second region",
    ),
    (
        {"recovery": {"enabled": True, "witnessRegion": "eu-west-1"}},
        "payments:recovery.witnessRegion",
        "another region than eu-west-2 and eu-west-1",
    ),
    (
        {"recovery": {"enabled": True, "witnessRegion": "eu-west-2"}},
        "payments:recovery.witnessRegion",
        "another region than eu-west-2 and eu-west-1",
    ),
    (
        {"recovery": {"enabled": True}, "database": {"replicaEngineVersion": "8.4.9"}},
        "payments:database.replicaEngineVersion",
        "a minor version such as 8.4.9 here and at database.engineVersion",
    ),
    (
        {"recovery": {"enabled": True}, "database": {"engineVersion": "8.4.10", "replicaEngineVersion": "8.4.9"}},
        "payments:database.replicaEngineVersion",
        "8.4.10, or a newer one",
    ),
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
    ({"sharing": {"resources": ["databases"]}}, "payments:sharing.resources.0", "'firewall-rule-groups'"),
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
        network(firewall={"enabled": False}) | {"sharing": {"resources": ["firewall-rule-groups"]}},
        "payments:sharing.resources",
        "the firewall's parts only where network.firewall.enabled is true",
    ),
    ({"sharing": {"principals": ["partner"]}}, "payments:sharing.principals.0", "an account's 12 digits"),
    ({"recovery": {"enabled": True, "region": "eu-west-2"}}, "payments:recovery.region", "other than the first"),
    ({"recovery": {"enabled": True, "cidr": "172.16.0.0/16"}}, "payments:recovery.cidr", "a network apart from"),
    ({"recovery": {"enabled": True, "cidr": "10.0.0.0/16"}}, "payments:recovery.cidr", "apart from development's"),
    ({"recovery": {"enabled": True, "cidr": "172.18.0.0/17"}}, "payments:recovery.cidr", "a /16, as large as"),
    ({"recovery": {"active": "recovery"}}, "payments:recovery.active", "primary while there is no second region"),
    ({"recovery": {"enabled": True, "returning": True}}, "payments:recovery.returning", "only while recovery.active"),
    ({"recovery": {"recordName": "a.example.com"}}, "payments:recovery.hostedZoneId", "together, or neither"),
    ({"recovery": {"hostedZoneId": "example.com"}}, "payments:recovery.hostedZoneId", "the id of a Route 53 zone"),
    ({"recovery": {"recordName": ".example.com"}}, "payments:recovery.recordName", "a host name such as"),
    (
        {"recovery": {"enabled": True, **PUBLIC}},
        "payments:recovery.recordName",
        "a name only where container.enabled is true",
    ),
    ({"recovery": PUBLIC} | container(), "payments:recovery.recordName", "nothing while there is no second region"),
    (
        {"recovery": {"enabled": True, "container": "cold", **PUBLIC}} | container(),
        "payments:recovery.container",
        "warm where recovery.recordName turns to it",
    ),
    (
        {"recovery": {"enabled": True, **PUBLIC}} | container(platform="app-runner"),
        "payments:container.platform",
        "ecs-express where recovery.recordName is given",
    ),
    ({"recovery": {"container": "hot"}}, "payments:recovery.container", "'warm' or 'cold'"),
    ({"objectives": {"successPercent": 100}}, "payments:objectives.successPercent", "less than 100"),
    (
        {"objectives": {"successPercent": 93.05}},
        "payments:objectives.successPercent",
        "greater than or equal to 93.06",
    ),
    ({"objectives": {"latencyPercent": 50}}, "payments:objectives.latencyPercent", "greater than or equal to 93.06"),
    (
        {"objectives": {"latencyPercent": 97.4}, "payments": {"rollout": "Canary10Percent5Minutes"}},
        "payments:objectives.latencyPercent",
        "97.5 or more with payments.rollout Canary10Percent5Minutes",
    ),
    (
        {"objectives": {"latencyMilliseconds": 30_000}},
        "payments:objectives.latencyMilliseconds",
        "less than 30000, since payment-processor ends after its timeoutSeconds, 30",
    ),
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
    (
        {"signing": {"profiles": ["payments"]}},
        "payments:signing.profiles.0",
        "the ARN of a signing profile's version",
    ),
    (
        {"signing": {"profiles": [PROFILE.format("eu-west-1")]}},
        "payments:signing.profiles",
        "one of eu-west-2 too",
    ),
    (
        {"signing": {"profiles": [PROFILE.format("eu-west-2")] * 2}},
        "payments:signing.profiles.1",
        "one profile in each region",
    ),
    (
        {"recovery": {"enabled": True}, "signing": {"profiles": [PROFILE.format("eu-west-2")]}},
        "payments:signing.profiles",
        "one of eu-west-1 too",
    ),
    (
        {"signing": {"layerProfiles": [PROFILE.format("eu-west-2")]}},
        "payments:signing.layerProfiles.0",
        "one of a region that has a profile at signing.profiles",
    ),
    (
        {"signing": {"profiles": [PROFILE.format("eu-west-2")], "layerProfiles": [PROFILE.format("eu-west-2")] * 20}},
        "payments:signing.layerProfiles",
        "at most 19 of a region",
    ),
    (
        {
            "signing": {"profiles": [PROFILE.format("eu-west-2")]},
            "tags": {"extra": {f"Team{number}": "payments" for number in range(5)}},
        },
        "payments:tags.extra",
        "at most 4 where code is signed",
    ),
]
