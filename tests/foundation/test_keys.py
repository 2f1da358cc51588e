"""Encryption keys."""

from typing import Any

from config.sections import Protection
from foundation.keys import EncryptionKey
from foundation.region import Region
from tests.support.graph import Graph
from tests.support.samples import ACCOUNT, REGION, in_region


def build(**changes: Any) -> Graph:
    """What a key registers in a region that deletes keys after 30 days."""

    def make(region: Region) -> None:
        EncryptionKey("k", region, purpose="payments", **changes)

    return in_region(make, protection=Protection.model_validate({"keyDeletionDays": 30}))


def test_a_key_rotates_and_has_an_alias() -> None:
    graph = build()
    key, alias = graph.one("k").inputs, graph.one("k-alias").inputs
    assert (key["enableKeyRotation"], key["deletionWindowInDays"]) == (True, 30)
    assert (alias["name"], alias["targetKeyId"]) == ("alias/payments-key-test", graph.one("k").properties["keyId"])


def test_the_accounts_policies_decide_who_uses_a_key_and_log_groups_use_it_where_logs_are_named() -> None:
    (account,) = build().one("k").policy()
    assert (account["Principal"], account["Action"]) == ({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "kms:*")
    extra = {"Effect": "Deny", "Principal": "*", "Action": "kms:ReEncrypt*", "Resource": "*"}
    first, logs, last = build(logs=True, statements=[extra]).one("k").policy()
    assert (first, last) == (account, extra)
    assert logs["Principal"] == {"Service": f"logs.{REGION}.amazonaws.com"}
    assert logs["Condition"] == {
        "ArnLike": {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:*"}
    }
