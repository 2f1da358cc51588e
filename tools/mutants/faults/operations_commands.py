"""Faults in what people run beside `pulumi up`."""

from tools.mutants.faults.mutant import Mutant
from tools.mutants.faults.place import At

FAULTS = (
    Mutant(
        "a failover starts payments from a server that follows nobody",
        At(
            "ops/failover/switch.py",
            "Switch.freeze",
            "not (self._allowed.promoted or self._work.dry_run or server.is_replica(self._work, self._target))",
        ),
        becomes="False",
        test="tests/ops/failover/test_failover.py::test_a_server_that_follows_nobody_is_taken_only_from_the_region_switch_plan",
    ),
    Mutant(
        "a replica without a connection counts as one without a lag",
        At("ops/failover/loss.py", "measured", "lag >= 0"),
        becomes="lag >= -1",
        test="tests/ops/failover/test_failover.py::test_more_loss_than_is_allowed_has_to_be_accepted",
    ),
    Mutant(
        "a server that is promoted is backed up for a day only",
        At("ops/failover/server.py", "promote", 'BackupRetentionPeriod=server["BackupRetentionPeriod"]'),
        becomes="",
        test="tests/ops/failover/test_failover.py::test_payments_move_in_the_order_that_loses_nothing",
    ),
    Mutant(
        "a failover leaves the secrets to the first region",
        At("ops/failover/switch.py", "Switch.steps", 'Step("secrets", lambda: secrets.promote(work, target))'),
        becomes="",
        test="tests/ops/failover/test_failover.py::test_what_the_plan_leaves_out_when_it_is_ungraceful_is_done_after_it",
    ),
    Mutant(
        "payments move back to a server that has none of the newest",
        At("ops/failover/copies.py", "ready", "not copies(work, first, second)"),
        becomes="False",
        test=(
            "tests/ops/failover/test_failback.py::"
            "test_before_the_program_has_made_the_copy_nothing_is_changed_and_the_command_is_named"
        ),
    ),
    Mutant(
        "drift is put right before the second region follows again",
        At("ops/failover/failback.py", "unfreeze", "not copies.copies(move.work, second, first)"),
        becomes="False",
        test="tests/ops/failover/test_failback.py::test_payments_move_back_and_the_move_ends_when_the_second_region_follows",
    ),
    Mutant(
        "a drill passes although a step took longer than it may",
        At("ops/failover/timetable.py", "Row.late", "self.measured is not None and self.measured > self.allowed"),
        becomes="False",
        test="tests/ops/failover/test_failback.py::test_a_drill_fails_where_one_step_takes_longer_than_it_may",
    ),
    Mutant(
        "drift is put right after the plan has moved the payments",
        At("ops/failover/serving.py", "contradictions", "server.is_replica(work, second) is not follows"),
        becomes="False",
        test="tests/ops/drift/test_drift.py::test_nothing_is_put_right_while_the_account_contradicts_the_configuration",
    ),
    Mutant(
        "a part that is configured and missing counts as none of the stack's",
        At("ops/lib/live.py", "Live.absent", "asked"),
        becomes="False",
        test="tests/ops/verify/test_verify.py::test_a_part_that_is_not_there_never_passes",
    ),
    Mutant(
        "a waiting payment is deleted before it is sent on",
        At("ops/failover/messages.py", "carry_over", "_send(work, target, messages); _delete(work, source, messages)"),
        becomes="_delete(work, source, messages); _send(work, target, messages)",
        test="tests/ops/failover/test_failover.py::test_payments_that_wait_are_taken_along_and_none_is_lost_on_the_way",
    ),
    Mutant(
        "a check that could not look counts as passed",
        At("ops/lib/checks.py", "answer", 'failed(str(error), f"it could not be looked at: {_advice(code(error))}")'),
        becomes="passed(str(error))",
        test="tests/ops/verify/test_verify.py::test_what_may_not_be_read_is_no_success",
    ),
    Mutant(
        "drift is put right while nobody knows where the payments are",
        At("ops/drift/__main__.py", "frozen", '''f"{journal.name} in {region} can't be read: {error}"'''),
        becomes='"" if error else ""',
        test="tests/ops/drift/test_drift.py::test_nothing_is_put_right_while_payments_are_moved_or_nobody_knows",
    ),
    Mutant(
        "one property on the list is enough to put a resource right",
        At("ops/drift/rules.py", "_covered", "{change.property for change in difference.changes} <= listed"),
        becomes="bool({change.property for change in difference.changes} & listed)",
        test="tests/ops/drift/test_drift.py::test_the_committed_rules_let_nothing_dangerous_be_put_right",
    ),
)
