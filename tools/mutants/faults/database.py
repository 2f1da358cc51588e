"""Faults in the database and its credentials."""

from tools.mutants.faults.mutant import Mutant
from tools.mutants.faults.place import At, Text

FAULTS = (
    Mutant(
        "a key's material does not rotate",
        At("foundation/keys.py", "EncryptionKey.__init__", "enable_key_rotation=True"),
        becomes="enable_key_rotation=False",
        test="tests/foundation/test_keys.py::test_a_key_rotates_and_has_an_alias",
    ),
    Mutant(
        "the server takes plaintext",
        At("components/database/parameters.py", "parameters", '"name": "require_secure_transport", "value": "1"'),
        becomes='"name": "require_secure_transport", "value": "0"',
        test="tests/components/database/test_server.py::test_plaintext_is_refused_and_changes_can_be_captured",
    ),
    Mutant(
        "the server can be reached from outside",
        At("components/database/server.py", "Server._instance", "publicly_accessible=False"),
        becomes="publicly_accessible=True",
        test="tests/components/database/test_server.py::test_the_server_is_what_the_requirements_ask_for",
    ),
    Mutant(
        "a rotation starts with the stack",
        At("components/database/rotation.py", "Rotation.__init__", "rotate_immediately=False"),
        becomes="rotate_immediately=True",
        test="tests/components/database/test_rotation.py::test_a_rotation_starts_only_when_it_can_succeed",
    ),
    Mutant(
        "a rotation does not wait for the bootstrap",
        At("components/database/rotation.py", "Rotation.__init__", "depends_on=[permission, ready]"),
        becomes="depends_on=[permission]",
        test="tests/components/database/test_rotation.py::test_a_rotation_starts_only_when_it_can_succeed",
    ),
    Mutant(
        "a secret can be read from outside the network",
        At("foundation/policies.py", "deny_reading_elsewhere", '"Effect": "Deny"'),
        becomes='"Effect": "Allow"',
        test="tests/components/database/test_credentials.py::test_secrets_have_a_key_of_their_own_and_are_read_through_the_endpoint_only",
    ),
    Mutant(
        "code that is too old for the schema is deployed",
        At("rotation_lambda/schema.py", "_refuse_newer", "recorded[file] > len(files)"),
        becomes="recorded[file] > 999",
        test="tests/rotation_lambda/test_schema.py::test_code_that_is_too_old_for_the_database_is_refused",
    ),
    Mutant(
        "code needs a column that the last release does not have",
        Text("lambda_src/ledger.py", "requested_at, variant, status"),
        becomes="requested_at, variant_name, status",
        test="tests/lambda_src/test_released.py::test_code_works_with_the_released_schema",
    ),
)
