"""Faults in the measure of the simulated account, and in what the account refuses."""

from tools.mutants.faults.mutant import Mutant
from tools.mutants.faults.place import At

FAULTS = (
    Mutant(
        "a number that is just allowed counts as too large",
        At("tools/truth/values.py", "_wrong_number", "max(most) + 1"),
        becomes="max(most)",
        test="tests/tools/truth/test_probes.py::test_a_number_is_made_on_both_sides_of_its_range",
    ),
    Mutant(
        "a text that one source takes counts as wrong",
        At("tools/truth/values.py", "_fails_all", "all(found(text, str(item.pattern)) is False for item in patterns)"),
        becomes="any(found(text, str(item.pattern)) is False for item in patterns)",
        test="tests/tools/truth/test_probes.py::test_characters_are_wrong_where_no_pattern_takes_them",
    ),
    Mutant(
        "what is valid counts among what is refused",
        At("tools/truth/report.py", "Count.add", "not finding.refused"),
        becomes="finding.refused",
        test="tests/tools/truth/test_page.py::test_valid_and_invalid_ones_are_counted_apart",
    ),
    Mutant(
        "the account takes ids of what does not exist",
        At("simulated_aws/refusals.py", "refusals", "*absent.clashes(token, inputs, existing)"),
        becomes="",
        test="tests/simulated_aws/kinds/test_absent.py::test_an_id_of_nothing_is_refused",
    ),
)
