"""The application's database credential, cached between invocations, which may be stale at any time."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from botocore.exceptions import ClientError

from lambdas.shared.credential import Credential, MalformedCredentialError
from lambdas.shared.log import metric
from lambdas.shared.secrets_manager import AWS_ERRORS, CURRENT, PREVIOUS, SecretsManager, absent

TTL_SECONDS = 300
# Functions that started together do not all read again at the same time.
JITTER_SECONDS = 60
# In an outage not every payment waits for the timeout of Secrets Manager.
OUTAGE_SECONDS = 15


class NoCredentialError(Exception):
    """Secrets Manager gave no credential, and none is kept from before."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A credential, the version it is of, and when to read again."""

    version: str
    credential: Credential
    until: float


class Credentials:
    """The credential of one secret.

    The cached one may be stale: a rotation leaves the previous credential valid, so it mostly still logs in, and the
    connections ask for a new one where it does not.
    """

    def __init__(self, client: SecretsManager, secret: str, clock: Callable[[], float] = time.monotonic):
        self._client = client
        self._secret = secret
        self._clock = clock
        self._kept: Kept | None = None

    def current(self) -> Credential:
        """The kept credential while it is fresh, and while Secrets Manager gives no other.

        Raises NoCredentialError where there is none at all.
        """
        if self._kept and self._clock() < self._kept.until:
            return self._kept.credential
        try:
            return self.refreshed()
        except NoCredentialError:
            if self._kept is None:
                raise
            metric("StaleCredentialUsed", 1)
            self._kept = replace(self._kept, until=self._clock() + OUTAGE_SECONDS)
            return self._kept.credential

    def refreshed(self) -> Credential:
        """The current credential as Secrets Manager has it now; raises NoCredentialError."""
        # Functions that started together ask at different times; whoever could predict them would gain nothing.
        ttl = TTL_SECONDS + random.uniform(0, JITTER_SECONDS)  # noqa: S311 (it spreads load; who predicts it gains nothing)
        answer = self._read(CURRENT)
        if answer is None:
            raise NoCredentialError(f"{self._secret} has no current value: the bootstrap has not run")
        version, credential = answer
        self._kept = Kept(version=version, credential=credential, until=self._clock() + ttl)
        return credential

    def previous(self) -> Credential | None:
        """The credential before the current one, where there was one; raises NoCredentialError."""
        answer = self._read(PREVIOUS)
        return answer[1] if answer else None

    def _read(self, label: str) -> tuple[str, Credential] | None:
        try:
            answer = self._client.get_secret_value(SecretId=self._secret, VersionStage=label)
            return answer["VersionId"], Credential.from_json(answer["SecretString"])
        except ClientError as error:
            if absent(error):
                return None
            raise NoCredentialError(f"{self._secret} can't be read: {type(error).__name__}") from error
        except AWS_ERRORS as error:
            raise NoCredentialError(f"{self._secret} can't be read: {type(error).__name__}") from error
        except MalformedCredentialError as error:
            raise NoCredentialError(f"{self._secret}, {label}: {error}") from error
