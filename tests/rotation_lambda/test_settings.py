"""Each mistake in the environment is named."""

import pytest

from lambdas.shared.database import CA_FILE
from lambdas.shared.environment import SettingsError
from rotation_lambda.settings import Settings


def test_the_settings_of_a_whole_environment(environment: dict[str, str]) -> None:
    settings = Settings.from_environment(environment)
    assert (settings.database.host, settings.database.port) == ("database.internal", 3306)
    assert settings.database.ca_file == CA_FILE
    assert settings.users == ("pay_a", "pay_b")
    assert settings.grants == ("SELECT", "INSERT", "UPDATE")
    assert settings.password_length == 32
    assert settings.replica is None


def test_what_may_be_left_out(environment: dict[str, str]) -> None:
    for name in ("DATABASE_PORT", "PASSWORD_LENGTH"):
        del environment[name]
    settings = Settings.from_environment(environment | {"DATABASE_REPLICA_HOST": "replica.internal"})
    assert (settings.database.port, settings.password_length) == (3306, 32)
    assert settings.replica
    assert (settings.replica.host, settings.replica.port) == ("replica.internal", 3306)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_HOST", ""),
        ("DATABASE_HOST", "user@host"),
        ("DATABASE_PORT", "0"),
        ("DATABASE_PORT", "65536"),
        ("DATABASE_PORT", "mysql"),
        ("DATABASE_PORT", "-1"),
        ("DATABASE_NAME", ""),
        ("DATABASE_NAME", "pay%"),
        ("DATABASE_NAME", "pay`ments"),
        ("DATABASE_NAME", "p" * 65),
        ("DATABASE_CA_FILE", "ca.pem"),
        ("APPLICATION_USERS", ""),
        ("APPLICATION_USERS", "pay_a"),
        ("APPLICATION_USERS", "pay_a,pay_a"),
        ("APPLICATION_USERS", "pay_a,pay_b,pay_c"),
        ("APPLICATION_USERS", "pay_a,pay'b"),
        ("APPLICATION_USERS", f"pay_a,{'b' * 33}"),
        ("APPLICATION_USERS", "pay_a,admin"),
        ("APPLICATION_GRANTS", ""),
        ("APPLICATION_GRANTS", "ALL"),
        ("APPLICATION_GRANTS", "SELECT,GRANT OPTION"),
        ("APPLICATION_GRANTS", "SELECT,SELECT"),
        ("APPLICATION_SECRET_ARN", "payments"),
        ("APPLICATION_SECRET_ARN", ""),
        ("MASTER_SECRET_ARN", "arn:aws:secretsmanager:eu-west-2:123456789012:secret:master"),
        ("MIGRATION_SECRET_ARN", "migration"),
        ("MASTER_USER", ""),
        ("MASTER_USER", "m" * 33),
        ("PASSWORD_LENGTH", "15"),
        ("PASSWORD_LENGTH", "42"),
        ("PASSWORD_LENGTH", "many"),
        ("DATABASE_REPLICA_HOST", "a host"),
    ],
)
def test_a_mistake_is_named(environment: dict[str, str], name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment(environment | {name: value})


def test_names_of_32_characters_are_taken(environment: dict[str, str]) -> None:
    users = f"{'a' * 32},{'b' * 32}"
    assert Settings.from_environment(environment | {"APPLICATION_USERS": users}).users == ("a" * 32, "b" * 32)


def test_one_secret_for_both_is_refused(environment: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="must be two secrets"):
        Settings.from_environment(environment | {"MASTER_SECRET_ARN": environment["APPLICATION_SECRET_ARN"]})


def test_all_mistakes_are_listed_at_once() -> None:
    with pytest.raises(SettingsError) as raised:
        Settings.from_environment({})
    for name in (
        *("DATABASE_HOST", "DATABASE_NAME", "APPLICATION_USERS", "APPLICATION_GRANTS"),
        *("APPLICATION_SECRET_ARN", "MASTER_SECRET_ARN", "MASTER_USER"),
    ):
        assert name in str(raised.value)


def test_the_migrations_secret_may_be_absent_and_is_none_of_the_others(environment: dict[str, str]) -> None:
    assert Settings.from_environment(environment).migration_secret is None
    own = environment["MASTER_SECRET_ARN"].replace("master", "migration")
    assert Settings.from_environment(environment | {"MIGRATION_SECRET_ARN": own}).migration_secret == own
    for other in ("MASTER_SECRET_ARN", "APPLICATION_SECRET_ARN"):
        with pytest.raises(SettingsError, match="MIGRATION_SECRET_ARN must be a secret of its own"):
            Settings.from_environment(environment | {"MIGRATION_SECRET_ARN": environment[other]})
