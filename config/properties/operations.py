"""What the settings of the stack itself become: names, tags, alerts, protection, sharing, costs."""

from collections.abc import Mapping

from config.properties.property import Property, none

_SWITCH = "decides which resources exist"
_OBJECTIVE = "the thresholds and expressions of alarms are computed from it"
_EXPRESSION = "ce.CreateAnomalySubscription.AnomalySubscription.ThresholdExpression.Dimensions.Values"
_PUBLISHERS = "lambda.CreateCodeSigningConfig.AllowedPublishers.SigningProfileVersionArns"
PROPERTIES: Mapping[str, Property] = {
    "signing.profiles": Property(_PUBLISHERS, "profiles of AWS Signer with their version, in the stack's regions"),
    "signing.layerProfiles": Property(_PUBLISHERS, "profiles of AWS Signer with their version"),
    "environment": Property("ec2.CreateTags.Tags.Value", "rules hold for these three alone"),
    "suffix": Property(
        "iam.CreateRole.RoleName", "the end of every name, of which the shortest may have 32 characters"
    ),
    "region": none("the regions whose firewall groups, layers and classes have been checked"),
    "account": none("compared with what STS says"),
    "tags.costCenter": Property("ec2.CreateTags.Tags.Value", "not empty, since finance searches by it"),
    "tags.owner": Property("ec2.CreateTags.Tags.Value", "not empty, since operations search by it"),
    "tags.extra": Property(
        "ec2.CreateTags.Tags.Key", "what every service takes; 50 of one resource, of which six are set"
    ),
    "alerts.emails": Property("sns.Subscribe.Endpoint", "what has no @ can't be an address of the protocol email"),
    "alerts.pagingEndpoint": Property(
        "sns.Subscribe.Endpoint", "the protocol https, since what pages is no secret else"
    ),
    "logs.retentionDays": Property(
        "logs.PutRetentionPolicy.retentionInDays", "two years at most: what is older costs more"
    ),
    "protection.deletionProtection": Property("rds.CreateDBInstance.DeletionProtection"),
    "protection.keyDeletionDays": Property("kms.ScheduleKeyDeletion.PendingWindowInDays", guide=(7, 30)),
    "protection.secretRecoveryDays": Property("secretsmanager.DeleteSecret.RecoveryWindowInDays"),
    "sharing.enabled": none(_SWITCH),
    "sharing.principals": Property(
        "ram.CreateResourceShare.principals", "accounts and organizations: RAM gives roles and users few types alone"
    ),
    "sharing.resources": Property("ram.CreateResourceShare.resourceArns", "what of this stack can be shared"),
    "sharing.insideOrganization": Property("ram.CreateResourceShare.allowExternalPrincipals"),
    "objectives.successPercent": none(_OBJECTIVE),
    "objectives.latencyMilliseconds": none(_OBJECTIVE),
    "objectives.latencyPercent": none(_OBJECTIVE),
    "costs.monthlyBudgetUsd": Property("budgets.CreateBudget.Budget.BudgetLimit.Amount", "whole dollars"),
    "costs.anomalyThresholdUsd": Property(_EXPRESSION, "whole dollars"),
    "costs.payerAccount": none(_SWITCH),
    "costs.anomalyMonitorArn": Property(
        "ce.CreateAnomalySubscription.AnomalySubscription.MonitorArnList", "of the partition aws, as all regions are"
    ),
    "chaos.enabled": none(_SWITCH),
    "chaos.zone": Property("ec2.CreateSubnet.AvailabilityZone", "the letters that the address plan has a place for"),
    "chaos.extensionLayerArn": Property(
        "lambda.CreateFunction.Layers", "a layer of an account, whose region can be compared with the stack's"
    ),
}
