"""The database's master: its login, and the change of its own password."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager

from lambdas.shared.credential import Credential, MalformedCredentialError
from lambdas.shared.database import LoginRefusedError, Session, connect, execute
from lambdas.shared.log import note
from lambdas.shared.secrets_manager import CURRENT, PENDING
from rotation_lambda.checks import check_identity, check_pending, check_serving
from rotation_lambda.secret_store import SecretStore, Version
from rotation_lambda.settings import Settings
from rotation_lambda.users import set_own_password

LOCK = "payments.administration"


class BusyError(Exception):
    """Somebody else changes users or the schema for longer than this run can wait."""


class MasterAccount:
    """The master, who changes its own password; only the rotation and the bootstrap log in with it."""

    def __init__(self, settings: Settings, store: SecretStore):
        self.secret = settings.master_secret
        self.users = (settings.master_user,)
        self._settings = settings
        self._store = store

    def next_user(self, current: str | None) -> str:
        """The user of the next credential: always the same."""
        return self._settings.master_user

    def change(self, token: str) -> None:
        """The master has the pending password."""
        pending = self._pending(token)
        try:
            self._open(pending).close()
        except LoginRefusedError:
            with self.administering() as connection:
                # Read again under the lock: the label may have moved to another version meanwhile.
                set_own_password(connection, self._pending(token).password)

    def verify(self, credential: Credential) -> None:
        """Raises where the credential does not log in as the master over TLS."""
        with closing(self._open(credential)) as connection:
            check_identity(connection, self._settings.master_user)

    @contextmanager
    def administering(
        self, *, first: Sequence[Credential] = (), wait_seconds: int = 10, statement_seconds: int = 20
    ) -> Generator[Session]:
        """The master's connection; while it is open nobody else changes users or the schema.

        Raises BusyError where somebody else does so for too long, LoginRefusedError where no known password is
        accepted, and CheckError where the server is a copy of the one that serves.
        `first` are credentials besides those in the secret.
        """
        with closing(self._login(first, max(statement_seconds, wait_seconds + 5))) as connection:
            # A function that is killed leaves its connection behind; without this the lock would last for hours.
            execute(connection, "SET SESSION wait_timeout = 60")
            if execute(connection, "SELECT GET_LOCK(%s, %s)", [LOCK, wait_seconds]) != [(1,)]:
                raise BusyError(f"the lock {LOCK} was not free within {wait_seconds} seconds")
            check_serving(connection)
            # Closing the connection releases the lock.
            yield connection

    def _pending(self, token: str) -> Credential:
        pending = self._store.expect(self.secret, PENDING, token).credential()
        check_pending(pending, self.users, self._settings.database)
        return pending

    def _login(self, first: Sequence[Credential], statement_seconds: int) -> Session:
        refused: LoginRefusedError | None = None
        for credential in self._candidates(first):
            try:
                return self._open(credential, statement_seconds)
            except LoginRefusedError as error:
                refused = error
        raise refused or LoginRefusedError(f"{self.secret} holds no password of {self._settings.master_user}", 1045)

    def _candidates(self, first: Sequence[Credential]) -> Iterator[Credential]:
        """The passwords that the master may have, the likeliest first.

        Each password is in the secret before it is set on the server. So whatever an interrupted rotation left on the
        server is among the secret's versions, even where an operator has removed the label.
        """
        tried: set[str] = set()
        # A rotation of the master may run meanwhile: from label to label, and it may have finished in between.
        for label in (CURRENT, CURRENT, PENDING, CURRENT):
            yield from self._untried(self._store.read(self.secret, label), tried)
        yield from first
        for version in self._store.versions(self.secret):
            if version not in tried:
                yield from self._untried(self._store.read_version(self.secret, version), tried)
        # Another run may have set the current one while the others were tried.
        yield from self._untried(self._store.read(self.secret, CURRENT), set())

    def _untried(self, version: Version | None, tried: set[str]) -> Iterator[Credential]:
        if version is None or version.id in tried:
            return
        tried.add(version.id)
        try:
            credential = version.credential()
        except MalformedCredentialError:
            note("not a credential", secret=self.secret, version=version.id)
            return
        if credential.username == self._settings.master_user:
            yield credential

    def _open(self, credential: Credential, statement_seconds: int = 20) -> Session:
        return connect(
            self._settings.database, credential, schema=False, autocommit=True, statement_seconds=statement_seconds
        )
