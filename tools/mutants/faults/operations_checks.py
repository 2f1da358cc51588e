"""Faults in what says whether all is well, and in whose account."""

from tools.mutants.faults.mutant import Mutant
from tools.mutants.faults.place import At

VERIFY = "tests/ops/verify/test_verify.py::test_what_is_broken_is_found_by_the_checks_that_are_about_it_alone"
HEALTHY = (
    "tests/ops/verify/test_verify.py::test_an_account_that_meets_every_requirement_passes_every_check_that_is_about_it"
)

FAULTS = (
    Mutant(
        "the newest version of a function is looked at, and not the one that serves",
        At("ops/verify/payments.py", "_serving", "Qualifier=ALIAS"),
        becomes="",
        test=VERIFY,
    ),
    Mutant(
        "payments that wait where nobody reads them are no fault",
        At("ops/verify/payments.py", "queue", "not place.serves and waiting"),
        becomes="False",
        test=VERIFY,
    ),
    Mutant(
        "the region that stands by may make payments too",
        At("ops/verify/recovery.py", "idle", 'found == "Disabled"'),
        becomes="True",
        test=VERIFY,
    ),
    Mutant(
        "old copies of the backups count as good ones",
        At(
            "ops/verify/recovery.py",
            "_backup_faults",
            "newest is None or datetime.now(UTC) - newest > timedelta(seconds=RPO_SECONDS)",
        ),
        becomes="newest is None",
        test=VERIFY,
    ),
    Mutant(
        "the first region is always the one that serves",
        At("ops/lib/live.py", "Live.serving", 'self.config.recovery.active == "recovery"'),
        becomes="False",
        test="tests/ops/verify/test_verify.py::test_without_a_note_the_configuration_says_which_region_serves",
    ),
    Mutant(
        "a failover's note says nothing about the region that serves",
        At("ops/lib/live.py", "Live.serving", "note.active if note else configured.region"),
        becomes="configured.region",
        test="tests/ops/verify/test_verify.py::test_after_a_failover_the_note_says_which_region_serves",
    ),
    Mutant(
        "a command works in any account",
        At("ops/lib/account.py", "require", "found != wanted"),
        becomes="False",
        test="tests/ops/test_account.py::"
        "test_a_command_refuses_credentials_of_another_account_before_it_does_anything_else",
    ),
    Mutant(
        "a failover can't ask whose credentials it has while a region is away",
        At("ops/lib/account.py", "_account", "not unanswered(error)"),
        becomes="True",
        test="tests/ops/test_account.py::test_what_moves_payments_asks_whichever_region_answers",
    ),
    Mutant(
        "a drill passes although the plan could not be run",
        At("ops/failover/drill.py", "main", "execution.status_of(EVALUATION) is not Status.DONE"),
        becomes="False",
        test="tests/ops/failover/test_drill.py::test_a_drill_finds_what_a_failover_would_lack_and_fails",
    ),
    Mutant(
        "drift is remediated with changes that nobody has committed",
        At(
            "ops/drift/deployed.py",
            "mismatch",
            "wanted.changed or found.changed or wanted.commit != found.commit",
        ),
        becomes="wanted.commit != found.commit",
        test="tests/ops/drift/test_deployed.py::test_the_program_here_is_the_commit_and_what_nobody_has_committed",
    ),
    Mutant(
        "an up that ended half-way counts as deployed",
        At("ops/drift/deployed.py", "deployed", "newest.commit not in (one.commit for one in before)"),
        becomes="False",
        test="tests/ops/drift/test_deployed.py::"
        "test_the_deployed_program_is_that_of_the_last_up_that_is_the_whole_stacks",
    ),
    Mutant(
        "drift looks at what is not deployed yet",
        At("ops/drift/differences.py", "differences", "not of_program"),
        becomes="False",
        test="tests/ops/drift/test_worlds.py::test_what_another_program_would_change_is_neither_asked_nor_remediated",
    ),
    Mutant(
        "a failover may be left as it is for ever",
        At("ops/drift/freeze.py", "_of_note", "hours <= NOTE_HOURS"),
        becomes="True",
        test="tests/ops/drift/test_worlds.py::"
        "test_a_failover_freezes_remediation_at_once_and_has_to_be_settled_in_time",
    ),
    Mutant(
        "a lost replica of a secret is expected",
        At("ops/drift/rules.py", "Rule.covers", "not self.computed"),
        becomes="True",
        test="tests/ops/drift/test_worlds.py::test_what_differs_is_found_told_and_fails_the_command",
    ),
)
