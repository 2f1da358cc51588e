"""What went wrong in a call to AWS, and what to do about it, in one message."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from botocore import exceptions

ADVICE: Mapping[str, str] = {
    "AccessDeniedException": "Let the credentials do {action}, and see whether a service control policy forbids it.",
    "ConflictException": "Something else changes or uses it at this moment. Run the command again.",
    "InternalServerException": "The fault is on AWS's side. Run the command again.",
    "ResourceNotFoundException": "It was removed outside of this program. Run pulumi refresh, then the command again.",
    "ServiceQuotaExceededException": "Ask for a raise in Service Quotas, or remove what is not needed any more.",
    "ThrottlingException": "AWS was still busy after {attempts} attempts. Run the command again in some minutes.",
    "UninitializedAccountException": "The service is not initialised in this region. Run pulumi up.",
    "ValidationException": "Correct what the fields say; what they refer to has to exist in this region.",
}
CREDENTIALS = "Renew the credentials in the environment; the AWS provider uses the same ones."
# What AWS answers to credentials that it does not accept.
CREDENTIAL_CODES = frozenset(
    {"ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "InvalidSignatureException",
     "SignatureDoesNotMatch", "UnrecognizedClientException"}
)  # fmt: skip


class MigrationError(Exception):
    """A call to AWS that failed; the message says which, where, why, and what to do."""

    def __init__(self, message: str, code: str = "", reason: str = ""):
        super().__init__(message)
        self.code, self.reason = code, reason


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call to AWS: the service, the operation as AWS names it, the region, and how often it is attempted."""

    service: str
    operation: str
    region: str
    attempts: int

    def run(self, function: Callable[[], Any]) -> Any:
        """What the function returns; raises MigrationError for every error of AWS and of the way to it.

        Pulumi prints whatever an error came from as well, which is boto3's inside here, and says nothing more.
        """
        try:
            return function()
        except exceptions.ClientError as error:
            raise self._refused(cast(Mapping[str, Any], error.response)) from None
        except exceptions.ParamValidationError as error:
            raise self._error("ParamValidationError", str(error), "Correct the arguments of the resource.") from None
        except (exceptions.NoCredentialsError, exceptions.PartialCredentialsError) as error:
            raise self._error("NoCredentials", str(error), CREDENTIALS) from None
        except exceptions.BotoCoreError as error:
            kind = type(error).__name__
            raise self._error(kind, str(error), "See whether this machine reaches AWS, and run it again.") from None

    def _refused(self, response: Mapping[str, Any]) -> MigrationError:
        code = str(response["Error"].get("Code"))
        text = f"{response['Error'].get('Message')}{_details(response)}"
        action = f"{self.service.lower()}:{self.operation}"
        advice = CREDENTIALS if code in CREDENTIAL_CODES else ADVICE.get(code, "Look the code up in the service's API.")
        return self._error(code, text, advice.format(action=action, attempts=self.attempts), response.get("reason", ""))

    def _error(self, code: str, text: str, advice: str, reason: str = "") -> MigrationError:
        where = f"{self.service} {self.operation} in {self.region}"
        return MigrationError(f"{where}: {code}: {text.rstrip('.')}. {advice}", code, reason)


def _details(response: Mapping[str, Any]) -> str:
    """What an error of the service says beside its message."""
    details = [f"{key} {response[key]}" for key in ("reason", "resourceType", "resourceId") if response.get(key)]
    fields: list[Mapping[str, str]] = response.get("fieldList") or []
    details += [f"field {field.get('name')}: {field.get('message')}" for field in fields]
    conflicts: list[Mapping[str, str]] = response.get("errors") or []
    details += [f"{item.get('resourceType')} {item.get('resourceId')}: {item.get('message')}" for item in conflicts]
    return f" ({'; '.join(details)})" if details else ""
