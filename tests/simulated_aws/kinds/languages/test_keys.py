"""Certificates and public keys: what is wrong is refused, and what is right is taken."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from catalog import dms, transfer
from tests.simulated_aws.kinds.languages.pairs import Pair, check

SSH_KEY = transfer.SSH_KEY.token


def ssh(key: Any) -> dict[str, str]:
    return {"body": key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()}


PAIRS: list[Pair] = [
    (
        dms.CERTIFICATE.token,
        {"certificatePem": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"},
        "no X.509 certificate",
        {},
    ),
    (SSH_KEY, {"body": "ssh-rsa AAAA someone"}, "SSH public key format", ssh(ed25519.Ed25519PrivateKey.generate())),
    (
        SSH_KEY,
        {"body": "ssh-dss AAAAB3NzaC1kc3M= someone"},
        "starts with none of",
        ssh(rsa.generate_private_key(65537, 3072)),
    ),
    (SSH_KEY, ssh(rsa.generate_private_key(65537, 1024)), "1024 bits", ssh(rsa.generate_private_key(65537, 2048))),  # noqa: S505 (too short on purpose)
]


@pytest.mark.parametrize("pair", PAIRS)
def test_a_wrong_text_is_refused_and_the_right_one_is_taken(pair: Pair) -> None:
    check(pair)
