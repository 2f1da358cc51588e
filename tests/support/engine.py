"""What tests ask a stack on the engine."""

from pulumi.automation import UpResult

from tools.rehearsal.engine import Rehearsal


def ids(rehearsal: Rehearsal) -> dict[str, str]:
    """The physical id of each custom resource in the state, by logical name and type."""
    return {
        f"{item['urn'].rpartition('::')[2]} {item['type']}": item["id"]
        for item in rehearsal.resources()
        if "id" in item
    }


def changes(result: UpResult) -> dict[str, int]:
    return {str(kind): count for kind, count in (result.summary.resource_changes or {}).items()}
