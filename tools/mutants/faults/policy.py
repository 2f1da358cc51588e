"""Faults in the policies."""

from tools.mutants.faults.mutant import Mutant
from tools.mutants.faults.place import At

FAULTS = (
    Mutant(
        "a condition that lets a silent request pass narrows",
        At(
            "access/narrowing.py",
            "narrows",
            "condition.operator in _COMPARING and all(_is_fixed(value) for value in condition.values)",
        ),
        becomes="all(_is_fixed(value) for value in condition.values)",
        test="tests/access/test_questions.py::test_a_condition_that_narrows_is_not_met_by_what_nobody_chose",
    ),
    Mutant(
        "a policy variable is a text like others",
        At("access/conditions.py", "_same", '"${" in wanted'),
        becomes="False",
        test="tests/policy/test_bypasses.py::test_a_way_round_the_rules_is_refused",
    ),
    Mutant(
        "a name of any letters is a name",
        At(
            "access/reach.py",
            "_may_cover",
            "item.resources is None or any(matches(pattern, resource) is not False for pattern in wild)",
        ),
        becomes="item.resources is None",
        test="tests/policy/test_bypasses.py::test_a_way_round_the_rules_is_refused",
    ),
    Mutant(
        "what a statement leaves out is not allowed",
        At(
            "access/reach.py",
            "_is_about",
            "not any(matches(pattern.lower(), action.lower()) for pattern in item.not_actions)",
        ),
        becomes="False",
        test="tests/access/test_questions.py::test_what_moto_permits_with_a_name_that_nobody_chose_is_unconfined",
    ),
    Mutant(
        "a service always says for whom it acts",
        At(
            "access/strangers.py",
            "services",
            "yield Caller(text=text, names=frozenset((name,)), missing=frozenset(_CALLER | _WAY | _SOURCE))",
        ),
        becomes="",
        test="tests/access/test_questions.py::test_a_service_is_kept_from_acting_for_others_by_what_narrows",
    ),
    Mutant(
        "everybody has an account",
        At(
            "access/strangers.py",
            "anybody",
            'yield Caller(text="anybody", names=frozenset(), missing=frozenset(_CALLER | _WAY | _SOURCE))',
        ),
        becomes="",
        test="tests/access/test_questions.py::test_whoever_gets_in_is_found",
    ),
    Mutant(
        "accounts in conditions are nobody's",
        At("access/strangers.py", "others", "_numbers(statements) - own"),
        becomes="frozenset[str]()",
        test="tests/policy/test_bypasses.py::test_a_way_round_the_rules_is_refused",
    ),
    Mutant(
        "a bucket's name is whoever's it is",
        At("access/samples.py", "arns", 'has_wildcard(rest.partition("/")[0])'),
        becomes="False",
        test="tests/policy/test_bypasses.py::test_a_way_round_the_rules_is_refused",
    ),
    Mutant(
        "refusing some plaintext is enough",
        At(
            "policy/checks/documents.py",
            "requires_tls.problems",
            "all(_refused(found, Request(action=action, resource=arn)) for action in actions for arn in arns)",
        ),
        becomes="any(_refused(found, Request(action=action, resource=arn)) for action in actions for arn in arns)",
        test="tests/policy/test_bypasses.py::test_a_way_round_the_rules_is_refused",
    ),
    Mutant(
        "policies inside a role are not read",
        At("policy/checks/documents.py", "OF_IDENTITY", '("policy", "inlinePolicies.policy")'),
        becomes='("policy",)',
        test="tests/policy/test_bypasses.py::test_a_way_round_the_rules_is_refused",
    ),
    Mutant(
        "a type that nobody has looked at passes",
        At("policy/rules/accounts.py", "_of_types.violations", "item.type not in known"),
        becomes="False",
        test="tests/policy/test_bypasses.py::test_a_way_round_the_rules_is_refused",
    ),
    Mutant(
        "a key's copy may be anybody's",
        At("policy/rules/accounts.py", "HOLDERS", "REPLICA, SECRET"),
        becomes="SECRET",
        test="tests/policy/test_bypasses.py::test_a_way_round_the_rules_is_refused",
    ),
    Mutant(
        "an account that publishes layers may be named anywhere",
        At(
            "policy/checks/destinations.py",
            "in_own_account.violations",
            'own | publishers if path == "layers" else own',
        ),
        becomes="own | publishers",
        test="tests/policy/test_stack_rules.py::test_a_wrong_stack_is_refused",
    ),
    Mutant(
        "a registry's address names no account",
        At(
            "policy/checks/destinations.py",
            "_accounts",
            "{number for found in ACCOUNT.findall(text) for number in found if number}",
        ),
        becomes="{found[0] for found in ACCOUNT.findall(text) if found[0]}",
        test="tests/policy/test_bypasses.py::test_a_way_round_the_rules_is_refused",
    ),
    Mutant(
        "what seems to come from a bucket of the stack goes to it",
        At(
            "policy/checks/destinations.py",
            "_is_named",
            "user.refers_to(bucket, key) if stated is UNKNOWN else stated == name",
        ),
        becomes="user.refers_to(bucket, key)",
        test="tests/policy/test_bypasses.py::test_a_way_round_the_rules_is_refused",
    ),
    Mutant(
        "half of the internet is not all of it",
        At("policy/checks/traffic.py", "is_anywhere", "network.prefixlen < WIDEST[network.version]"),
        becomes="network.prefixlen == 0",
        test="tests/policy/test_bypasses.py::test_a_way_round_the_rules_is_refused",
    ),
    Mutant(
        "a bucket needs no key of the account",
        At(
            "policy/rules/storage.py", "_kms_encryption", 'algorithm != "AES256" or not _holds_access_logs(stack, item)'
        ),
        becomes='algorithm != "AES256"',
        test="tests/policy/test_bypasses.py::test_a_way_round_the_rules_is_refused",
    ),
    Mutant(
        "a rule that passes everything passes",
        At("policy/checks/suricata.py", "_is_open", "not names and any(map(_is_everywhere, targets))"),
        becomes="False",
        test="tests/policy/test_bypasses.py::test_a_way_round_the_rules_is_refused",
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
    Mutant(
        "a control of no type is forgotten",
        At("tools/reference/controls.py", "in_use", "control.type in TYPES"),
        becomes="False",
        test="tests/policy/test_standards.py::test_a_reason_is_for_a_control_that_has_no_rule_for_some_type",
    ),
    Mutant(
        "a rule that names a control serves it for all types",
        At("tools/reference/controls.py", "serving", "any(fnmatchcase(control.type, kind) for kind in rule.types)"),
        becomes="True",
        test="tests/policy/test_standards.py::test_a_type_that_no_rule_looks_at_would_be_found",
    ),
    Mutant(
        "a control needs neither a rule nor a reason",
        At("policy/left_out.py", "LEFT_OUT", '"FSBP EC2.58": ...'),
        becomes="",
        test="tests/policy/test_standards.py::test_each_control_of_a_type_that_the_program_makes_has_a_rule_or_a_reason",
    ),
    Mutant(
        "who may do all but something calls nobody",
        At("policy/facts.py", "_allowed", 'one.actions or ("*",)'),
        becomes="one.actions or ()",
        test="tests/policy/test_left_out.py::test_what_is_not_so_is_none",
    ),
    Mutant(
        "what AWS's policies allow is nobody's",
        At(
            "policy/facts.py",
            "_allowed",
            'yield from (f"{service}:*" for service in READ.get(arn.removeprefix(AWS), ("*",)))',
        ),
        becomes="",
        test="tests/policy/test_left_out.py::test_what_is_not_so_is_none",
    ),
    Mutant(
        "a role of any path is one of the migration",
        At("policy/facts.py", "_full_name", """f"{role.values.at('path') or '/'}{role.values.at('name') or ''}\""""),
        becomes="""f"/service-role/{role.values.at('name') or ''}\"""",
        test="tests/policy/test_left_out.py::test_what_is_not_so_is_none",
    ),
    Mutant(
        "a rule that finds something holds",
        At(
            "policy/facts.py",
            "covered_by.problems",
            'yield from (f"{one.resource.name}: {one.text}" for one in violations(item, stack)[0])',
        ),
        becomes="",
        test="tests/policy/test_left_out.py::test_what_is_not_so_is_none",
    ),
    Mutant(
        "a setting inside another is none",
        At("policy/facts.py", "_members", "yield from _members(member, inside)"),
        becomes="",
        test="tests/policy/test_left_out.py::test_what_is_not_so_is_none",
    ),
)
