"""Faults in what people see and are told."""

from tools.faults.mutant import Mutant

FAULTS = (
    Mutant(
        "one bad payment at night wakes somebody up",
        "components/observability/burn_rate.py",
        "FEWEST_BAD = 3",
        "FEWEST_BAD = 1",
        "tests/observability/test_burn_rate.py::test_one_fault_at_night_wakes_nobody",
    ),
    Mutant(
        "a page does not wait for the long window",
        "components/observability/objectives.py",
        """'(ALARM("{0}") AND ALARM("{1}"))'""",
        """'(ALARM("{0}") OR ALARM("{1}"))'""",
        "tests/observability/test_burn_rate.py::test_a_page_needs_the_long_and_the_short_window",
    ),
    Mutant(
        "payments that the sender has to mend count as bad",
        "components/observability/burn_rate.py",
        'bad="FILL(retried, 0)"',
        'bad="FILL(retried, 0) + FILL(refused, 0)"',
        "tests/observability/test_burn_rate.py::test_what_the_sender_has_to_mend_burns_nothing",
    ),
    Mutant(
        "an alarm of the queue stands in no row",
        "components/observability/rows.py",
        '            "payments-age",\n',
        "",
        "tests/observability/test_observability.py::test_every_alarm_stands_in_a_row_and_every_row_names_alarms_that_exist",
    ),
    Mutant(
        "a component may fail unseen",
        "rehearsal/coverage.py",
        "if self.types & WRITERS and not self.log_groups:",
        "if False:",
        "tests/observability/test_observability.py::test_a_component_without_logs_alarms_or_a_row_is_a_hole",
    ),
    Mutant(
        "the paging service hears of every alert",
        "components/alerts.py",
        'f"{name}-paging",\n                topic=pages.arn,',
        'f"{name}-paging",\n                topic=topic.arn,',
        "tests/test_foundations.py::test_what_pages_people_hears_pages_alone",
    ),
)
