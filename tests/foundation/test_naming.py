"""Names and tags."""

import pytest

from foundation.naming import Naming
from tests.support.samples import NAMING


def test_names_read_kind_then_suffix() -> None:
    assert NAMING.name("db-secret") == "db-secret-test"
    assert NAMING.for_recovery().name("db-secret") == "dr-db-secret-test"
    assert NAMING.log_group("flow") == "/payments/flow-test"


@pytest.mark.parametrize(
    ("kind", "limit", "message"),
    [
        ("k" * 60, 63, "has 65 characters; AWS takes 63"),
        ("kind", 8, "has 9 characters; AWS takes 8"),
        ("Kind", 63, "only lower-case letters"),
        ("a--b", 63, "single hyphens"),
        ("", 63, "only lower-case letters"),
        ("a_b", 63, "only lower-case letters"),
    ],
)
def test_names_are_refused_and_never_cut(kind: str, limit: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        NAMING.name(kind, limit)


def test_own_tags_never_replace_the_required_ones() -> None:
    naming = Naming(
        suffix="t", environment="staging", cost_center="c", owner="o", extra_tags={"Owner": "x", "Team": "y"}
    )
    assert naming.tags("vpc") == {
        "Team": "y",
        "Name": "vpc-t",
        "Environment": "staging",
        "Project": "payment-processing",
        "CostCenter": "c",
        "Owner": "o",
        "ManagedBy": "Pulumi",
    }
