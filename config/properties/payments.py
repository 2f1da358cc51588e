"""What the settings of the payment functions, the flags and the container become."""

from collections.abc import Mapping

from config.properties.property import Property, none

_QUEUE = "sqs.CreateQueue.Attributes"
_SERVICE = "ecs.CreateExpressGatewayService"
_CRON = "events.PutRule.ScheduleExpression"
PROPERTIES: Mapping[str, Property] = {
    "payments.functions[].name": Property(
        "lambda.CreateFunction.FunctionName", "a part of names that hold lower-case words alone"
    ),
    "payments.functions[].handler": Property("lambda.CreateFunction.Handler", "how Python's runtime names a function"),
    "payments.functions[].source": none("the folder that is packed"),
    "payments.functions[].environment": Property(
        "lambda.CreateFunction.Environment.Variables.key", "4 KB in all, no name that Lambda or the program sets"
    ),
    "payments.functions[].memoryMb": Property(
        "lambda.CreateFunction.MemorySize", "Lambda's quotas: more is for functions on managed instances"
    ),
    "payments.functions[].timeoutSeconds": Property(
        "lambda.CreateFunction.Timeout", "Lambda's quotas: more is for functions on managed instances"
    ),
    "payments.functions[].reservedConcurrency": Property(
        "lambda.PutFunctionConcurrency.ReservedConcurrentExecutions", "1 at least: with 0 no payment would be made"
    ),
    "payments.functions[].trigger": none("decides which resources exist"),
    "payments.functions[].schedule": Property(_CRON),
    "payments.queue.retentionDays": Property(_QUEUE, "dead letters are kept for 14 days, which count from the first"),
    "payments.queue.maxReceiveCount": Property(_QUEUE),
    "payments.queue.batchSize": Property(
        "lambda.CreateEventSourceMapping.BatchSize", "10 is SQS's largest batch without a wait"
    ),
    "payments.audit.hour": Property(_CRON, "half past a whole hour, once a night"),
    "payments.audit.nights": none("a variable of the audit's function"),
    "payments.accountConcurrencyLimit": none("the account's quota, which Service Quotas raises"),
    "payments.rollout": Property(
        "codedeploy.CreateDeploymentGroup.deploymentConfigName", "the paces within which an alarm can still end it"
    ),
    "flags.folder": none("the folder of the flags' content"),
    "flags.rolloutMinutes": Property("appconfig.CreateDeploymentStrategy.DeploymentDurationInMinutes"),
    "flags.bakeMinutes": Property("appconfig.CreateDeploymentStrategy.FinalBakeTimeInMinutes"),
    "flags.growthPercent": Property("appconfig.CreateDeploymentStrategy.GrowthFactor"),
    "flags.agentLayerArn": Property(
        "lambda.CreateFunction.Layers", "a layer of an account, whose region can be compared with the stack's"
    ),
    "container.enabled": none("decides which resources exist"),
    "container.platform": none("decides which resources exist"),
    "container.image": Property(
        f"{_SERVICE}.primaryContainer.image",
        "with its registry, which is asked for it; but for ECR its hosts are in network.firewall.allowedDomains",
    ),
    "container.port": Property(f"{_SERVICE}.primaryContainer.containerPort"),
    "container.healthCheckPath": Property(f"{_SERVICE}.healthCheckPath"),
    "container.cpu": Property(f"{_SERVICE}.cpu", "what both platforms offer"),
    "container.memoryMb": Property(f"{_SERVICE}.memory", "what either platform offers"),
    "container.minimumTasks": Property(f"{_SERVICE}.scalingTarget.minTaskCount", "1 at least, and 100 are plenty"),
    "container.maximumTasks": Property(f"{_SERVICE}.scalingTarget.maxTaskCount", "1 at least, and 100 are plenty"),
    "container.secrets": Property(
        f"{_SERVICE}.primaryContainer.secrets.valueFrom",
        "whole ARNs of secrets: policies name the same ones, as many as a role has room for",
    ),
}
