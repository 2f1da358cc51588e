"""The container service that takes payments in, on one of two platforms."""

from components.container.component import Container
from components.container.own_domain import OwnDomain
from components.container.platform import ContainerArgs

__all__ = ["Container", "ContainerArgs", "OwnDomain"]
