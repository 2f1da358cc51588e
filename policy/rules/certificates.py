"""Certificates."""

from policy.checks.properties import absent, all_of, equals
from policy.rule import HIGH, MEDIUM, rule

CERTIFICATE = "aws:acm/certificate:Certificate"

RULES = (
    rule(CERTIFICATE, "acm-certificate-renewed", MEDIUM, "FSBP ACM.1, PCI ACM.1").needs(
        all_of(equals("validationMethod", "DNS"), absent("privateKey", "certificateBody")),
        "ACM renews by itself what it has issued for a record that stays",
    ),
    rule(CERTIFICATE, "acm-certificate-key", HIGH, "FSBP ACM.2, PCI ACM.2").needs(
        equals("keyAlgorithm", "EC_prime256v1", "EC_secp384r1", "RSA_2048", "RSA_3072", "RSA_4096", None),
        "RSA_2048 is ACM's own choice",
    ),
)
