"""The traffic that the network lets through follows from the enabled services."""

from config.load import StackConfig
from tests.config.samples import DMS_SOURCE, GOOD, MGN, network


def test_the_enabled_services_decide_the_traffic() -> None:
    quiet = StackConfig.parse("dev", GOOD).traffic
    assert (quiet.internet, quiet.container_port, quiet.dms_source) == (False, None, None)
    assert (quiet.sftp_clients, quiet.replication_sources) == ((), ())
    busy = StackConfig.parse(
        "dev",
        GOOD
        | network(
            firewall={"allowedDomains": [".example.com"]},
        )
        | {"container": {"enabled": True, "image": "registry.example.com/payments:1"}}
        | {
            "migration": {
                "transfer": {"enabled": True, "clientCidrs": ["198.51.100.0/24"]},
                "dms": {"enabled": True, **DMS_SOURCE},
                "mgn": MGN,
            }
        },
    ).traffic
    assert (busy.internet, busy.container_port) == (True, 8080)
    # The load balancer is in the private subnets.
    assert [str(cidr) for cidr in busy.container_clients] == ["172.16.64.0/20", "172.16.80.0/20"]
    assert busy.dms_source is not None
    assert busy.dms_source[1] == 3306
    assert [str(cidr) for cidr in (*busy.sftp_clients, *busy.replication_sources)] == ["198.51.100.0/24", "10.0.8.0/24"]
