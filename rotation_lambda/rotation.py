"""The four idempotent steps of Secrets Manager's rotation: each may be interrupted anywhere and run again."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from lambdas.shared.credential import Credential, MalformedCredentialError
from lambdas.shared.log import note
from lambdas.shared.looking import asked
from lambdas.shared.secrets_manager import CURRENT, PENDING, secrets_manager
from rotation_lambda.application import ApplicationAccount
from rotation_lambda.checks import check_pending
from rotation_lambda.look import look
from rotation_lambda.master import MasterAccount
from rotation_lambda.passwords import new_password
from rotation_lambda.secret_store import Description, MissingVersionError, SecretStore
from rotation_lambda.settings import Settings


class RotationError(Exception):
    """A call that does not belong to a rotation in progress."""


class Account(Protocol):
    """What a secret's credentials are for, and the users that they may be of."""

    @property
    def secret(self) -> str:
        """The secret's ARN."""
        ...

    @property
    def users(self) -> Sequence[str]:
        """The users that a credential in the secret may be for."""
        ...

    def next_user(self, current: str | None) -> str:
        """The user of the next credential."""
        ...

    def change(self, token: str) -> None:
        """The server accepts the pending credential."""
        ...

    def verify(self, credential: Credential) -> None:
        """Raises where a credential must not become current."""
        ...


@dataclass(frozen=True, kw_only=True)
class Request:
    """The step of a rotation that Secrets Manager asks for."""

    step: str
    secret: str
    token: str

    @classmethod
    def from_event(cls, event: Mapping[str, Any]) -> "Request":
        """The request of an event; raises RotationError where it is none."""
        missing = [key for key in ("Step", "SecretId", "ClientRequestToken") if not event.get(key)]
        if missing:
            raise RotationError(f"the event has no {', '.join(missing)}: only Secrets Manager calls this function")
        return cls(step=event["Step"], secret=event["SecretId"], token=event["ClientRequestToken"])


class Rotation:
    """The steps for the secrets of the settings."""

    def __init__(self, settings: Settings, store: SecretStore):
        self._settings = settings
        self._store = store
        master = MasterAccount(settings, store)
        self._accounts: tuple[Account, ...] = (ApplicationAccount(settings, store, master), master)
        self._steps: Mapping[str, Callable[[Account, str, Description], None]] = {
            "createSecret": self._create,
            "setSecret": self._set,
            "testSecret": self._test,
            "finishSecret": self._finish,
        }

    def run(self, request: Request) -> None:
        """The step is done, by this call or by an earlier one; raises RotationError where it must not be."""
        account = next((account for account in self._accounts if account.secret == request.secret), None)
        if account is None:
            raise RotationError(f"{request.secret} is none of this function's secrets; they are named by full ARN")
        if request.step not in self._steps:
            raise RotationError(f"there is no step {request.step!r}")
        described = self._store.describe(account.secret)
        labels = self._gate(request, described)
        if CURRENT not in labels:
            self._steps[request.step](account, request.token, described)
        elif request.step == "finishSecret" and PENDING in labels:
            self._store.drop_pending(account.secret, request.token)
        note("step done", step=request.step, secret=request.secret, version=request.token)

    def _gate(self, request: Request, described: Description) -> frozenset[str]:
        """The labels of the token; without this a late retry would change the password that is in use."""
        if described.arn != request.secret:
            raise RotationError(f"{request.secret} is not a full ARN: that is {described.arn}")
        if not described.rotates:
            raise RotationError(f"{request.secret} does not rotate")
        labels = described.labels.get(request.token, frozenset())
        if not labels & {CURRENT, PENDING}:
            raise RotationError(f"version {request.token} of {request.secret} is not pending: the rotation is over")
        return labels

    def _create(self, account: Account, token: str, described: Description) -> None:
        """The pending version has a value."""
        current = self._store.read(account.secret, CURRENT)
        if current is None:
            raise RotationError(f"{account.secret} has no current value: run the bootstrap first")
        if self._store.read(account.secret, PENDING, token):
            return
        try:
            user = current.credential().username
        except MalformedCredentialError:
            note("the current value is not a credential", step="createSecret", secret=account.secret)
            user = None
        database = self._settings.database
        credential = Credential(
            username=account.next_user(user),
            password=new_password(self._settings.password_length),
            host=database.host,
            port=database.port,
            dbname=database.name,
        )
        self._store.put(account.secret, token, credential, PENDING)

    def _set(self, account: Account, token: str, described: Description) -> None:
        account.change(token)

    def _test(self, account: Account, token: str, described: Description) -> None:
        """The pending credential works; where there is none, as when a rotation is set up, the current one does."""
        try:
            version = self._store.expect(account.secret, PENDING, token)
        except MissingVersionError:
            current = described.holder(CURRENT)
            if current is None:
                raise RotationError(f"{account.secret} has no current value: run the bootstrap first") from None
            version = self._store.expect(account.secret, CURRENT, current)
        account.verify(version.credential())

    def _finish(self, account: Account, token: str, described: Description) -> None:
        """The pending credential is the current one."""
        current = described.holder(CURRENT)
        if current is None:
            raise RotationError(f"{account.secret} has no current value: run the bootstrap first")
        pending = self._store.expect(account.secret, PENDING, token).credential()
        check_pending(pending, account.users, self._settings.database)
        self._store.promote(account.secret, token, current)
        self._store.drop_pending(account.secret, token)


def handle(event: Mapping[str, Any], context: object) -> dict[str, str] | None:
    """Does the step that Secrets Manager asks for; or returns what a look has found."""
    settings = Settings.from_environment(os.environ)
    store = SecretStore(secrets_manager(connect_seconds=2, read_seconds=5, attempts=3))
    if asked(event):
        return look(settings, store)
    Rotation(settings, store).run(Request.from_event(event))
    return None
