"""Every mistake is refused with a message of its own, and all of them at once."""

from typing import Any

import pytest

from config.load import StackConfig
from config.mistakes import ConfigError
from tests.config.mistakes import MISTAKES
from tests.config.samples import GOOD


@pytest.mark.parametrize(("change", "key", "allowed"), MISTAKES)
def test_a_mistake_is_refused_with_its_key_and_what_is_allowed(change: dict[str, Any], key: str, allowed: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        StackConfig.parse("dev", GOOD | change)
    about = [mistake for mistake in refusal.value.mistakes if mistake.startswith(f"{key}: ")]
    assert about, refusal.value
    assert any(allowed in mistake for mistake in about), about


def test_every_bad_configuration_has_a_message_of_its_own() -> None:
    def message(change: dict[str, Any]) -> str:
        with pytest.raises(ConfigError) as refusal:
            StackConfig.parse("dev", GOOD | change)
        return str(refusal.value)

    messages = [message(change) for change, _, _ in MISTAKES]
    assert len(set(messages)) == len(MISTAKES) >= 60


def test_all_mistakes_are_listed_at_once() -> None:
    values = {"environment": "production", "netwrok": {}, "rotation": {"days": 0}, "network": {"cidr": "10.0.0.0/16"}}
    with pytest.raises(ConfigError) as refusal:
        StackConfig.parse("prod", values)
    keys = [mistake.split(": ")[0] for mistake in refusal.value.mistakes]
    assert keys == [
        "payments:netwrok",
        "payments:rotation.days",
        "payments:network.cidr",
        "payments:logs.retentionDays",
        "payments:account",
        "payments:alerts.emails",
        "payments:alerts.pagingEndpoint",
    ]
    assert str(refusal.value).startswith("The configuration of stack prod (Pulumi.prod.yaml) has 7 mistakes:")
