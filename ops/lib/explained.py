"""What went wrong and what to do about it, in one line, whatever AWS, a file or another program has answered."""

import subprocess
import traceback
from pathlib import Path

from botocore import exceptions as aws
from botocore.exceptions import BotoCoreError, ClientError
from pulumi.automation.errors import CommandError as EngineError

from config.project import PROJECT
from ops.lib.clients import code, unanswered

LOG_IN = "log in to AWS again, or set AWS_PROFILE"
AGAIN = "run the command again"
# What AWS says of a request is enough where none of these words is in the error's code; the first one that is decides.
ADVICE = (
    (("expiredtoken", "requestexpired", "tokenrefresh"), f"the credentials have expired: {LOG_IN}"),
    (("optinrequired", "subscriptionrequired", "notsignedup"), "the account has not signed up for the service"),
    (
        (
            "clienttokenid",
            "unrecognizedclient",
            "authfailure",
            "signature",
            "missingauthentication",
            "invalidaccesskey",
        ),
        f"the credentials are not valid, or this machine's clock is wrong: {LOG_IN}",
    ),
    (("accessdenied", "unauthorized", "notauthorized", "forbidden"), "use credentials that may do this"),
    (
        (
            "throttl",
            "toomanyrequests",
            "requestlimit",
            "slowdown",
            "rateexceeded",
            "bandwidthlimit",
            "prioritizedrequest",
        ),
        f"AWS takes fewer calls at a time: wait a minute, and {AGAIN}",
    ),
    (("limit", "quota"), "have the quota raised, or remove what is not needed"),
    (
        ("conflict", "inuse", "inprogress", "invalidstate", "concurrent", "alreadyexists", "locked"),
        f"something else has changed it, or is at it: wait until that is over, and {AGAIN}",
    ),
    (
        ("notfound", "nosuch", "nonexist", "doesnotexist"),
        "it does not exist: is the stack deployed, in this account and region?",
    ),
)
CREDENTIALS = (
    aws.NoCredentialsError,
    aws.PartialCredentialsError,
    aws.CredentialRetrievalError,
    aws.ProfileNotFound,
    aws.TokenRetrievalError,
    aws.SSOError,
    aws.UnknownCredentialError,
    aws.RefreshWithMFAUnsupportedError,
    aws.InfiniteLoopConfigError,
)
SETTINGS = (
    aws.ConfigParseError,
    aws.ConfigNotFound,
    aws.InvalidConfigError,
    aws.InvalidRetryConfigurationError,
    aws.InvalidMaxRetryAttemptsError,
    aws.InvalidRegionError,
    aws.InvalidSTSRegionalEndpointsConfigError,
    aws.InvalidProxiesConfigError,
    aws.InvalidDefaultsMode,
    aws.InvalidChecksumConfigError,
)


MEND_SETTINGS = "mend the AWS settings of this machine, in ~/.aws/config and the environment"


def explained(error: BaseException) -> str:
    """An error in one line, with what to do."""
    said, advice = _said(error)
    line = " ".join(said.split()).rstrip(".:")
    return f"{line}; {advice}" if advice else line


def advice(error: str) -> str:
    """What to do about an error of AWS's, by its code."""
    plain = error.lower().replace(".", "").replace("_", "")
    return next(
        (text for words, text in ADVICE if any(word in plain for word in words)), f"mend what AWS says, and {AGAIN}"
    )


def _said(error: BaseException) -> tuple[str, str]:
    if isinstance(error, ClientError):
        trouble = f"AWS has trouble itself: wait a minute, and {AGAIN}"
        return str(error), trouble if unanswered(error) else advice(code(error))
    if isinstance(error, BotoCoreError):
        return str(error), _of_library(error)
    if isinstance(error, EngineError):
        return _of_engine(str(error)), f"mend that, and {AGAIN}"
    if isinstance(error, subprocess.TimeoutExpired):
        return f"{Path(str(error.cmd[0])).name} did not end within {error.timeout:g} seconds", AGAIN
    if isinstance(error, ValueError) and _is_from_botocore(error):
        return f"the AWS SDK can't be set up: {error}", MEND_SETTINGS
    if isinstance(error, UnicodeError):
        return "a file is no text in UTF-8", "save it as UTF-8"
    if isinstance(error, OSError):
        name = f"{error.filename}: " if error.filename else ""
        return f"{name}{error.strerror or error}", ""
    return _unexpected(error), "that is a fault of the command, or an answer of a form that nobody expects: report it"


def _of_library(error: BotoCoreError) -> str:
    if isinstance(error, aws.NoRegionError):
        return "set AWS_REGION"
    if isinstance(error, CREDENTIALS):
        return LOG_IN
    if isinstance(error, SETTINGS):
        return MEND_SETTINGS
    if unanswered(error):
        return f"look at this machine's network and at the region's health, and {AGAIN}"
    return f"check the credentials, the region and the stack's outputs, and {AGAIN}"


def _of_engine(text: str) -> str:
    """What the Pulumi CLI says last, of all that it has printed."""
    lines = [line.strip() for line in text.splitlines() if "error:" in line]
    return lines[-1] if lines else text


def _is_from_botocore(error: ValueError) -> bool:
    """Whether botocore met it: it checks addresses and numbers in its settings with Python's own errors."""
    return any("botocore" in Path(frame.filename).parts for frame in traceback.extract_tb(error.__traceback__))


def _unexpected(error: BaseException) -> str:
    """Where the project's own code was when it happened."""
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(PROJECT)]
    outside = [frame for frame in own if ".venv" not in Path(frame.filename).parts]
    where = f" at {Path(outside[-1].filename).relative_to(PROJECT)}:{outside[-1].lineno}" if outside else ""
    return f"{type(error).__name__}{where}: {error}"
