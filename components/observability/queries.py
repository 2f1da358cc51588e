"""Questions to the logs: those that are counted all the time, and those that somebody asks when there is trouble."""

from collections.abc import Mapping

from pulumi import Input, ResourceOptions
from pulumi_aws import cloudwatch

from components.network import Network
from components.network.flow_logs import FIELDS
from components.observability.widgets import TROUBLE
from foundation.component import Component
from foundation.region import Region

NAMES = tuple(field.replace("-", "_") for field in FIELDS)
REJECTED = f"[{', '.join('action=REJECT' if name == 'action' else name for name in NAMES)}]"
BLOCKED = '{ $.event.alert.action = "blocked" }'
DNS_QUERY = (
    'filter firewall_rule_action = "BLOCK" | stats count(*) as times by srcaddr, query_name, firewall_domain_list_id '
    "| sort times desc | limit 50"
)
FIREWALL_QUERY = (
    'filter event.alert.action = "blocked" | stats count(*) as times by event.src_ip, event.tls.sni, '
    "event.alert.signature | sort times desc | limit 50"
)
# Logs Insights knows the fields of the default format alone.
FLOW_QUERY = (
    f'parse @message "{" ".join("*" for _ in NAMES)}" as {", ".join(NAMES)} | filter action = "REJECT" '
    "| stats count(*) as times by pkt_srcaddr, pkt_dstaddr, dstport, flow_direction | sort times desc | limit 50"
)
# A line has the latencies of a whole batch, in a list that Insights discovers item by item.
SLOWEST = (
    "filter ispresent(PaymentLatency.0) | fields jsonParse(@message) as line "
    "| unnest line.PaymentLatency into milliseconds | sort milliseconds desc | limit 20 "
    "| display @timestamp, @logStream, milliseconds"
)
NEWEST = (
    "fields @timestamp, level, coalesce(message, errorMessage) as event, step, secret, "
    "coalesce(error, errorType) as cause | filter ispresent(event) | sort @timestamp desc | limit 100"
)


class Queries(Component):
    """Saved queries of Logs Insights, and counts of refused and blocked connections as metrics."""

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        network: Network,
        processor_log_group: str,
        rotation_log_group: str,
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        self._name = name
        self._count("rejected-connections", network.flow_log_group_name, REJECTED)
        saved: dict[str, tuple[Input[str], str]] = {
            "payments: trouble": (processor_log_group, TROUBLE),
            "payments: slowest": (processor_log_group, SLOWEST),
            "rotation: newest": (rotation_log_group, NEWEST),
            "network: refused": (network.flow_log_group_name, FLOW_QUERY),
        }
        if network.firewall_log_group_name is not None:
            self._count("blocked-connections", network.firewall_log_group_name, BLOCKED)
            saved["network: blocked"] = (network.firewall_log_group_name, FIREWALL_QUERY)
        if network.dns_log_group_name is not None:
            saved["network: blocked names"] = (network.dns_log_group_name, DNS_QUERY)
        self._save(saved)
        self.publish()

    def _count(self, kind: str, log_group: Input[str], pattern: str) -> None:
        naming = self.region.naming
        cloudwatch.LogMetricFilter(
            f"{self._name}-{kind}",
            name=naming.name(kind),
            log_group_name=log_group,
            pattern=pattern,
            # A filter's metric takes its dimensions from the events alone, so the stack is in its name.
            metric_transformation={
                "namespace": "Payments/Network",
                "name": naming.name(kind),
                "value": "1",
                "default_value": "0",
                "unit": "Count",
            },
            opts=self.child(),
        )

    def _save(self, queries: Mapping[str, tuple[Input[str], str]]) -> None:
        for title, (log_group, query) in queries.items():
            cloudwatch.QueryDefinition(
                f"{self._name}-{title.replace(': ', '-')}",
                name=f"{self.region.naming.name('payments')}/{title}",
                log_group_names=[log_group],
                query_string=query,
                opts=self.child(),
            )
