"""A file of a certificate is read in the letters that AWS takes, or refused in one line."""

from pathlib import Path

import pytest

from components.migration.dms.endpoints import rds_authority
from config.certificates import LONGEST, CertificateError, read

PEM = rds_authority("eu-west-2")
BODY = PEM.split("-----")[2]
REFUSED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "one block of PEM"),
    "UTF-16": (PEM.encode("utf-16"), "no text in ASCII"),
    "letters of no alphabet": (f"\u00e4\n{PEM}".encode(), "one block of PEM"),
    "two": (PEM.encode() * 2, "one block of PEM"),
    "something beside it": (
        f"{PEM}-----BEGIN EC PARAMETERS-----\n-----END EC PARAMETERS-----\n".encode(),
        "one block of PEM",
    ),
    "another kind": (f"-----BEGIN X509 CRL-----{BODY}-----END X509 CRL-----\n".encode(), "holds no certificate"),
    "cut off": (PEM[:-200].encode(), "holds no certificate"),
    "another certificate's letters": (PEM.replace("MII", "MIJ", 1).encode(), "holds no certificate"),
    "long": (b"x" * (LONGEST + 1), "has 3001 characters"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_certificate_is_refused(kind: str, tmp_path: Path) -> None:
    content, message = REFUSED[kind]
    path = tmp_path / "own.pem"
    path.write_bytes(content)
    with pytest.raises(CertificateError, match=message) as refusal:
        read(path)
    assert "\n" not in str(refusal.value)


def test_a_file_that_can_not_be_read_is_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone.pem"):
        with pytest.raises(CertificateError, match="can't be read: "):
            read(path)


def test_a_certificate_is_read_with_a_mark_and_with_lines_of_another_system(tmp_path: Path) -> None:
    path = tmp_path / "own.pem"
    for content in (PEM.encode(), PEM.encode("utf-8-sig"), f"The authority\n{PEM}".encode()):
        path.write_bytes(content)
        assert read(path).endswith(PEM)
    path.write_bytes(PEM.replace("\n", "\r\n").encode())
    assert read(path).replace("\r\n", "\n") == PEM
