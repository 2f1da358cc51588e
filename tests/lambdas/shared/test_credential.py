"""A credential never shows its password, and a malformed one is described without its value."""

import pytest

from lambdas.shared.credential import Credential, MalformedCredentialError


def test_a_credential_never_shows_its_password() -> None:
    credential = Credential(username="pay_a", password="a secret")  # noqa: S106 (it is shown to nobody)
    assert "secret" not in f"{credential} {credential!r}"
    assert Credential.from_json(credential.to_json()) == credential


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("secret", "the secret value is not JSON"),
        ('"secret"', "the secret value is not a JSON object"),
        ('{"password": "secret"}', "the secret value has no username"),
        ('{"username": "secret"}', "the secret value has no password"),
        ('{"username": 5, "password": "secret"}', "the secret value has no username"),
        ('{"username": "a", "password": "b", "port": "secret"}', "the secret value's port is not a number"),
    ],
)
def test_a_malformed_value_is_described_and_not_quoted(text: str, message: str) -> None:
    with pytest.raises(MalformedCredentialError) as raised:
        Credential.from_json(text)
    assert str(raised.value) == message
    assert raised.value.__cause__ is None
