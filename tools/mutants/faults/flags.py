"""Faults in the feature flags."""

from tools.mutants.faults.mutant import Mutant
from tools.mutants.faults.place import At

FAULTS = (
    Mutant(
        "two deployments of flags start side by side",
        At("components/flags/component.py", "Flags._releases", "ready=[operations.deployment, alarm_wait.invocation]"),
        becomes="ready=[alarm_wait.invocation]",
        test="tests/components/flags/test_flags.py::test_two_deployments_never_start_side_by_side",
    ),
    Mutant(
        "a release starts before its alarms have a state",
        At("components/flags/component.py", "Flags._releases", "ready=[operations.deployment, alarm_wait.invocation]"),
        becomes="ready=[operations.deployment]",
        test="tests/components/flags/test_flags.py::test_a_release_starts_once_the_alarms_that_take_it_back_have_a_state",
    ),
    Mutant(
        "an alarm without a state counts as one that has one",
        At("lambdas/flags/alarm_wait.py", "_unknown", 'alarm["StateValue"] != "INSUFFICIENT_DATA"'),
        becomes="True",
        test="tests/lambdas/flags/test_alarm_wait.py::test_it_asks_until_the_last_alarm_has_a_state",
    ),
    Mutant(
        "the alarms that are on roll the kill switch back",
        At("components/flags/component.py", "Flags._operations", "pace=AT_ONCE"),
        becomes='pace=AT_ONCE, monitors=[{"alarm_arn": alarm.arn} for alarm in self._args.alarms]',
        test="tests/components/flags/test_flags.py::test_a_stop_acts_at_once_and_nothing_holds_it_up",
    ),
    Mutant(
        "a split passes that reaches nobody",
        At("components/flags/values.py", "_unreachable", "split.percent <= max(taken)"),
        becomes="split.percent < max(taken)",
        test="tests/components/flags/test_content.py::test_a_mistake_is_refused_with_its_place",
    ),
    Mutant(
        "functions may read every configuration of the account",
        At("components/flags/component.py", "Flags._statements", "allow(actions, configurations)"),
        becomes='allow(actions, "*")',
        test="tests/components/flags/test_flags.py::test_a_function_is_given_the_ids_and_may_read_the_two_configurations_alone",
    ),
    Mutant(
        "a variant that no code knows passes the validator",
        At("lambdas/flags/validator.py", "_value_faults", "given not in allowed"),
        becomes="given is None",
        test="tests/lambdas/flags/test_validator.py::test_what_the_functions_cant_follow_is_refused_with_its_place",
    ),
)
