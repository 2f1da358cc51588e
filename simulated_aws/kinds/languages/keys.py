"""Certificates and public keys.

Sources: DMS API reference, ImportCertificate (PEM, X.509); Transfer Family user guide, "Managing SSH keys" (RSA,
ECDSA and Ed25519, in OpenSSH's format, without a private part).
"""

from collections.abc import Iterator

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_ssh_public_key
from cryptography.x509 import load_pem_x509_certificates

from simulated_aws.declarations import Fault

KINDS = ("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-ed25519", "ssh-rsa")
LEAST_RSA_BITS = 2048


def certificates(text: str) -> Iterator[Fault]:
    """What is no certificate, or no chain of them."""
    try:
        load_pem_x509_certificates(text.encode())
    except ValueError as error:
        yield Fault("", f"InvalidCertificateFault: no X.509 certificate in PEM: {error}")


def ssh_public_key(text: str) -> Iterator[Fault]:
    """What Transfer Family refuses of a user's public key."""
    if text.split(None, 1)[0] not in KINDS:
        yield _unsupported(f"{text[:20]!r} starts with none of {', '.join(KINDS)}")
        return
    try:
        key = load_ssh_public_key(text.strip().encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        yield _unsupported(str(error))
        return
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < LEAST_RSA_BITS:
        yield _unsupported(f"{key.key_size} bits are less than {LEAST_RSA_BITS}")


def _unsupported(reason: str) -> Fault:
    return Fault("", f"InvalidRequestException: Unsupported or invalid SSH public key format: {reason}")
