"""What the stack has DMS run in the sessions of its endpoints."""

from functools import cache

from tests.components.migration.samples import both_ways, build_dms
from tests.support.graph import Graph


def script(end: str) -> str | None:
    """The script of an endpoint's sessions, by the end that is in its name; None where it has none."""
    settings = _stack().one(f"dms-{end}-endpoint").inputs.get("mysqlSettings", {})
    return settings.get("afterConnectScript")


@cache
def _stack() -> Graph:
    return build_dms(settings=both_ways())
