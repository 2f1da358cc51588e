"""Faults in how payments move from the old database to the new one, and back."""

from tools.mutants.faults.mutant import Mutant
from tools.mutants.faults.place import At

FAULTS = (
    Mutant(
        "a side of a copy that has measured no lag counts as one without any",
        At("ops/cutover/lag.py", "behind", "len(known) == len(METRICS)"),
        becomes="known",
        test="tests/ops/cutover/test_lag.py::test_the_longest_lag_of_now",
    ),
    Mutant(
        "payments are opened while the copy still writes",
        At("ops/cutover/turn.py", "_in_the_way", "not cutover.copy.state().at_rest"),
        becomes="False",
        test="tests/cutover/test_orders.py::test_payments_are_not_opened_while_the_copy_runs",
    ),
    Mutant(
        "rows that the new side has booked itself are deleted for a new load",
        At("ops/cutover/copying.py", "empty", 'row["kind"] == "extra"'),
        becomes="False",
        test="tests/cutover/test_orders.py::test_rows_of_the_new_side_alone_are_never_deleted",
    ),
    Mutant(
        "payments that were booked since the copy ended are deleted",
        At("rotation_lambda/copying.py", "empty", 'state(connection) != "begun"'),
        becomes="False",
        test="tests/rotation_lambda/test_copied_rows.py::test_nothing_is_deleted_once_the_copy_has_ended",
    ),
    Mutant(
        "a table that nobody compares is moved with the others",
        At("ops/cutover/proof.py", "final", "unknown(cutover.copy)"),
        becomes="()",
        test="tests/cutover/test_orders.py::test_a_table_that_nobody_compares_stops_the_final_comparison",
    ),
    Mutant(
        "a serverless replication loads into a database with payments",
        At("ops/assess/first_start.py", "FirstStart.look", "has_rows(self.ask)"),
        becomes="False",
        test="tests/ops/assess/test_assess.py::test_a_serverless_replication_is_not_started_into_a_database_with_payments",
    ),
)
