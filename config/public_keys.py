"""The SSH public keys that partners log in with: their parts, and the types that Transfer Family accepts."""

from base64 import b64decode
from binascii import Error as Base64Error

# The sizes that Transfer Family accepts, in bits or bytes (Transfer Family guide, "Supported key types").
RSA_LEAST = 2048
ALLOWED = f"an OpenSSH public key: ssh-ed25519, ssh-rsa of {RSA_LEAST} bits or more, ecdsa-sha2-nistp256, 384 or 521"
CURVES = ("nistp256", "nistp384", "nistp521")
ED25519_BYTES = 32


def is_accepted(text: str) -> bool:
    """Whether a line is a whole public key of a type and size that Transfer Family accepts."""
    kind, body, *_ = [*text.split(maxsplit=2), "", ""]
    try:
        fields = _fields(b64decode(body, validate=True))
    except (Base64Error, ValueError):
        return False
    # The key contains its type too, so that a line assembled from two keys is refused.
    if not fields or fields[0] != kind.encode():
        return False
    match kind.partition("-")[0], fields[1:]:
        case "ssh", [exponent, modulus] if kind == "ssh-rsa":
            return bool(exponent) and int.from_bytes(modulus).bit_length() >= RSA_LEAST
        case "ssh", [point] if kind == "ssh-ed25519":
            return len(point) == ED25519_BYTES
        case "ecdsa", [curve, point]:
            return curve.decode(errors="replace") in CURVES and kind.endswith(curve.decode()) and bool(point)
        case _:
            return False


def identity(text: str) -> str:
    """What identifies a key: the line without its comment."""
    return " ".join(text.split()[:2])


def _fields(body: bytes) -> list[bytes]:
    """The fields of a key, each after its length; raises ValueError where a field is cut off."""
    found: list[bytes] = []
    while body:
        size = int.from_bytes(body[:4])
        if len(body) < 4 + size:
            raise ValueError("a field is cut off")
        found.append(body[4 : 4 + size])
        body = body[4 + size :]
    return found
