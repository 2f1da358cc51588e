"""What a case of a combination is."""

from typing import Any

from catalog.resource_type import ResourceType

Fields = dict[str, Any]
# A type, a resource of it without a fault, the change that is one, and what is said of it.
Case = tuple[ResourceType, Fields, Fields, str]
