"""CloudWatch, CloudWatch Logs and EventBridge, which Pulumi keeps in one module."""

from catalog.drawing import Drawing, Link
from catalog.price import LIST, Inputs, Price
from catalog.resource_type import ResourceType
from catalog.service import Service

CLOUDWATCH = Service(
    "cloudwatch",
    read=("Describe*", "Get*", "List*"),
    deploy=("Delete*", "Put*", "*agResource"),
)
EVENTS = Service(
    "events",
    read=("Describe*", "List*"),
    deploy=("DeleteRule", "PutRule", "PutTargets", "RemoveTargets", "*agResource"),
)
LOGS = Service(
    "logs",
    read=("Describe*", "GetDataProtectionPolicy", "GetLogDelivery", "List*"),
    deploy=("*ssociate*", "Create*", "Delete*", "Put*", "*agResource", "Update*"),
)


def _metrics(inputs: Inputs) -> float:
    return sum(1 for query in inputs.get("metricQueries") or () if query.get("metric")) or 1


COMPOSITE_ALARM = ResourceType(
    "aws:cloudwatch/compositeAlarm:CompositeAlarm",
    id="{name}",
    arn="arn:aws:cloudwatch:{region}:{account}:alarm:{name}",
    named_by="alarmName",
    cloudformation="AWS::CloudWatch::CompositeAlarm",
    not_looked_up=("alarmActions", "okActions"),
    is_alarm=True,
    prices=(
        Price(
            what="Composite alarm",
            monthly=0.5,
            unit="alarm",
            date="2026-11-25",
            source="https://c3x.dev/resources/aws/aws_cloudwatch_metric_alarm",
            verified=False,
        ),
    ),
    drawing=Drawing(title="composite alarm", icon="management/cloudwatch-alarm", is_detail=True),
)
DASHBOARD = ResourceType(
    "aws:cloudwatch/dashboard:Dashboard",
    id="{name}",
    named_by="dashboardName",
    cloudformation="AWS::CloudWatch::Dashboard",
    not_looked_up=("dashboardBody",),
    needs_alarm=False,
    prices=(
        Price(
            what="Dashboard",
            monthly=3.0,
            unit="dashboard, the free ones not subtracted",
            date="2026-06-13",
            source="https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/",
            verified=False,
        ),
    ),
    drawing=Drawing(title="dashboard", icon="management/cloudwatch", is_detail=True),
)
METRIC_ALARM = ResourceType(
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    id="{name}",
    arn="arn:aws:cloudwatch:{region}:{account}:alarm:{name}",
    cloudformation="AWS::CloudWatch::Alarm",
    not_looked_up=("alarmActions", "okActions", "dimensions", "metricQueries"),
    is_alarm=True,
    prices=(
        Price(
            what="Alarm",
            monthly=0.1,
            unit="alarm on one metric",
            date="2026-09-22",
            source=LIST.format("AmazonCloudWatch"),
            quantity=_metrics,
        ),
    ),
    drawing=Drawing(title="alarm", icon="management/cloudwatch-alarm", is_detail=True),
)

EVENT_RULE = ResourceType(
    "aws:cloudwatch/eventRule:EventRule",
    id="{name}",
    arn="arn:aws:events:{region}:{account}:rule/{name}",
    cloudformation="AWS::Events::Rule",
    drawing=Drawing(title="EventBridge rule", icon="integration/eventbridge", is_detail=True),
    links=(Link(kind="reference", start="eventPattern"),),
)
EVENT_TARGET = ResourceType(
    "aws:cloudwatch/eventTarget:EventTarget",
    id="target-{hex}",
    links=(Link(kind="reference", start="rule", end="arn"),),
)

LOG_GROUP = ResourceType(
    "aws:cloudwatch/logGroup:LogGroup",
    id="{name}",
    arn="arn:aws:logs:{region}:{account}:log-group:{name}",
    cloudformation="AWS::Logs::LogGroup",
)
LOG_METRIC_FILTER = ResourceType(
    "aws:cloudwatch/logMetricFilter:LogMetricFilter",
    id="{name}",
    cloudformation="AWS::Logs::MetricFilter",
    needs_alarm=False,
)
LOG_RESOURCE_POLICY = ResourceType(
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
    id="policy-{hex}",
    cloudformation="AWS::Logs::ResourcePolicy",
)
QUERY_DEFINITION = ResourceType(
    "aws:cloudwatch/queryDefinition:QueryDefinition",
    id="{hex}",
    cloudformation="AWS::Logs::QueryDefinition",
    needs_alarm=False,
    drawing=Drawing(title="query", icon="management/cloudwatch-logs", is_detail=True),
)
