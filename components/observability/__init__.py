"""The payments' objectives with their alarms, the dashboard, and the saved questions to the logs."""

from components.observability.component import Observability, ObservabilityArgs
from components.observability.objectives import Objectives, ObjectivesArgs
from components.observability.widgets import Watched

__all__ = ["Objectives", "ObjectivesArgs", "Observability", "ObservabilityArgs", "Watched"]
