"""The container service that takes payments in, on one of two platforms."""

from components.container.component import Container, ContainerArgs

__all__ = ["Container", "ContainerArgs"]
