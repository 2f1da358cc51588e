"""The budget, the tags that costs are grouped by, and the alerts on anomalies."""

from components.costs.component import Costs, CostsArgs

__all__ = ["Costs", "CostsArgs"]
