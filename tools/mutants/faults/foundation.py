"""Faults in what every part is built on."""

from tools.mutants.faults.mutant import Mutant
from tools.mutants.faults.place import At

FAULTS = (
    Mutant(
        "a tag is missing",
        At("foundation/naming.py", "Naming.tags", '"CostCenter": self.cost_center'),
        becomes="",
        test="tests/program/test_contracts.py::test_every_taggable_resource_has_the_tags",
    ),
    Mutant(
        "a name is cut",
        At("foundation/naming.py", "Naming.name", "len(name) > limit"),
        becomes="len(name := name[:limit]) > limit",
        test="tests/foundation/test_naming.py::test_names_are_refused_and_never_cut",
    ),
    Mutant(
        "anybody's service may publish alerts",
        At(
            "components/alerts/component.py",
            "_publishing",
            'statement | {"Condition": {"StringEquals": {"aws:SourceAccount": region.account_id}}}',
        ),
        becomes="statement",
        test="tests/program/test_contracts.py::test_nobody_outside_the_account_is_let_in",
    ),
    Mutant(
        "an unknown key is let through",
        At("config/sections.py", "Section.model_config", 'extra="forbid"'),
        becomes='extra="ignore"',
        test="tests/config/test_mistakes.py::test_a_mistake_is_refused_with_its_key_and_what_is_allowed",
    ),
    Mutant(
        "a log group is not encrypted",
        At("foundation/logs.py", "log_group", "kms_key_id=key_arn"),
        becomes="",
        test="tests/program/test_contracts.py::test_log_groups_are_encrypted_and_end",
    ),
    Mutant(
        "an archive depends on when it was built",
        At("foundation/packaging.py", "_build", "NO_TIME"),
        becomes="__import__('time').localtime()[:6]",
        test="tests/foundation/test_packaging.py::test_two_builds_give_the_same_bytes",
    ),
    Mutant(
        "an archive has what git ignores",
        At("foundation/packaging.py", "_contents", "_listed(folder, '--cached')"),
        becomes="[path.relative_to(folder).as_posix() for path in folder.rglob('*') if path.is_file()]",
        test="tests/foundation/test_archived.py::test_an_archive_holds_what_git_tracks",
    ),
    Mutant(
        "the account deletes what is in use",
        At("simulated_aws/account.py", "Account.delete", "other_id != resource_id and own & other.held"),
        becomes="False",
        test="tests/program/test_engine.py::test_a_destroy_that_aws_refuses_keeps_what_is_in_use",
    ),
)
