"""SSH host keys: made, kept as text, and named by their fingerprints."""

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_ssh_private_key,
)

# The largest that Transfer Family takes.
RSA_BITS = 4096


class MalformedKeysError(Exception):
    """A secret's value that holds no host keys; the message says nothing of the value."""


@dataclass(frozen=True)
class HostKey:
    """A private host key in the form that Transfer Family imports."""

    text: str = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """The public key's fingerprint as OpenSSH and Transfer Family state it; raises MalformedKeysError."""
        body = self.text.encode()
        load = load_ssh_private_key if b"OPENSSH PRIVATE KEY" in body else load_pem_private_key
        try:
            public = load(body, password=None).public_key()
            line = public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
        except (TypeError, ValueError, UnsupportedAlgorithm):
            # Without the cause, whose message may show a part of the key.
            raise MalformedKeysError("a host key is no private key for SSH without a passphrase") from None
        return fingerprint_of(line.decode())


def fingerprint_of(public_key: str) -> str:
    """The fingerprint of a public key in OpenSSH's form, `<type> <base64>`."""
    digest = sha256(b64decode(public_key.split()[1])).digest()
    return f"SHA256:{b64encode(digest).decode().rstrip('=')}"


def new_host_keys() -> list[HostKey]:
    """A key that clients of today prefer, and one for those that know RSA only."""
    modern, common = ed25519.Ed25519PrivateKey.generate(), rsa.generate_private_key(65537, RSA_BITS)
    # OpenSSH writes Ed25519 keys in its own form alone; for RSA AWS's guide asks for PEM.
    return [
        HostKey(modern.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()),
        HostKey(common.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()),
    ]


def to_text(keys: list[HostKey]) -> str:
    """The secret's value for some keys."""
    return json.dumps({"hostKeys": [key.text for key in keys]})


def from_text(text: str) -> list[HostKey]:
    """The keys of a secret's value; raises MalformedKeysError."""
    try:
        keys = [HostKey(str(key)) for key in json.loads(text)["hostKeys"]]
    except (KeyError, TypeError, ValueError):
        raise MalformedKeysError('the secret holds no {"hostKeys": [...]}') from None
    if not keys:
        raise MalformedKeysError("the secret's list of host keys is empty")
    if len({key.fingerprint for key in keys}) < len(keys):
        raise MalformedKeysError("the secret holds a host key twice")
    return keys
