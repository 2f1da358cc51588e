"""The CA certificates that the archive contains."""

from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

from cryptography import x509

from lambdas.shared.database import CA_FILE

REGIONS = ("eu-west-2", "eu-west-1", "eu-central-1")
KEYS = ("RSA2048", "RSA4096", "ECC384")


def certificates() -> dict[str, x509.Certificate]:
    """The certificates by their common name."""
    found = x509.load_pem_x509_certificates(Path(CA_FILE).read_bytes())
    names = [item.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value for item in found]
    assert len(set(names)) == len(found) == Path(CA_FILE).read_text().count("BEGIN CERTIFICATE")
    return {str(name): item for name, item in zip(names, found, strict=True)}


def test_the_roots_of_every_region_in_use_exist() -> None:
    assert {f"Amazon RDS {region} Root CA {key} G1" for region, key in product(REGIONS, KEYS)} <= set(certificates())


def test_only_roots_of_european_regions_exist() -> None:
    for name, certificate in certificates().items():
        assert name.startswith("Amazon RDS eu-")
        certificate.verify_directly_issued_by(certificate)
        assert certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_none_has_expired_or_will_within_90_days() -> None:
    """Where this fails, README.md beside the certificates says how to renew them."""
    now = datetime.now(UTC)
    for name, certificate in certificates().items():
        assert certificate.not_valid_before_utc < now, name
        assert certificate.not_valid_after_utc > now + timedelta(days=90), name
