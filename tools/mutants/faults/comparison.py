"""Faults in the assessment and the comparison of a database's migration."""

from tools.mutants.faults.mutant import Mutant
from tools.mutants.faults.place import At

DIFFERENCES = "tests/lambdas/comparison/test_differences.py"
IN_FLIGHT = "tests/lambdas/comparison/test_in_flight.py"
COMMAND = "tests/ops/compare/test_compare.py"

FAULTS = (
    Mutant(
        "the last row of a block is compared with nothing",
        At("lambdas/comparison/blocks.py", "Range.where", '("<=", self.upto)'),
        becomes='("<", self.upto)',
        test=f"{DIFFERENCES}::test_equal_databases_are_the_same_in_blocks_of_every_size",
    ),
    Mutant(
        "a NULL is the same as an empty text",
        At("lambdas/comparison/tables.py", "Column.encoded", "f\"IF({column} IS NULL, '-', HEX({text}))\""),
        becomes="f\"IFNULL(HEX({text}), '')\"",
        test=f"{DIFFERENCES}::test_a_null_is_no_empty_text",
    ),
    Mutant(
        "a value that is too long is the same as any other",
        At("lambdas/comparison/blocks.py", "_difference", "None in (old or ()) or None in (new or ())"),
        becomes="False",
        test="tests/lambdas/comparison/test_handler.py::test_a_value_that_is_longer_than_a_packet_is_no_equal_one",
    ),
    Mutant(
        "what is on its way is different",
        At("ops/compare/comparison.py", "compare", "taken < looks.most"),
        becomes="False",
        test=f"{IN_FLIGHT}::test_rows_on_their_way_are_no_difference",
    ),
    Mutant(
        "a difference is forgotten at the second look",
        At("ops/compare/comparison.py", "_still", 'row["key"] in keys'),
        becomes="False",
        test=f"{IN_FLIGHT}::test_a_difference_stays_one_among_rows_on_their_way",
    ),
    Mutant(
        "numbers that differ at the cutover are no difference",
        At("ops/compare/comparison.py", "Comparison._of", "self.final"),
        becomes="False",
        test=f"{IN_FLIGHT}::test_at_the_cutover_there_is_no_second_look",
    ),
    Mutant(
        "a mark has arrived as soon as it is written",
        At("ops/compare/marker.py", "await_mark", '_until(ask, mark, "new", seconds, clock)'),
        becomes="pass",
        test=f"{COMMAND}::test_a_mark_that_does_not_arrive_ends_the_comparison",
    ),
    Mutant(
        "the message of a function's error is shown, with whatever values it has",
        At(
            "ops/compare/questions.py",
            "Function.__call__",
            "f\"the function {self._name} failed: {answer.get('errorType', 'unknown')}; see its log\"",
        ),
        becomes='f"the function failed: {answer}"',
        test=f"{COMMAND}::test_a_function_that_fails_is_named_by_the_kind_of_its_error_alone",
    ),
    Mutant(
        "a warning of an assessment is no finding",
        At("ops/assess/__main__.py", "_of", 'status == "warning" and name in EXPECTED'),
        becomes='status == "warning"',
        test="tests/ops/assess/test_assess.py::test_what_fails_and_warns_is_named_with_what_to_do",
    ),
)
