"""Faults in how a stack's file is read, and in how mistakes and errors are said."""

from tools.mutants.faults.mutant import Mutant
from tools.mutants.faults.place import At

MISTAKES = "tests/config/test_mistakes.py::test_a_mistake_is_refused_with_its_key_and_what_is_allowed"

FAULTS = (
    Mutant(
        "a message about a mistake repeats a secret",
        At("config/secrets.py", "without", "message.replace(text, HIDDEN)"),
        becomes="message",
        test="tests/config/test_load.py::test_no_message_repeats_a_secret_that_another_key_is_compared_with",
    ),
    Mutant(
        "an access list that the quota does not hold is left to AWS",
        At("config/rules/limits.py", "access_lists", "len(found) > limit"),
        becomes="False",
        test=MISTAKES,
    ),
    Mutant(
        "two entries of an access list have one number",
        At("config/rules/limits.py", "access_lists", "clashes(found, one.addresses)"),
        becomes="()",
        test=MISTAKES,
    ),
    Mutant(
        "a variable that Lambda sets itself is accepted",
        At("config/rules/functions.py", "variables", "name in RESERVED"),
        becomes="False",
        test=MISTAKES,
    ),
    Mutant(
        "what the configuration names of the own account is looked for in vain",
        At("simulated_aws/existing.py", "Existing.has", "name in self._declared"),
        becomes="False",
        test="tests/simulated_aws/test_outside.py::test_what_is_not_declared_is_refused",
    ),
    Mutant(
        "the permission to read a secret names a key of it",
        At("components/container/platform.py", "reading", "secret_of(arn)"),
        becomes="arn",
        test="tests/simulated_aws/test_outside.py::test_what_the_configuration_names_of_the_own_account_exists",
    ),
    Mutant(
        "an error without an advice of its own has none",
        At("ops/lib/explained.py", "advice", 'f"mend what AWS says, and {AGAIN}"'),
        becomes='""',
        test="tests/ops/lib/test_explained.py::test_any_code_has_an_advice",
    ),
)
