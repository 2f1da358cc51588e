"""Faults in the policies."""

from tools.faults.mutant import Mutant

FAULTS = (
    Mutant(
        "a condition that lets a silent request pass counts as one",
        "policy/documents.py",
        'if not operator.endswith("IfExists") and operator != "Null" and "Not" not in operator',
        'if operator != "Null" and "Not" not in operator',
        "tests/policy/test_rules.py::test_a_wrong_resource_is_refused",
    ),
    Mutant(
        "what is not known yet counts as what it is not",
        "policy/values.py",
        "        raise UndecidedError(path)\n",
        "        return None\n",
        "tests/policy/test_rules.py::test_what_is_not_known_yet_is_no_fault_and_no_pass",
    ),
    Mutant(
        "an exemption never ends",
        "policy/exemptions.py",
        "and today <= self.expires",
        "and today >= date.min",
        "tests/policy/test_stacks.py::test_an_expired_exemption_is_a_mistake_and_exempts_nothing",
    ),
    Mutant(
        "any secret's rotation counts for all",
        "policy/rule.py",
        "return any(other.urn in self.references.get(key, ()) for key in properties or self.references)",
        "return bool(self.references)",
        "tests/policy/test_stack_rules.py::test_a_wrong_stack_is_refused",
    ),
    Mutant(
        "the engine's policies look at nothing",
        "policy/pack.py",
        "if args.resource_type not in rule.types:",
        "if args.resource_type in rule.types:",
        "tests/policy/test_pack.py::test_what_is_known_is_refused_before_anything_is_made",
    ),
)
