"""The second region: the parts that are ready there, and the plan that moves the payments to it and back."""

from components.recovery.agreement import agree
from components.recovery.component import Recovery, RecoveryArgs
from components.recovery.serving import ServingParts
from components.recovery.standby import Standby, StandbyArgs

__all__ = ["Recovery", "RecoveryArgs", "ServingParts", "Standby", "StandbyArgs", "agree"]
