"""Faults in the migration services."""

from tools.faults.mutant import Mutant

MIGRATION = "components/migration/"
FAULTS = (
    Mutant(
        "another stack's template is adopted",
        MIGRATION + "mgn_ownership.py",
        "        if template.stack:\n",
        "        if False:\n",
        "tests/migration/test_mgn_provider.py::test_another_stacks_template_is_refused_and_untouched",
    ),
    Mutant(
        "an adopted template is deleted",
        MIGRATION + "mgn_provider.py",
        'if not known["adopted"]:',
        "if True:",
        "tests/migration/test_mgn_provider.py::test_a_template_that_exists_is_adopted_and_given_back",
    ),
    Mutant(
        "another account's credentials are used",
        MIGRATION + "mgn_provider.py",
        'if account != properties["account"]:',
        "if False:",
        "tests/migration/test_mgn_provider.py::test_credentials_of_another_account_are_refused",
    ),
    Mutant(
        "the migration service is initialised before its roles are complete",
        MIGRATION + "mgn.py",
        "depends_on=[roles] if roles else []",
        "depends_on=[]",
        "tests/migration/test_mgn.py::test_the_service_is_initialised_once_its_roles_are_complete",
    ),
    Mutant(
        "drift of a template stays unseen",
        MIGRATION + "mgn_provider.py",
        "return ReadResult(id_, known | seen)",
        "return ReadResult(id_, seen | known)",
        "tests/migration/test_mgn_engine.py::"
        "test_a_changed_setting_updates_the_template_in_place_and_drift_is_put_right",
    ),
    Mutant(
        "a rehearsal takes somebody's credentials along",
        "rehearsal/dynamic.py",
        'if not key.startswith("AWS_")',
        "if key",
        "tests/migration/test_mgn_engine.py::test_a_rehearsal_uses_nobodys_credentials",
    ),
)
