"""What AWS charges for what stands idle: list prices of eu-west-2 in US dollars, each with its date and source.

AWS publishes its prices as files; those quoted here were read from public quotations of them, by the date of each
file's publication. What nobody quotes for London says so, and is an estimate.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Inputs = Mapping[str, Any]
HOURS = 730
LIST = "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/{}/current/eu-west-2/index.json"


@dataclass(frozen=True, kw_only=True)
class Price:
    """What one unit costs a month, of the types that it is charged for.

    `quantity` counts a resource's units by its inputs. `date` is of AWS's publication, or of the estimate, which is
    unverified where `verified` is False.
    """

    what: str
    type: str
    monthly: float
    unit: str
    date: str
    source: str
    verified: bool = True
    quantity: Callable[[Inputs], float] = lambda inputs: 1


def _zones(key: str) -> Callable[[Inputs], float]:
    return lambda inputs: len(inputs.get(key) or ())


def _class(name: str) -> Callable[[Inputs], float]:
    """Counts a server of a class twice where it has a standby."""
    return lambda inputs: (1 + bool(inputs.get("multiAz"))) if inputs.get("instanceClass") == name else 0


def _interface(inputs: Inputs) -> float:
    return len(inputs.get("subnetIds") or ()) if inputs.get("vpcEndpointType") == "Interface" else 0


def _storage(inputs: Inputs) -> float:
    """A copy has its source's storage, which its inputs do not repeat; the project's servers have 100 GiB."""
    return float(inputs.get("allocatedStorage") or 100) * (1 + bool(inputs.get("multiAz")))


def _replication(inputs: Inputs) -> float:
    return 1 + bool(inputs.get("multiAz"))


def _secret_places(inputs: Inputs) -> float:
    return 1 + len(inputs.get("replicas") or ())


PRICES: tuple[Price, ...] = (
    Price(
        what="NAT gateway",
        type="aws:ec2/natGateway:NatGateway",
        monthly=0.05 * HOURS,
        unit="gateway",
        date="2026-09-25",
        source=LIST.format("AmazonEC2"),
    ),
    Price(
        what="Public IPv4 address",
        type="aws:ec2/eip:Eip",
        monthly=0.005 * HOURS,
        unit="address",
        date="2026-09-17",
        source=LIST.format("AmazonVPC"),
    ),
    Price(
        what="Interface endpoint",
        type="aws:ec2/vpcEndpoint:VpcEndpoint",
        monthly=0.011 * HOURS,
        unit="endpoint and zone",
        date="2026-09-17",
        source=LIST.format("AmazonVPC"),
        quantity=_interface,
    ),
    Price(
        what="Firewall endpoint",
        type="aws:networkfirewall/firewall:Firewall",
        monthly=0.395 * HOURS,
        unit="endpoint",
        date="2026-11-25",
        source="the price of US East; none was found for London",
        verified=False,
        quantity=_zones("subnetMappings"),
    ),
    Price(
        what="Database server db.t3.medium",
        type="aws:rds/instance:Instance",
        monthly=4 * 0.021 * HOURS,
        unit="server, and its standby",
        date="2026-10-06",
        source="four times the price of a db.t3.micro, PostgreSQL, in " + LIST.format("AmazonRDS"),
        verified=False,
        quantity=_class("db.t3.medium"),
    ),
    Price(
        what="Database server db.t3.small",
        type="aws:rds/instance:Instance",
        monthly=2 * 0.021 * HOURS,
        unit="server, and its standby",
        date="2026-10-06",
        source="twice the price of a db.t3.micro, PostgreSQL, in " + LIST.format("AmazonRDS"),
        verified=False,
        quantity=_class("db.t3.small"),
    ),
    Price(
        what="Database server db.t3.micro",
        type="aws:rds/instance:Instance",
        monthly=0.021 * HOURS,
        unit="server, and its standby",
        date="2026-10-06",
        source="the price with PostgreSQL in " + LIST.format("AmazonRDS"),
        verified=False,
        quantity=_class("db.t3.micro"),
    ),
    Price(
        what="Database storage gp3",
        type="aws:rds/instance:Instance",
        monthly=0.133,
        unit="GiB, and its copy on a standby",
        date="2026-10-06",
        source="the price with PostgreSQL in one zone in " + LIST.format("AmazonRDS"),
        verified=False,
        quantity=_storage,
    ),
    Price(
        what="Key",
        type="aws:kms/key:Key",
        monthly=1.0,
        unit="key, before its material rotates",
        date="2026-09-11",
        source=LIST.format("awskms"),
    ),
    Price(
        what="Secret",
        type="aws:secretsmanager/secret:Secret",
        monthly=0.4,
        unit="secret, and each replica",
        date="2026-09-11",
        source=LIST.format("AWSSecretsManager"),
        quantity=_secret_places,
    ),
    Price(
        what="Alarm",
        type="aws:cloudwatch/metricAlarm:MetricAlarm",
        monthly=0.1,
        unit="alarm on one metric",
        date="2026-09-22",
        source=LIST.format("AmazonCloudWatch"),
        quantity=lambda inputs: sum(1 for query in inputs.get("metricQueries") or () if query.get("metric")) or 1,
    ),
    Price(
        what="Composite alarm",
        type="aws:cloudwatch/compositeAlarm:CompositeAlarm",
        monthly=0.5,
        unit="alarm",
        date="2026-11-25",
        source="https://c3x.dev/resources/aws/aws_cloudwatch_metric_alarm",
        verified=False,
    ),
    Price(
        what="Dashboard",
        type="aws:cloudwatch/dashboard:Dashboard",
        monthly=3.0,
        unit="dashboard, the free ones not subtracted",
        date="2026-06-13",
        source="https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/",
        verified=False,
    ),
    Price(
        what="SFTP server",
        type="aws:transfer/server:Server",
        monthly=0.3 * HOURS,
        unit="protocol",
        date="2026-11-25",
        source="https://docs.unusd.cloud/supported-services/transfer-family",
        verified=False,
        quantity=_zones("protocols"),
    ),
    Price(
        what="Migration server dms.t3.medium",
        type="aws:dms/replicationInstance:ReplicationInstance",
        monthly=0.08 * HOURS,
        unit="server, and its standby",
        date="2026-11-25",
        source="no price was found for London",
        verified=False,
        quantity=_replication,
    ),
    Price(
        what="Container, one task of 0.25 processors and 0.5 GiB",
        type="aws:ecs/expressGatewayService:ExpressGatewayService",
        monthly=(0.25 * 0.04656 + 0.5 * 0.00511) * HOURS,
        unit="task",
        date="2026-09-11",
        source=LIST.format("AmazonECS"),
    ),
    Price(
        what="Container's load balancer",
        type="aws:ecs/expressGatewayService:ExpressGatewayService",
        monthly=0.02646 * HOURS,
        unit="load balancer",
        date="2026-09-11",
        source=LIST.format("AWSELB"),
    ),
    Price(
        what="Region switch plan",
        type="aws:arcregionswitch/plan:Plan",
        monthly=70.0,
        unit="plan",
        date="2026-11-25",
        source="recalled from AWS's announcement; no page was found that says it",
        verified=False,
    ),
    Price(
        what="Cluster of routing controls",
        type="aws:route53recoverycontrol/cluster:Cluster",
        monthly=2.5 * HOURS,
        unit="cluster",
        date="2026-11-25",
        source="recalled from AWS's price page; no page was found that says it",
        verified=False,
    ),
)
# What costs only by use, and is not in the sum.
BY_USE = (
    "requests and runs of functions, queues, topics, keys and secrets",
    "data that NAT gateways, firewalls and endpoints let through, and data between zones and regions",
    "logs, traces and metrics of the program's own",
    "backups beyond the servers' storage, and their copies in the second region",
    "stored files, and their scans",
    "feature flags that are read, and roll-outs",
    "servers that Application Migration Service starts to replicate others",
    "taxes and support, and any discount",
)
