"""The way of a payment from a name to a table, along the resources that a program registered and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from simulated_aws.switching import health_checks
from tests.support.graph import Graph, Registered

HOME, AWAY = "eu-west-2", "eu-west-1"
ZONE = {"hostedZoneId": "Z0123456789ABCDEFGHIJ", "recordName": "payments.example.com"}
INTERNET = "0.0.0.0/0"


@dataclass(frozen=True, kw_only=True)
class World:
    """What a program registered, and which region serves by now: the plan turns its checks and what is read.

    `serving` may differ from what the program says, until somebody tells it.
    """

    graph: Graph
    serving: str

    def region(self, item: Registered) -> str:
        """The region of a resource's provider."""
        return AWAY if f"pulumi:providers:aws::{AWAY}::" in item.provider else HOME

    def answered(self, name: str) -> Registered:
        """The record that Route 53 answers with, by its rules for failover records."""
        records = [item for item in self.graph.of("Record") if item.inputs["name"] == name]
        (primary,), (secondary,) = ([one for one in records if _role(one) == role] for role in ("PRIMARY", "SECONDARY"))
        if not self._healthy(primary) and self._healthy(secondary):
            return secondary
        return primary

    def source(self, item: Registered, key: str, kind: str) -> Registered:
        """The one resource of a kind that an input's value comes from."""
        urns = item.references.get(key, frozenset())
        (found,) = [other for other in self.graph.of(kind) if other.urn in urns]
        return found

    def container(self, region: str) -> Registered:
        """A region's container."""
        (found,) = [item for item in self.graph.of("ExpressGatewayService") if self.region(item) == region]
        return found

    def queue(self, container: Registered) -> Registered:
        """The queue that a container sends to; fails where it may not send there, or has no way."""
        queue = self.source(container, "primaryContainer", "Queue")
        self._may_send(container, queue)
        assert self._reaches(container, queue), f"{container.name} has no way to {queue.name}"
        return queue

    def table(self, queue: Registered) -> Registered | None:
        """The server whose table the payments of a queue are booked in; none while nobody reads the queue."""
        if self.region(queue) != self.serving:
            return None
        (mapping,) = [
            item
            for item in self.graph.of("EventSourceMapping")
            if queue.urn in item.references.get("eventSourceArn", ())
        ]
        aliased = self.source(mapping, "functionName", "Alias")
        function = self.source(aliased, "functionName", "Function")
        return self.source(function, "environment", "Instance")

    def _healthy(self, record: Registered) -> bool:
        """Whether the plan's check of a record says that its region serves."""
        # A preview knows no plan yet, and so none of its checks; elsewhere they are tested to be those of the region.
        region = record.inputs["setIdentifier"]
        plan = self.graph.live.get(self.graph.one("recovery-plan").id)
        if plan is not None:
            (region,) = {
                check["region"]
                for check in health_checks(plan)
                if check["healthCheckId"] == record.inputs["healthCheckId"]
            }
        return region == self.serving

    def _may_send(self, container: Registered, queue: Registered) -> None:
        (task,) = [
            item
            for item in self.graph.of("RolePolicy")
            if item.name.endswith("-task-role-policy") and self.region(item) == self.region(container)
        ]
        key = self.source(queue, "kmsMasterKeyId", "Key")
        assert {queue.urn, key.urn} <= task.references["policy"]
        others = [item for item in self.graph.of("Queue") if item.urn in task.references["policy"]]
        assert others == [queue], "a container sends to one queue and may send to no other"

    def _reaches(self, container: Registered, queue: Registered) -> bool:
        """By the endpoint of the container's own region, or through the firewall's list to another one's."""
        here, there = self.region(container), self.region(queue)
        endpoints = {item.inputs["serviceName"] for item in self._in(here, "VpcEndpoint")}
        if here == there:
            return f"com.amazonaws.{here}.sqs" in endpoints
        group = "Container service"
        (own,) = [item for item in self._in(here, "SecurityGroup") if item.inputs["description"] == group]
        leaves = [
            rule
            for rule in self._in(here, "SecurityGroupEgressRule")
            if rule.inputs.get("cidrIpv4") == INTERNET and own.urn in rule.references["securityGroupId"]
        ]
        domains = {
            target
            for item in self._in(here, "RuleGroup")
            for target in item.inputs["ruleGroup"]["rulesSource"].get("rulesSourceList", {}).get("targets", ())
        }
        return bool(leaves) and f"sqs.{there}.amazonaws.com" in domains

    def _in(self, region: str, kind: str) -> Iterator[Registered]:
        return (item for item in self.graph.of(kind) if self.region(item) == region)


def _role(record: Registered) -> Literal["PRIMARY", "SECONDARY"]:
    (policy,) = record.inputs["failoverRoutingPolicies"]
    return policy["type"]
