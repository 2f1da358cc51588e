"""Experiments that break things on purpose, by AWS Fault Injection Service (FIS)."""

from components.chaos.component import Chaos, ChaosArgs
from components.chaos.link import ChaosLink, ChaosLinkArgs

__all__ = ["Chaos", "ChaosArgs", "ChaosLink", "ChaosLinkArgs"]
