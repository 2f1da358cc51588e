"""Faults in the report and in what it computes."""

from tools.mutants.faults.mutant import Mutant
from tools.mutants.faults.place import At, Text

FAULTS = (
    Mutant(
        "the engine works on few resources at a time",
        At("tools/rehearsal/engine.py", "PARALLEL", "64"),
        becomes="8",
        test="tests/tools/report/test_schedule.py::test_a_deployment_takes_hardly_longer_than_aws_forces",
    ),
    Mutant(
        "every wait of the program's own counts as forced by AWS",
        At("tools/rehearsal/schedule.py", "as_forced", "_needs(item, key, by_urn[urn])"),
        becomes="True",
        test="tests/tools/report/test_schedule.py::test_aws_forces_what_an_input_takes_from_it_and_the_orders_of_the_table",
    ),
    Mutant(
        "the report shows secrets",
        At("tools/report/facts/differences.py", "_shown", "SIGNATURE in items"),
        becomes="False",
        test="tests/tools/report/test_facts.py::test_a_secret_is_neither_shown_nor_compared",
    ),
    Mutant(
        "quiet text is too pale to be read",
        Text("tools/report/page/page.css", "--quiet: #566072;"),
        becomes="--quiet: #8e97a6;",
        test="tests/tools/report/test_page.py::test_every_text_can_be_read",
    ),
    Mutant(
        "the page takes a picture from elsewhere",
        Text("tools/report/page/page.css", "html { scroll-behavior: smooth;"),
        becomes='html { background: url("https://example.com/paper.png"); scroll-behavior: smooth;',
        test="tests/tools/report/test_page.py::test_the_page_asks_for_nothing_and_has_every_section",
    ),
    Mutant(
        "a diagram depends on the order in which the program happens to register",
        At("tools/diagrams/drawing.py", "merged", "sorted(boxes, key=...)"),
        becomes="boxes",
        test="tests/tools/diagrams/test_diagrams.py::test_the_same_resources_in_any_order_are_the_same_diagrams",
    ),
    Mutant(
        "a picture of yesterday's program passes as today's",
        At("tools/diagrams/svg.py", "fingerprint", "dot.source(diagram)"),
        becomes="diagram.name",
        test="tests/tools/diagrams/test_pictures.py::test_a_picture_says_what_diagram_it_is_of",
    ),
    Mutant(
        "a picture shows every answer on the way of its request",
        At("tools/diagrams/reachability.py", "_hops", "(end, start) in back"),
        becomes="True",
        test="tests/tools/report/test_ways.py::test_answers_that_come_back_another_way_have_lines_of_their_own",
    ),
    Mutant(
        "a picture leaves out what is possible and not meant",
        At("tools/diagrams/reachability.py", "edges_of", "[(item, False) for item in given.possible]"),
        becomes="[]",
        test="tests/tools/report/test_ways.py::test_what_is_possible_and_not_meant_says_so",
    ),
    Mutant(
        "the rehearsal keeps a secret for the next one",
        At("tools/rehearsal/last.py", "_without_secrets", "SIGNATURE in items"),
        becomes="False",
        test="tests/tools/rehearsal/test_brief.py::test_no_secret_is_kept",
    ),
    Mutant(
        "a long word is cut on a terminal",
        At("tools/rehearsal/brief.py", "fitted", "break_long_words=False"),
        becomes="break_long_words=True",
        test="tests/tools/rehearsal/test_brief.py::test_a_line_is_wrapped_between_words_and_a_longer_word_stays_whole",
    ),
)
