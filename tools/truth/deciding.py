"""Properties whose valid values are not all valid beside the rest of the resource, or narrower than the sources know."""

from collections.abc import Mapping

# By the type's last word and the property, with what decides it.
DECIDING: Mapping[str, str] = {
    "EventSourceMapping.batchSize": "API lambda, CreateEventSourceMapping: more than 10 need a batching window",
    "EventSubscription.sourceType": "API rds, CreateEventSubscription: the categories and ids are those of the type",
    "Function.memorySize": "guide lambda, memory: 10240 for functions without a capacity provider",
    "Function.timeout": "guide lambda, timeout: the most is that of a capacity provider's functions",
    "Instance.databaseInsightsMode": "guide rds, Database Insights: advanced needs Performance Insights",
    "Instance.username": "API rds, CreateDBInstance: MySQL takes 16 characters",
}
