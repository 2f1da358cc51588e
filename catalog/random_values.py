"""Pulumi's random values, which no service of AWS makes."""

from catalog.resource_type import ResourceType

RANDOM_ID = ResourceType("random:index/randomId:RandomId", id="{hex}", minutes=0)
RANDOM_PASSWORD = ResourceType("random:index/randomPassword:RandomPassword", id="none-{hex}", minutes=0)
