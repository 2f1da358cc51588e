"""What the second region has before its database: its topics and its network."""

from dataclasses import dataclass, replace

from pulumi import Output, ResourceOptions

from components.alerts import Alerts, AlertsArgs
from components.network import Network, NetworkArgs
from config.recovery import Recovery as Settings
from foundation.component import Component
from foundation.region import Region


@dataclass(frozen=True, kw_only=True)
class StandbyArgs:
    """The second region where one is configured, what the first region's alerts take, and what its own network does.

    The region of both is still the first one.
    """

    second: Region | None
    settings: Settings
    alerts: AlertsArgs
    network: NetworkArgs


class Standby(Component):
    """The topics and the network of the second region; nothing where none is configured.

    They come before the first region's database, whose secrets may be read through their endpoints too. On the way
    back `source_arn` is the server that serves, of which the first region's is made a replica.
    """

    notifying: Region | None = None
    network: Network | None = None
    secret_endpoint_ids: list[Output[str]]
    source_arn: Output[str] | None

    def __init__(self, name: str, args: StandbyArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.network.region, opts)
        if args.second:
            alerts = Alerts(f"{name}-alerts", replace(args.alerts, region=args.second), self.child())
            self.notifying = alerts.notifying
            self.network = Network(f"{name}-network", replace(args.network, region=alerts.notifying), self.child())
        self.publish(
            secret_endpoint_ids=[self.network.endpoint_id("secretsmanager")] if self.network else [],
            source_arn=_server_arn(self.notifying) if self.notifying and args.settings.returning else None,
        )


def _server_arn(region: Region) -> Output[str]:
    """Put together, since the second region's server comes after the first's."""
    return region.arn("rds", f"db:{region.naming.name('database')}")
