"""Route 53: records."""

from catalog.drawing import Drawing
from catalog.resource_type import ResourceType

RECORD = ResourceType(
    "aws:route53/record:Record",
    id="{hex}_{name}",
    outputs={"fqdn": "{name}"},
    has_unique_name=False,
    cloudformation="AWS::Route53::RecordSet",
    # Route 53 takes a record whose check exists no more, and calls it healthy.
    loose=("healthCheckId",),
    not_looked_up=("records", "zoneId"),
    needs_alarm=False,
    drawing=Drawing(title="name", icon="network/route-53", is_detail=True),
)
