"""Faults in alarms, dashboards and notifications."""

from tools.mutants.faults.mutant import Mutant
from tools.mutants.faults.place import At, Text

FAULTS = (
    Mutant(
        "one bad payment at night wakes somebody up",
        At("components/observability/burn_rate.py", "FEWEST_BAD", "3"),
        becomes="1",
        test="tests/components/observability/test_burn_rate.py::test_one_fault_at_night_wakes_nobody",
    ),
    Mutant(
        "a page does not wait for the long window",
        At("components/observability/objectives.py", "Objectives.__init__", """'(ALARM("{0}") AND ALARM("{1}"))'"""),
        becomes="""'(ALARM("{0}") OR ALARM("{1}"))'""",
        test="tests/components/observability/test_burn_rate.py::test_a_page_needs_the_long_and_the_short_window",
    ),
    Mutant(
        "experiments go on while payments wait",
        At("components/observability/objectives.py", "Objectives.__init__", "(shortest[0], args.queue.age_alarm)"),
        becomes="(shortest[0],)",
        test="tests/components/observability/test_burn_rate.py::test_experiments_stop_while_payments_fail_or_wait",
    ),
    Mutant(
        "a saved query looks for the causes in a field that nothing has",
        Text("components/observability/widgets.py", "coalesce(fault, reason, errorType, record.status)"),
        becomes="coalesce(error, record.status)",
        test=(
            "tests/lambda_src/test_observed.py::test_the_saved_queries_of_the_processor_find_causes_and_slow_payments"
        ),
    ),
    Mutant(
        "payments that the sender has to correct count as bad",
        At("components/observability/burn_rate.py", "success", 'bad="FILL(retried, 0)"'),
        becomes='bad="FILL(retried, 0) + FILL(refused, 0)"',
        test="tests/components/observability/test_burn_rate.py::test_what_the_sender_has_to_mend_burns_nothing",
    ),
    Mutant(
        "the alarms of a component's parts are in no row",
        At("foundation/component.py", "Component.add_alarm", "self._container.add_alarm(alarm)"),
        becomes="None",
        test=(
            "tests/components/observability/test_observability.py::"
            "test_every_alarm_is_in_a_row_and_every_row_names_alarms_that_exist"
        ),
    ),
    Mutant(
        "a component may fail unseen",
        At("tools/rehearsal/coverage.py", "Coverage.holes", "TYPES[kind].writes_logs"),
        becomes="False",
        test="tests/components/observability/test_observability.py::test_a_component_without_logs_alarms_or_a_row_is_a_hole",
    ),
    Mutant(
        "the paging service's address is in the state in plaintext",
        At("components/alerts/component.py", "Alerts.__init__", "Output.secret(args.paging_endpoint)"),
        becomes="args.paging_endpoint",
        test="tests/components/alerts/test_alerts.py::test_what_pages_people_is_notified_of_pages_alone",
    ),
    Mutant(
        "a runbook's command has an option that does not exist",
        Text("docs/runbooks/dead-letters.md", "--max-number-of-messages 10"),
        becomes="--most-messages 10",
        test="tests/docs/test_commands.py::test_commands_and_their_options_exist",
    ),
    Mutant(
        "a runbook reads an output that the stack does not have",
        Text("docs/runbooks/database.md", "--source-identifier <rdsIdentifier>"),
        becomes="--source-identifier <databaseIdentifier>",
        test="tests/docs/test_commands.py::test_what_is_put_into_a_command_is_an_output_of_the_stack_or_said_in_words",
    ),
    Mutant(
        "the paging service is notified of every alert",
        At("components/alerts/component.py", "Alerts.__init__", 'f"{name}-paging", topic=pages.arn'),
        becomes='f"{name}-paging", topic=topic.arn',
        test="tests/components/alerts/test_alerts.py::test_what_pages_people_is_notified_of_pages_alone",
    ),
)
