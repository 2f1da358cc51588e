"""What the payments promise, and where a person sees whether they keep it."""

from components.observability.component import Observability, ObservabilityArgs
from components.observability.objectives import Objectives, ObjectivesArgs
from components.observability.rows import Watched

__all__ = ["Objectives", "ObjectivesArgs", "Observability", "ObservabilityArgs", "Watched"]
