"""Faults in what every part stands on."""

from tools.faults.mutant import Mutant

FAULTS = (
    Mutant(
        "a tag is missing",
        "components/naming.py",
        '            "CostCenter": self.cost_center,\n',
        "",
        "tests/test_contracts.py::test_every_taggable_resource_has_the_tags",
    ),
    Mutant(
        "a name is cut",
        "components/naming.py",
        "if len(name) > limit:",
        "name = name[:limit]\n        if len(name) > limit:",
        "tests/test_foundations.py::test_names_are_refused_and_never_cut",
    ),
    Mutant(
        "anybody's service may publish alerts",
        "components/alerts.py",
        ' | {"Condition": {"StringEquals": {"aws:SourceAccount": account_id}}}\n',
        "",
        "tests/test_contracts.py::test_nobody_outside_the_account_is_let_in",
    ),
    Mutant(
        "an unknown key is let through",
        "components/config_sections.py",
        'extra="forbid"',
        'extra="ignore"',
        "tests/test_config.py::test_a_mistake_is_refused_with_its_key_and_what_is_allowed",
    ),
    Mutant(
        "an archive depends on when it was built",
        "components/packaging.py",
        "zipfile.ZipInfo(name, NO_TIME)",
        "zipfile.ZipInfo(name, __import__('time').localtime()[:6])",
        "tests/test_packaging.py::test_two_builds_give_the_same_bytes",
    ),
    Mutant(
        "the account deletes what is in use",
        "simulated_aws/account.py",
        "if other_id != resource_id and own & set(texts(held)):",
        "if False:",
        "tests/test_engine.py::test_a_destroy_that_aws_refuses_keeps_what_is_in_use",
    ),
)
