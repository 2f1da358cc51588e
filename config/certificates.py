"""A file of the project that holds the certificate of whoever signs somebody else's."""

import ssl
from pathlib import Path

# Lambda takes 4 KB of environment variables in all (its guide, quotas); the others need less than one.
LONGEST = 3000
ALLOWED = f"a file with one certificate in PEM, in letters of ASCII, of at most {LONGEST} characters"


class CertificateError(ValueError):
    """A file that can't be read, or holds something else; the message says why, in one line."""


def read(path: Path) -> str:
    """The certificate that a file holds, in PEM; raises CertificateError."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CertificateError(f"{path} can't be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise CertificateError(f"{path} is no text in ASCII") from None
    if len(text) > LONGEST:
        raise CertificateError(f"{path} has {len(text)} characters")
    # A second block may be a private key, which everybody who reads the function's settings would have.
    if not text.isascii() or text.count("-----BEGIN ") != 1:
        raise CertificateError(f"{path} holds more, or less, than one block of PEM in ASCII")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=text)
    except ssl.SSLError:
        raise CertificateError(f"{path} holds no certificate") from None
    return text
