"""Where the second region's parts stand: its topic and its network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pulumi import ComponentResource, Output, ProviderResource, ResourceOptions

from components.alerts.component import Alerts, AlertsArgs
from components.network import Network, NetworkArgs
from config.addresses import AddressPlan
from config.sections import Recovery as Settings
from config.traffic import Group, TrafficArgs
from foundation.naming import Naming
from foundation.region import Replica


@dataclass(frozen=True, kw_only=True)
class Place:
    """The second region, its provider and naming, and what its parts are put into and report to.

    Subnets are by zone letter, security groups by group, endpoints by the service that they lead to; `alarm_kinds` are
    those of the network.
    """

    region: str
    provider: ProviderResource
    naming: Naming
    vpc_id: Output[str]
    private_subnet_ids: Mapping[str, Output[str]]
    isolated_subnet_ids: Mapping[str, Output[str]]
    security_group_ids: Mapping[Group, Output[str]]
    endpoint_ids: Mapping[str, Output[str]]
    alarm_kinds: Sequence[str]
    topic_arn: Output[str]
    topic_key_arn: Output[str]
    pages_topic_arn: Output[str]


@dataclass(frozen=True, kw_only=True)
class RecoveryRegionArgs:
    """The second region where one is configured, its addresses, and what the first region's topic and network take."""

    replica: Replica | None
    settings: Settings
    addresses: AddressPlan
    alerts: AlertsArgs
    network: NetworkArgs


class RecoveryRegion(ComponentResource):
    """The topic and the network of the second region; nothing where none is configured.

    They come before the first region's database, whose secrets may be read through their endpoints too. On the way
    back `source_arn` is the server that serves, of which the first region's is made a copy.
    """

    place: Place | None = None
    secret_endpoint_ids: list[Output[str]]
    source_arn: Output[str] | None = None

    def __init__(self, name: str, args: RecoveryRegionArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:recovery:RecoveryRegion", name, None, opts)
        self.secret_endpoint_ids = []
        if args.replica:
            self.place = self._place(name, args, args.replica)
            self.secret_endpoint_ids = [self.place.endpoint_ids["secretsmanager"]]
            if args.settings.returning:
                self.source_arn = _server_arn(self.place, args.network)
        self.register_outputs(
            {
                "vpc_id": self.place.vpc_id if self.place else None,
                "topic_arn": self.place.topic_arn if self.place else None,
                "secret_endpoint_ids": self.secret_endpoint_ids,
                "source_arn": self.source_arn,
            }
        )

    def _place(self, name: str, args: RecoveryRegionArgs, replica: Replica) -> Place:
        there = ResourceOptions(parent=self, provider=replica.provider)
        naming, traffic = args.network.naming.for_recovery(), args.network.traffic
        alerts = Alerts(f"{name}-alerts", replace(args.alerts, naming=naming), there)
        network = Network(
            f"{name}-network",
            replace(
                args.network,
                naming=naming,
                region=replica.region,
                addresses=args.addresses,
                # Neither the container nor the migration has a part there.
                traffic=TrafficArgs(
                    database_port=traffic.database_port,
                    gateway_endpoints=traffic.gateway_endpoints,
                    internet=traffic.internet,
                ),
                # The watch over the replicated backups asks RDS.
                interface_endpoints=tuple(dict.fromkeys((*args.network.interface_endpoints, "rds"))),
                topic_arn=alerts.topic_arn,
            ),
            there,
        )
        return Place(
            region=replica.region,
            provider=replica.provider,
            naming=naming,
            vpc_id=network.vpc_id,
            private_subnet_ids=network.private_subnet_ids,
            isolated_subnet_ids=network.isolated_subnet_ids,
            security_group_ids=network.security_group_ids,
            endpoint_ids=network.endpoint_ids,
            alarm_kinds=network.alarm_kinds,
            topic_arn=alerts.topic_arn,
            topic_key_arn=alerts.key_arn,
            pages_topic_arn=alerts.pages_topic_arn,
        )


def _server_arn(place: Place, network: NetworkArgs) -> Output[str]:
    """Put together, since the second region's server comes after the first's."""
    return Output.format("arn:aws:rds:{0}:{1}:db:{2}", place.region, network.account_id, place.naming.name("database"))
