"""Faults in the policies."""

from tools.mutants.faults.mutant import Mutant
from tools.mutants.faults.place import At

FAULTS = (
    Mutant(
        "a condition that lets a silent request pass counts as one",
        At("policy/checks/documents.py", "Statement.has_condition", 'not operator.endswith("IfExists")'),
        becomes="True",
        test="tests/policy/test_rules.py::test_a_wrong_resource_is_refused",
    ),
    Mutant(
        "what is not known yet counts as what it is not",
        At("policy/values.py", "_known", "raise UndecidedError(path)"),
        becomes="return None",
        test="tests/policy/test_rules.py::test_what_is_not_known_yet_is_neither_refused_nor_passed",
    ),
    Mutant(
        "an exemption never expires",
        At("policy/exemptions.py", "Exemption.covers", "today <= self.expires"),
        becomes="today >= date.min",
        test="tests/policy/test_stacks.py::test_an_expired_exemption_is_a_mistake_and_exempts_nothing",
    ),
    Mutant(
        "any secret's rotation counts for all",
        At(
            "policy/resources.py",
            "Resource.refers_to",
            "any(other.urn in self.references.get(key, ()) for key in properties or self.references)",
        ),
        becomes="bool(self.references)",
        test="tests/policy/test_stack_rules.py::test_a_wrong_stack_is_refused",
    ),
    Mutant(
        "the engine's policies look at nothing",
        At("policy/pack.py", "_of_resources.validate", "args.resource_type not in rule.types"),
        becomes="args.resource_type in rule.types",
        test="tests/policy/test_pack.py::test_what_is_known_is_refused_before_anything_is_made",
    ),
)
