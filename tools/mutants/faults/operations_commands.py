"""Faults in what people run beside `pulumi up`."""

from tools.mutants.faults.mutant import Mutant
from tools.mutants.faults.place import At

FAULTS = (
    Mutant(
        "a failover starts payments from a server that is not a replica",
        At("ops/failover/readiness.py", "_server", "not (move.allowed.promoted or database_server.source(found))"),
        becomes="False",
        test="tests/ops/failover/test_failover.py::test_a_standalone_server_is_accepted_only_from_the_region_switch_plan",
    ),
    Mutant(
        "a planned move promotes a server that lacks payments",
        At("ops/failover/loss.py", "catch_up", "not move.allowed.loss"),
        becomes="False",
        test="tests/ops/failover/test_planned.py::test_a_copy_that_stops_following_once_payments_are_stopped_is_not_promoted",
    ),
    Mutant(
        "payments are stopped although the copy is far behind",
        At("ops/failover/readiness.py", "_copy", "behind > replica_lag.READY_SECONDS"),
        becomes="False",
        test="tests/ops/failover/test_planned.py::"
        "test_a_copy_that_is_behind_stops_a_planned_move_before_anything_else_is_stopped",
    ),
    Mutant(
        "payments go on in the first region although the second one's server is promoted",
        At("ops/failover/abort.py", "not_promoted", "not database_server.source(server)"),
        becomes="False",
        test="tests/ops/failover/test_resume.py::test_nothing_is_put_back_once_the_server_is_promoted",
    ),
    Mutant(
        "a failover waits for nobody who still holds the lease",
        At("ops/failover/lease_taking.py", "_await", "context.clock.pause(seconds)"),
        becomes="pass",
        test="tests/ops/failover/test_failover.py::test_nothing_is_promoted_while_the_other_region_may_still_book",
    ),
    Mutant(
        "a replica without a connection counts as one without a lag",
        At("ops/lib/replica_lag.py", "newest", "lag >= 0"),
        becomes="lag >= -1",
        test="tests/ops/failover/test_failover.py::test_more_loss_than_is_allowed_has_to_be_accepted",
    ),
    Mutant(
        "a promoted server keeps its backups for a day only",
        At("ops/lib/database_server.py", "_ask_for_promotion", "BackupRetentionPeriod=retention_days"),
        becomes="",
        test="tests/ops/failover/test_failover.py::test_payments_move_in_the_order_that_loses_nothing",
    ),
    Mutant(
        "a failover leaves the secrets replicas of the first region's",
        At("ops/failover/switch.py", "Switch.steps", "lambda: secrets.promote(self._context, self._target)"),
        becomes="lambda: Outcome(Status.ALREADY, '')",
        test="tests/ops/failover/test_failover.py::test_what_the_plan_leaves_out_when_it_is_ungraceful_is_done_after_it",
    ),
    Mutant(
        "payments move back to a server that lacks the newest ones",
        At("ops/failover/replicas.py", "ready", "not is_replica_of(context, first, second)"),
        becomes="False",
        test=(
            "tests/ops/failover/test_failback.py::"
            "test_before_the_program_has_made_the_replica_nothing_is_changed_and_the_command_is_named"
        ),
    ),
    Mutant(
        "drift is remediated before the second region is a replica again",
        At("ops/failover/failback.py", "unfreeze", "not replicas.is_replica_of(execution.context, second, first)"),
        becomes="False",
        test="tests/ops/failover/test_failback.py::test_payments_move_back_and_the_failover_ends_with_the_second_region_a_replica",
    ),
    Mutant(
        "a drill passes although a step took longer than it may",
        At("ops/failover/timetable.py", "Row.late", "self.measured is not None and self.measured > self.allowed"),
        becomes="False",
        test="tests/ops/failover/test_drill.py::test_a_drill_fails_where_one_step_takes_longer_than_it_may",
    ),
    Mutant(
        "drift is remediated after the plan has moved the payments",
        At(
            "ops/drift/active_region.py",
            "contradictions",
            "contradiction(settings, _server(context, first), _server(context, second))",
        ),
        becomes="None",
        test="tests/ops/drift/test_active_region.py::test_nothing_is_remediated_while_the_account_contradicts_the_configuration",
    ),
    Mutant(
        "a part that is configured and missing counts as not part of the stack",
        At("ops/lib/live.py", "Live.absent", "asked"),
        becomes="False",
        test="tests/ops/verify/test_verify.py::test_a_part_that_is_not_there_never_passes",
    ),
    Mutant(
        "a waiting payment is deleted before it is sent on",
        At(
            "ops/failover/waiting_payments.py",
            "_Move.run",
            "self._send(batch); self._delete(batch)",
        ),
        becomes="self._delete(batch); self._send(batch)",
        test="tests/ops/failover/test_failover.py::test_waiting_payments_are_moved_along_and_none_is_lost",
    ),
    Mutant(
        "a check that could not read counts as passed",
        At("ops/lib/checks.py", "answer", 'failed(str(error), f"it could not be read: {advice(code(error))}")'),
        becomes="passed(str(error))",
        test="tests/ops/verify/test_verify.py::test_what_may_not_be_read_is_no_success",
    ),
    Mutant(
        "drift is remediated while nobody knows which region is active",
        At(
            "ops/drift/freeze.py",
            "_of_regions",
            """yield Freeze(Cause.NOTE, f"{journal.name} in {region} can't be read: {error}")""",
        ),
        becomes="",
        test="tests/ops/drift/test_drift.py::test_nothing_is_remediated_while_payments_are_moved_or_that_is_unknown",
    ),
    Mutant(
        "one property on the list is enough to remediate a resource",
        At(
            "ops/drift/rules.py",
            "_covered",
            "all(any(rule.covers(change) for rule in listed) for change in difference.changes)",
        ),
        becomes="any(any(rule.covers(change) for rule in listed) for change in difference.changes)",
        test="tests/ops/drift/test_rules.py::test_the_committed_rules_let_nothing_dangerous_be_remediated",
    ),
)
