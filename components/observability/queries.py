"""Questions to the logs: those that are counted all the time, and those that somebody asks when there is trouble."""

from collections.abc import Mapping
from dataclasses import dataclass

from pulumi import ComponentResource, Input, ResourceOptions
from pulumi_aws import cloudwatch

from components.observability.rows import TROUBLE
from foundation.naming import Naming

REJECTED = (
    "[version, account, interface, source, destination, from, to, protocol, packets, bytes, start, end, "
    "action=REJECT, status]"
)
BLOCKED = '{ $.event.alert.action = "blocked" }'
FIREWALL_QUERY = (
    'filter event.alert.action = "blocked" | stats count(*) as times by event.src_ip, event.tls.sni, '
    "event.alert.signature | sort times desc | limit 50"
)
FLOW_QUERY = (
    'filter action = "REJECT" | stats count(*) as times by srcAddr, dstAddr, dstPort | sort times desc | limit 50'
)
SLOWEST = "filter ispresent(PaymentLatency) | sort PaymentLatency.0 desc | limit 20"
NEWEST = "fields @timestamp, level, message, step, secret, error | sort @timestamp desc | limit 100"


@dataclass(frozen=True, kw_only=True)
class QueriesArgs:
    """The log groups by name; `firewall_log_group` is missing where there is no firewall."""

    naming: Naming
    flow_log_group: Input[str]
    firewall_log_group: Input[str] | None
    processor_log_group: Input[str]
    rotation_log_group: Input[str]


class Queries(ComponentResource):
    """Saved queries of Logs Insights, and counts of refused and blocked connections as metrics."""

    def __init__(self, name: str, args: QueriesArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:observability:Queries", name, None, opts)
        self._name, self._args, self._child = name, args, ResourceOptions(parent=self)
        self._count("rejected-connections", args.flow_log_group, REJECTED)
        saved: dict[str, tuple[Input[str], str]] = {
            "payments: trouble": (args.processor_log_group, TROUBLE),
            "payments: slowest": (args.processor_log_group, SLOWEST),
            "rotation: newest": (args.rotation_log_group, NEWEST),
            "network: refused": (args.flow_log_group, FLOW_QUERY),
        }
        if args.firewall_log_group is not None:
            self._count("blocked-connections", args.firewall_log_group, BLOCKED)
            saved["network: blocked"] = (args.firewall_log_group, FIREWALL_QUERY)
        self._save(saved)
        self.register_outputs({})

    def _count(self, kind: str, log_group: Input[str], pattern: str) -> None:
        naming = self._args.naming
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
            opts=self._child,
        )

    def _save(self, queries: Mapping[str, tuple[Input[str], str]]) -> None:
        for title, (log_group, query) in queries.items():
            cloudwatch.QueryDefinition(
                f"{self._name}-{title.replace(': ', '-')}",
                name=f"{self._args.naming.name('payments')}/{title}",
                log_group_names=[log_group],
                query_string=query,
                opts=self._child,
            )
