"""Faults in the database and its credentials."""

from tools.faults.mutant import Mutant

FAULTS = (
    Mutant(
        "a key's material does not rotate",
        "components/encryption.py",
        "enable_key_rotation=True",
        "enable_key_rotation=False",
        "tests/test_foundations.py::test_a_key_rotates_and_has_an_alias",
    ),
    Mutant(
        "the server takes plaintext",
        "components/database/parameters.py",
        '"require_secure_transport", "value": "1"',
        '"require_secure_transport", "value": "0"',
        "tests/test_database.py::test_plaintext_is_refused_and_changes_can_be_captured",
    ),
    Mutant(
        "the server can be reached from outside",
        "components/database/server.py",
        "publicly_accessible=False",
        "publicly_accessible=True",
        "tests/test_database.py::test_the_server_is_what_the_requirements_ask_for",
    ),
    Mutant(
        "a rotation starts with the stack",
        "components/database/rotation.py",
        "rotate_immediately=False",
        "rotate_immediately=True",
        "tests/test_database.py::test_a_rotation_starts_only_when_it_can_succeed",
    ),
    Mutant(
        "a rotation does not wait for the bootstrap",
        "components/database/rotation.py",
        "depends_on=[permission, self._args.ready]",
        "depends_on=[permission]",
        "tests/test_database.py::test_a_rotation_starts_only_when_it_can_succeed",
    ),
    Mutant(
        "a secret can be read from outside the network",
        "components/policies.py",
        '"Effect": "Deny",\n        "Principal": "*",\n        "Action": "secretsmanager:GetSecretValue"',
        '"Effect": "Allow",\n        "Principal": "*",\n        "Action": "secretsmanager:GetSecretValue"',
        "tests/test_database.py::test_secrets_have_a_key_of_their_own_and_are_read_through_the_endpoint_only",
    ),
)
