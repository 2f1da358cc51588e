"""The second region: the same parts on a copy of the data, and the plan that lets it take over."""

from components.recovery.component import Recovery, RecoveryArgs
from components.recovery.failover import FirstRegion
from components.recovery.region import Place, RecoveryRegion, RecoveryRegionArgs

__all__ = ["FirstRegion", "Place", "Recovery", "RecoveryArgs", "RecoveryRegion", "RecoveryRegionArgs"]
