"""Differences as drift finds them."""

from ops.drift.differences import Change, Difference, Kind


def difference(kind: Kind, token: str, *properties: str) -> Difference:
    changes = tuple(Change(name, "before", "after") for name in properties)
    return Difference(f"urn:pulumi:dev::payments::{token}::thing", token, kind, changes)
