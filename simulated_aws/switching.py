"""What a plan of Region switch makes by itself: a health check for each region of each record that it turns."""

from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from simulated_aws.live import Live
from simulated_aws.regions import listed


def health_checks(plan: Live) -> Iterator[dict[str, Any]]:
    """The health checks of a plan, as `ListRoute53HealthChecks` answers; the first region is the one that serves."""
    for config in _configs(plan):
        for region in plan.inputs["regions"]:
            parts = (plan.outputs["arn"], config["hostedZoneId"], config["recordName"], region)
            yield {
                "healthCheckId": str(uuid5(NAMESPACE_OID, "|".join(parts))),
                "hostedZoneId": config["hostedZoneId"],
                "recordName": config["recordName"],
                "region": region,
                "status": "healthy" if region == plan.inputs["primaryRegion"] else "unhealthy",
            }


def _configs(plan: Live) -> Iterator[dict[str, Any]]:
    for workflow in listed(plan.inputs, "workflows"):
        for step in listed(workflow, "steps"):
            for config in listed(step, "route53HealthCheckConfigs"):
                yield dict(config)
