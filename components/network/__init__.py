"""The network: addresses, firewall, ways out, private ways to AWS, and who may talk to whom."""

from components.network.component import Network, NetworkArgs

__all__ = ["Network", "NetworkArgs"]
