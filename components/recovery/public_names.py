"""The names that clients, partners and senders know, which lead to the region that serves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pulumi import Input, InvokeOutputOptions, Output, ResourceOptions
from pulumi_aws import arcregionswitch, route53
from pulumi_aws.arcregionswitch.outputs import GetRoute53HealthChecksHealthCheckResult as HealthCheck

from config.recovery import Recovery as Settings
from config.recovery_objectives import RECORD_SECONDS
from foundation.component import Component
from foundation.region import Region


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """Where one region is reached: the container's address, the file server's where there is one, and the queue's."""

    region: Region
    container_url: Output[str] | None
    transfer_endpoint: Output[str] | None
    queue_url: Output[str]


@dataclass(frozen=True, kw_only=True)
class PublicNamesArgs:
    """The settings, the plan that turns the names, and where each region is reached, the first one first.

    Raises ValueError where a name is given and either region has no container.
    """

    region: Region
    settings: Settings
    plan_arn: Output[str] | None
    arrivals: Sequence[Arrival]

    def __post_init__(self) -> None:
        without = [one.region.name for one in self.arrivals if one.container_url is None]
        if self.settings.record_name and without:
            raise ValueError(f"{' and '.join(without)} has no container; the public name leads to one in each region")


class PublicNames(Component):
    """Records of one name for the container, one for the file server and one for the queue, two of each.

    The plan's health checks let Route 53 answer with the region that serves: that of the other region is unhealthy. If
    both were healthy or unhealthy, it would answer with the first region alone and never with both.
    `health_check_ids` are by region. Without a hosted zone nothing of that exists.
    """

    container: str | None = None
    transfer: str | None = None
    queue: str | None = None
    health_check_ids: dict[str, Output[str]] | None = None

    def __init__(self, name: str, args: PublicNamesArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.region, opts)
        self._name, self._args = name, args
        zone, public, plan_arn = args.settings.hosted_zone_id, args.settings.record_name, args.plan_arn
        if zone and public and plan_arn:
            self._make(zone, public, plan_arn)
        else:
            self.publish()

    def _make(self, zone: str, public: str, plan_arn: Output[str]) -> None:
        args = self._args
        checks = arcregionswitch.get_route53_health_checks_output(
            plan_arn=plan_arn, opts=InvokeOutputOptions(parent=self)
        ).health_checks
        self._checks = {
            one.region.name: checks.apply(lambda found, region=one.region.name: _of(found, public, region))
            for one in args.arrivals
        }
        transfer, queue = f"sftp.{public}", f"queue.{public}"
        has_transfer = False
        for number, one in enumerate(args.arrivals):
            where: Literal["PRIMARY", "SECONDARY"] = "SECONDARY" if number else "PRIMARY"
            if one.container_url:
                self._record("container", zone, public, "CNAME", one, where, one.container_url.apply(_host))
            if one.transfer_endpoint:
                self._record("transfer", zone, transfer, "CNAME", one, where, one.transfer_endpoint)
                has_transfer = True
            self._record("queue", zone, queue, "TXT", one, where, one.queue_url)
        self.publish(
            container=public,
            transfer=transfer if has_transfer else None,
            queue=queue,
            health_check_ids=self._checks,
        )

    def _record(
        self,
        use: str,
        zone: str,
        record_name: str,
        record_type: str,
        arrival: Arrival,
        where: Literal["PRIMARY", "SECONDARY"],
        value: Input[str],
    ) -> None:
        region = arrival.region.name
        route53.Record(
            f"{self._name}-{use}-{region}",
            zone_id=zone,
            name=record_name,
            type=record_type,
            records=[value],
            ttl=RECORD_SECONDS,
            # As the plan's step knows it.
            set_identifier=region,
            failover_routing_policies=[{"type": where}],
            health_check_id=self._checks[region],
            opts=self.child(),
        )


def _host(url: str) -> str:
    return url.removeprefix("https://").partition("/")[0]


def _of(checks: Sequence[HealthCheck], record_name: str, region: str) -> str:
    """The id of the check by which the plan turns a region's record."""
    ids = [one.health_check_id for one in checks if (one.record_name.rstrip("."), one.region) == (record_name, region)]
    if not ids or not ids[0]:
        raise ValueError(f"the plan has no health check yet for {record_name} in {region}: run `pulumi up` again")
    return ids[0]
