"""The processor's environment: each mistake is named, all of them at once."""

import os
import subprocess
import sys

import pytest

from config.project import PROJECT
from lambda_src.settings import Configuration, FlagSource, Settings
from lambdas.shared.environment import SettingsError

WHOLE = {
    "DATABASE_HOST": "database.internal",
    "DATABASE_NAME": "payments",
    "APPLICATION_SECRET_ARN": "arn:aws:secretsmanager:eu-west-2:123456789012:secret:application-AbCdEf",
    "QUEUE_URL": "https://sqs.eu-west-2.amazonaws.com/123456789012/payments",
    "DEAD_LETTER_QUEUE_URL": "https://sqs.eu-west-2.amazonaws.com/123456789012/dead-letters",
    "MAX_RECEIVE_COUNT": "5",
    "STACK": "prod",
}
FLAGS = {
    "FLAGS_APPLICATION": "payments-prod",
    "FLAGS_OPERATIONS_ENVIRONMENT": "abc1234",
    "FLAGS_OPERATIONS_PROFILE": "operations",
    "FLAGS_RELEASES_ENVIRONMENT": "def5678",
    "FLAGS_RELEASES_PROFILE": "releases",
}


def test_a_whole_environment() -> None:
    settings = Settings.from_environment(WHOLE | FLAGS)
    assert (settings.database.host, settings.database.port, settings.database.name) == (
        *("database.internal", 3306, "payments"),
    )
    assert settings.secret == WHOLE["APPLICATION_SECRET_ARN"]
    assert (settings.queue_url, settings.dead_letter_queue_url) == (
        *(WHOLE["QUEUE_URL"], WHOLE["DEAD_LETTER_QUEUE_URL"]),
    )
    assert (settings.stack, settings.tries) == ("prod", 5)
    assert settings.flags == FlagSource(
        application="payments-prod",
        operations=Configuration(environment="abc1234", profile="operations"),
        releases=Configuration(environment="def5678", profile="releases"),
        port=2772,
    )


def test_flags_may_be_left_out_together_only() -> None:
    assert Settings.from_environment(WHOLE).flags is None
    for name in FLAGS:
        with pytest.raises(SettingsError, match=name):
            Settings.from_environment(WHOLE | {key: value for key, value in FLAGS.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_HOST", ""),
        ("DATABASE_PORT", "0"),
        ("DATABASE_NAME", "a b"),
        ("APPLICATION_SECRET_ARN", "application"),
        ("QUEUE_URL", ""),
        ("QUEUE_URL", "arn:aws:sqs:eu-west-2:123456789012:payments"),
        ("QUEUE_URL", WHOLE["QUEUE_URL"] + ".fifo"),
        ("QUEUE_URL", WHOLE["DEAD_LETTER_QUEUE_URL"]),
        ("DEAD_LETTER_QUEUE_URL", "dead-letters"),
        ("STACK", ""),
        ("STACK", "prod stack"),
        ("FLAGS_APPLICATION", "payments/../other"),
        ("FLAGS_RELEASES_PROFILE", "?flag="),
        ("AWS_APPCONFIG_EXTENSION_HTTP_PORT", "65536"),
    ],
)
def test_a_mistake_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment(WHOLE | FLAGS | {name: value})


def test_all_mistakes_are_listed_at_once() -> None:
    with pytest.raises(SettingsError) as raised:
        Settings.from_environment({"FLAGS_APPLICATION": "payments"})
    for name in (*WHOLE, *FLAGS):
        assert name in str(raised.value) or name == "FLAGS_APPLICATION"


def test_on_lambda_mistakes_are_found_when_the_function_starts_and_not_with_its_first_payment() -> None:
    def starts(**variables: str) -> subprocess.CompletedProcess[str]:
        surroundings = {"PATH": os.environ["PATH"], "AWS_DEFAULT_REGION": "eu-west-2", **variables}
        return subprocess.run(
            [sys.executable, "-c", "from lambda_src.handler import processor; print(processor.cache_info().currsize)"],
            env=surroundings, cwd=PROJECT, capture_output=True, text=True, check=False,
        )  # fmt: skip

    assert starts().stdout == "0\n"
    assert starts(AWS_LAMBDA_FUNCTION_NAME="payments", **WHOLE).stdout == "1\n"
    refused = starts(AWS_LAMBDA_FUNCTION_NAME="payments")
    assert refused.returncode
    assert all(name in refused.stderr for name in WHOLE)
