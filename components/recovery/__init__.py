"""The second region: the parts that are ready there, and the plan that moves the payments to it and back."""

from components.recovery.agreement import agree
from components.recovery.certificates import Certificates, CertificatesArgs
from components.recovery.component import Recovery, RecoveryArgs
from components.recovery.handover import Handover, HandoverArgs
from components.recovery.public_names import Arrival, PublicNames, PublicNamesArgs
from components.recovery.serving import ServingParts
from components.recovery.standby import Standby, StandbyArgs

__all__ = [
    "Arrival",
    "Certificates",
    "CertificatesArgs",
    "Handover",
    "HandoverArgs",
    "PublicNames",
    "PublicNamesArgs",
    "Recovery",
    "RecoveryArgs",
    "ServingParts",
    "Standby",
    "StandbyArgs",
    "agree",
]
