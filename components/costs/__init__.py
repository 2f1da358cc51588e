"""The budget, the tags that costs are told apart by, and the alerts on anomalies."""
