"""Gives an SFTP server the host keys of a secret, and makes them where the secret has none.

It may die anywhere and be run again; where everything is in place a run changes nothing.
"""

import hashlib
import os
import time
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from lambdas.shared.environment import SECRETS_MANAGER_ARN, Environment
from lambdas.shared.log import note
from lambdas.shared.secrets_manager import CURRENT, SecretsManager, absent, exists, secrets_manager
from lambdas.transfer.client import Transfer, transfer_client
from lambdas.transfer.keys import HostKey, from_text, new_host_keys, to_text

# Secrets Manager replicates within seconds. What has not arrived by then ends the `up`, and the next one finds it.
REPLICATION_SECONDS, PAUSE_SECONDS = 45, 3


class HostKeys:
    """The host keys of one secret, whichever server has them."""

    def __init__(self, secret: str, secrets: SecretsManager, transfer: Transfer):
        self._secret = secret
        self._secrets = secrets
        self._transfer = transfer

    def give_to(self, server: str) -> list[str]:
        """The server has the secret's keys and no others; returns their fingerprints, which are public.

        Raises MalformedKeysError, before anything changes, where the secret holds something else.
        """
        keys = {key.fingerprint: key for key in self._keys()}
        present = self._present(server)
        for fingerprint, key in keys.items():
            if fingerprint not in present:
                self._transfer.import_host_key(ServerId=server, HostKeyBody=key.text)
                note("host key imported", server=server, fingerprint=fingerprint)
        # A client gets the oldest key of a type, which AWS made; it goes once there are others.
        for fingerprint in sorted(present.keys() - keys.keys()):
            self._transfer.delete_host_key(ServerId=server, HostKeyId=present[fingerprint])
            note("host key deleted", server=server, fingerprint=fingerprint)
        return list(keys)

    def _keys(self) -> list[HostKey]:
        text = self._read()
        if text is None:
            self._fill()
            text = self._read()
        if text is None:
            raise RuntimeError(f"{self._secret} has no value although one was written")
        return from_text(text)

    def _fill(self) -> None:
        # The same for every run: of two at once, or one that died, one value alone is ever written.
        token = hashlib.sha256(f"host keys {self._secret}".encode()).hexdigest()
        try:
            self._secrets.put_secret_value(
                SecretId=self._secret, ClientRequestToken=token, SecretString=to_text(new_host_keys())
            )
            note("host keys made", secret=self._secret, version=token)
        except ClientError as error:
            if not exists(error):
                raise

    def _read(self) -> str | None:
        try:
            return self._secrets.get_secret_value(SecretId=self._secret, VersionStage=CURRENT)["SecretString"]
        except ClientError as error:
            if absent(error):
                return None
            raise

    def _present(self, server: str) -> dict[str, str]:
        """The ids of the server's host keys, by fingerprint."""
        found: dict[str, str] = {}
        page: dict[str, str] = {}
        while True:
            answer = self._transfer.list_host_keys(ServerId=server, **page)
            for key in answer["HostKeys"]:
                found[str(key["Fingerprint"]).rstrip("=")] = key["HostKeyId"]
            if not answer.get("NextToken"):
                return found
            page = {"NextToken": answer["NextToken"]}


class ReplicatedHostKeys(HostKeys):
    """The host keys of a secret's replica, which are made in the other region and arrive from there."""

    def _fill(self) -> None:
        end = time.monotonic() + REPLICATION_SECONDS
        while self._read() is None and time.monotonic() < end:
            time.sleep(PAUSE_SECONDS)


def handle(event: Mapping[str, Any], context: object) -> Mapping[str, list[str]]:
    """Puts the host keys in place and returns their fingerprints."""
    read = Environment(os.environ)
    secret = read.text("HOST_KEY_SECRET_ARN", SECRETS_MANAGER_ARN, "the full ARN of a secret")
    made = read.text("HOST_KEYS", "made|replicated", "made or replicated")
    read.check()
    host_keys = HostKeys if made == "made" else ReplicatedHostKeys
    secrets = secrets_manager(connect_seconds=2, read_seconds=5, attempts=3)
    return {"fingerprints": host_keys(secret, secrets, transfer_client()).give_to(event["serverId"])}
