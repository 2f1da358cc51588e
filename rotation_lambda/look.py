"""What the rotation reaches of all that it needs, where another region serves: looked at, and nothing changed."""

from lambdas.shared.credential import MalformedCredentialError
from lambdas.shared.database import DatabaseError, connect
from lambdas.shared.looking import UnreachedError, looked
from lambdas.shared.secrets_manager import AWS_ERRORS, CURRENT
from rotation_lambda.checks import CheckError, check_identity
from rotation_lambda.secret_store import SecretStore
from rotation_lambda.settings import Settings


def look(settings: Settings, store: SecretStore) -> dict[str, str]:
    """By secret why its credential can't be read or does not log in over TLS, or an empty text."""
    secrets = {"application": settings.application_secret, "master": settings.master_secret}
    return looked({user: lambda arn=arn: _log_in(settings, store, arn) for user, arn in secrets.items()})


def _log_in(settings: Settings, store: SecretStore, secret: str) -> None:
    try:
        version = store.read(secret, CURRENT)
        if version is None:
            raise UnreachedError(f"{secret} has no current value")
        credential = version.credential()
        session = connect(settings.database, credential)
        try:
            check_identity(session, credential.username)
        finally:
            session.close()
    except (DatabaseError, CheckError, MalformedCredentialError) as error:
        raise UnreachedError(str(error)) from None
    except AWS_ERRORS as error:
        raise UnreachedError(f"{secret} can't be read: {type(error).__name__}") from None
