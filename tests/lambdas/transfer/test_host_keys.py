"""The import of host keys, on moto's Secrets Manager and a Transfer Family held to AWS's own description of its API."""

import json
from base64 import b64decode
from collections.abc import Callable, Iterator
from itertools import count
from types import SimpleNamespace
from typing import Any, cast

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.validate import ParamValidator
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from moto import mock_aws

from lambdas.shared.environment import SettingsError
from lambdas.shared.secrets_manager import SecretsManager, secrets_manager
from lambdas.transfer import host_keys, keys
from lambdas.transfer.host_keys import HostKeys, ReplicatedHostKeys
from lambdas.transfer.keys import HostKey, MalformedKeysError, fingerprint_of, from_text, new_host_keys, to_text
from tests.support.aws import refused

REGION = "eu-west-2"
SERVER = "s-0123456789abcdef0"
# With what `ssh-keygen -lf` says of it.
KNOWN_FINGERPRINT = "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU"
KNOWN_PUBLIC = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"


class FakeTransfer:
    """Host keys of servers; arguments are checked against the service's model, and answers come in small pages."""

    def __init__(self) -> None:
        model = cast(dict[str, Any], Loader().load_service_model("transfer", "service-2"))  # pyright: ignore[reportUnknownMemberType] (untyped)
        self._model = cast(Any, ServiceModel(model, "transfer"))
        self.keys: dict[str, list[dict[str, str]]] = {}
        self.made = 0
        self.dies_before: str | None = None

    def server(self, name: str = SERVER) -> str:
        """A new server, with a host key of AWS's own."""
        self.keys[name] = []
        self._add(name, "SHA256:AWSmadethisoneByItself0000000000000000000000=")
        return name

    def fingerprints(self, name: str = SERVER) -> list[str]:
        return [key["Fingerprint"].rstrip("=") for key in self.keys[name]]

    def list_host_keys(self, **arguments: Any) -> dict[str, Any]:
        self._check("ListHostKeys", arguments)
        start = int(arguments.get("NextToken", "0"))
        keys = self.keys[arguments["ServerId"]]
        answer: dict[str, Any] = {"ServerId": arguments["ServerId"], "HostKeys": keys[start : start + 1]}
        return answer | ({"NextToken": str(start + 1)} if start + 1 < len(keys) else {})

    def import_host_key(self, **arguments: str) -> dict[str, Any]:
        self._check("ImportHostKey", arguments)
        return self._add(arguments["ServerId"], HostKey(arguments["HostKeyBody"]).fingerprint + "=")

    def delete_host_key(self, **arguments: str) -> dict[str, Any]:
        self._check("DeleteHostKey", arguments)
        keys = self.keys[arguments["ServerId"]]
        assert len(keys) > 1, "a server without host keys takes no connection"
        self.keys[arguments["ServerId"]] = [key for key in keys if key["HostKeyId"] != arguments["HostKeyId"]]
        return {}

    def _add(self, server: str, fingerprint: str) -> dict[str, Any]:
        self.made += 1
        key = {"Arn": "arn", "HostKeyId": f"hostkey-{self.made:017x}", "Fingerprint": fingerprint}
        self.keys[server].append(key)
        return key

    def _check(self, operation: str, arguments: dict[str, Any]) -> None:
        if self.dies_before == operation:
            raise refused(operation, "InternalServiceError")
        shape = self._model.operation_model(operation).input_shape
        report = cast(Any, ParamValidator()).validate(arguments, shape)
        assert not report.has_errors(), report.generate_report()


@pytest.fixture
def secrets() -> Iterator[SecretsManager]:
    with mock_aws():
        yield secrets_manager(connect_seconds=1, read_seconds=1, attempts=1)


@pytest.fixture(autouse=True)
def _region(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("AWS_DEFAULT_REGION", REGION), ("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "x")):
        monkeypatch.setenv(name, value)


@pytest.fixture
def transfer(monkeypatch: pytest.MonkeyPatch) -> FakeTransfer:
    # A key of the real size takes a second to make; the test of new keys makes them.
    monkeypatch.setattr(keys, "RSA_BITS", 2048)
    fake = FakeTransfer()
    fake.server()
    return fake


@pytest.fixture
def secret(secrets: SecretsManager) -> str:
    made = cast(Callable[..., Any], boto3.client)("secretsmanager", REGION)  # pyright: ignore[reportUnknownMemberType] (untyped)
    return made.create_secret(Name="host-keys")["ARN"]


def value(secrets: SecretsManager, secret: str) -> str:
    return secrets.get_secret_value(SecretId=secret, VersionStage="AWSCURRENT")["SecretString"]


def test_the_first_import_makes_the_keys_and_replaces_those_of_aws(
    secrets: SecretsManager, transfer: FakeTransfer, secret: str
) -> None:
    fingerprints = HostKeys(secret, secrets, transfer).give_to(SERVER)
    assert fingerprints == [key.fingerprint for key in from_text(value(secrets, secret))]
    assert transfer.fingerprints() == fingerprints
    assert len(fingerprints) == 2


def test_a_second_run_changes_nothing(secrets: SecretsManager, transfer: FakeTransfer, secret: str) -> None:
    first = HostKeys(secret, secrets, transfer).give_to(SERVER)
    before = value(secrets, secret), list(transfer.keys[SERVER])
    assert HostKeys(secret, secrets, transfer).give_to(SERVER) == first
    assert (value(secrets, secret), transfer.keys[SERVER]) == before


def test_another_server_is_recognised_by_the_same_keys(
    secrets: SecretsManager, transfer: FakeTransfer, secret: str
) -> None:
    first = HostKeys(secret, secrets, transfer).give_to(SERVER)
    replacement = transfer.server("s-0fedcba9876543210")
    assert HostKeys(secret, secrets, transfer).give_to(replacement) == first
    assert transfer.fingerprints(replacement) == first


@pytest.mark.parametrize("operation", ["ListHostKeys", "ImportHostKey", "DeleteHostKey"])
def test_a_run_that_died_is_completed_by_the_next(
    secrets: SecretsManager, transfer: FakeTransfer, secret: str, operation: str
) -> None:
    transfer.dies_before = operation
    with pytest.raises(ClientError):
        HostKeys(secret, secrets, transfer).give_to(SERVER)
    made = value(secrets, secret)
    transfer.dies_before = None
    fingerprints = HostKeys(secret, secrets, transfer).give_to(SERVER)
    assert value(secrets, secret) == made
    assert transfer.fingerprints() == fingerprints


def test_of_two_runs_at_once_one_value_alone_is_written(
    secrets: SecretsManager, transfer: FakeTransfer, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = to_text(new_host_keys())
    put = secrets.put_secret_value

    def beaten(**arguments: Any) -> dict[str, Any]:
        put(**arguments | {"SecretString": written})
        raise refused("PutSecretValue", "ResourceExistsException")

    monkeypatch.setattr(secrets, "put_secret_value", beaten)
    fingerprints = HostKeys(secret, secrets, transfer).give_to(SERVER)
    assert fingerprints == [key.fingerprint for key in from_text(written)]


def test_a_key_that_an_operator_puts_into_the_secret_takes_the_others_place(
    secrets: SecretsManager, transfer: FakeTransfer, secret: str
) -> None:
    before = HostKeys(secret, secrets, transfer).give_to(SERVER)
    (own, *_) = new_host_keys()
    secrets.put_secret_value(SecretId=secret, SecretString=to_text([own]))
    assert HostKeys(secret, secrets, transfer).give_to(SERVER) == [own.fingerprint]
    assert transfer.fingerprints() == [own.fingerprint]
    assert own.fingerprint not in before


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nonsense", "holds no"),
        ("[]", "holds no"),
        ('{"hostKeys": []}', "list of host keys is empty"),
        ('{"hostKeys": ["topsecretbutnokey"]}', "no private key for SSH"),
        ('{"hostKeys": [7]}', "no private key for SSH"),
        (json.dumps({"hostKeys": [new_host_keys()[0].text] * 2}), None),
    ],
    # The texts are others in each worker, and all workers have to give a test the same name.
    ids=count(),
)
def test_a_secret_with_something_else_changes_nothing_and_is_not_shown(
    secrets: SecretsManager, transfer: FakeTransfer, secret: str, text: str, message: str | None
) -> None:
    secrets.put_secret_value(SecretId=secret, SecretString=text)
    before = list(transfer.keys[SERVER])
    with pytest.raises(MalformedKeysError, match=message or "holds a host key twice") as error:
        HostKeys(secret, secrets, transfer).give_to(SERVER)
    assert "topsecret" not in repr(error.value.__context__ or "") + str(error.value)
    assert transfer.keys[SERVER] == before


def test_a_fingerprint_is_what_openssh_says() -> None:
    assert fingerprint_of(KNOWN_PUBLIC) == KNOWN_FINGERPRINT


def test_new_keys_are_of_two_types_and_never_the_same() -> None:
    first, second = new_host_keys(), new_host_keys()
    assert ["OPENSSH PRIVATE KEY" in key.text for key in first] == [True, False]
    assert "BEGIN RSA PRIVATE KEY" in first[1].text
    common = load_pem_private_key(first[1].text.encode(), password=None)
    assert isinstance(common, rsa.RSAPrivateKey)
    assert common.key_size == 4096
    assert not {key.fingerprint for key in first} & {key.fingerprint for key in second}
    assert "PRIVATE" not in repr(first)
    assert all(len(b64decode(key.fingerprint.removeprefix("SHA256:") + "=")) == 32 for key in first)


def test_the_handler_answers_with_what_is_public_and_logs_no_key(
    secrets: SecretsManager,
    transfer: FakeTransfer,
    secret: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("HOST_KEY_SECRET_ARN", secret)
    monkeypatch.setenv("HOST_KEYS", "made")
    monkeypatch.setattr(host_keys, "transfer_client", lambda: transfer)
    caplog.set_level("DEBUG")
    answer = host_keys.handle({"serverId": SERVER}, None)
    assert answer == {"fingerprints": transfer.fingerprints()}
    assert "PRIVATE KEY" not in json.dumps(answer) + caplog.text
    assert "host key imported" in caplog.text


@pytest.fixture
def replication(monkeypatch: pytest.MonkeyPatch, secrets: SecretsManager) -> Callable[[str, int], None]:
    """Lets a value arrive in a secret after some pauses, none of which takes time."""
    moment = [0.0]

    def arrives(secret: str, pauses: int) -> None:
        def pass_by(seconds: float) -> None:
            moment[0] += seconds
            if moment[0] == pauses * seconds:
                text = to_text(new_host_keys())
                secrets.put_secret_value(SecretId=secret, SecretString=text)

        # The module's own: other threads go on by the clock.
        monkeypatch.setattr(host_keys, "time", SimpleNamespace(sleep=pass_by, monotonic=lambda: moment[0]))

    return arrives


def test_a_replica_is_awaited_and_never_written(
    secrets: SecretsManager, transfer: FakeTransfer, secret: str, replication: Callable[[str, int], None]
) -> None:
    replication(secret, 3)
    fingerprints = ReplicatedHostKeys(secret, secrets, transfer).give_to(SERVER)
    assert fingerprints == [key.fingerprint for key in from_text(value(secrets, secret))]
    assert transfer.fingerprints() == fingerprints


def test_a_replica_that_does_not_arrive_ends_the_run_before_anything_changes(
    secrets: SecretsManager, transfer: FakeTransfer, secret: str, replication: Callable[[str, int], None]
) -> None:
    replication(secret, 1000)
    before = transfer.fingerprints()
    with pytest.raises(RuntimeError, match="has no value although one was written"):
        ReplicatedHostKeys(secret, secrets, transfer).give_to(SERVER)
    assert transfer.fingerprints() == before


@pytest.mark.parametrize("made", ["", "both"])
def test_where_the_keys_are_made_is_said(monkeypatch: pytest.MonkeyPatch, secret: str, made: str) -> None:
    monkeypatch.setenv("HOST_KEY_SECRET_ARN", secret)
    monkeypatch.setenv("HOST_KEYS", made)
    with pytest.raises(SettingsError, match="HOST_KEYS must be made or replicated"):
        host_keys.handle({"serverId": SERVER}, None)
