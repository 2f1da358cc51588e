"""Faults in the feature flags."""

from tools.faults.mutant import Mutant

FAULTS = (
    Mutant(
        "two deployments of flags start side by side",
        "components/flags/flags.py",
        "ready=[operations.deployment],",
        "ready=[],",
        "tests/flags/test_flags.py::test_two_deployments_never_start_side_by_side",
    ),
    Mutant(
        "the alarms that ring take the kill switch back",
        "components/flags/flags.py",
        "pace=AT_ONCE,",
        "pace=AT_ONCE,\n                alarm_arns=args.alarm_arns,",
        "tests/flags/test_flags.py::test_a_stop_acts_at_once_and_nothing_holds_it_up",
    ),
    Mutant(
        "a split passes that reaches nobody",
        "components/flags/values.py",
        "if taken and split.percent <= max(taken):",
        "if taken and split.percent < max(taken):",
        "tests/flags/test_content.py::test_a_mistake_is_refused_with_its_place",
    ),
    Mutant(
        "functions may read every configuration of the account",
        "components/flags/flags.py",
        "return [allow(actions, configurations), allow",
        'return [allow(actions, "*"), allow',
        "tests/flags/test_flags.py::test_a_function_is_told_the_ids_and_may_read_the_two_configurations_alone",
    ),
    Mutant(
        "a variant that no code knows passes the validator",
        "flags_lambda/validator.py",
        "if enabled and given not in allowed:",
        "if enabled and given is None:",
        "tests/flags/test_validator.py::test_what_the_functions_cant_follow_is_refused_with_its_place",
    ),
)
