"""The second region's section of a stack's configuration: each field with its type and default."""

from ipaddress import IPv4Network
from typing import Literal

from config.sections import Section
from config.types import Cidr, Host, HostedZoneId, PersonArn, Region, WitnessRegion


class Recovery(Section):
    """The second region, and which of the two is active."""

    enabled: bool = False
    region: Region = "eu-west-1"
    cidr: Cidr = IPv4Network("172.18.0.0/16")
    # The third one of the table that says which region may book payments; it holds nothing of the platform.
    witness_region: WitnessRegion = "eu-west-3"
    # Records what a failover has done; it does not start one.
    active: Literal["primary", "recovery"] = "primary"
    # During a failback: the first region's server is a replica of the second's.
    returning: bool = False
    # Whether the container runs in the second region all the time, or exists there once that region is active.
    container: Literal["warm", "cold"] = "warm"
    # Whether the region has its firewall and NAT gateways all the time, or gets them once it is active.
    way_out: Literal["warm", "cold"] = "warm"
    # An ARC cluster is billed by the hour whether it is used or not.
    routing_controls: bool = False
    # Who approves an execution of the failover's plan; without any, whoever may start it decides alone.
    approvers: tuple[PersonArn, ...] = ()
    # The DNS records that a failover changes, by the health checks of its plan.
    hosted_zone_id: HostedZoneId | None = None
    record_name: Host | None = None

    @property
    def first_is_left(self) -> bool:
        """Whether a failover has left the first region, and the way back has not begun: it can't take over."""
        return self.active == "recovery" and not self.returning
