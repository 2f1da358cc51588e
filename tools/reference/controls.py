"""The table of all controls, from the rules that serve them."""

from collections.abc import Iterator, Mapping, Sequence

from policy.left_out import LEFT_OUT
from policy.rule import Record, Rule
from policy.rules import RULES, STACK_RULES

# The standards as the table calls them, by the first word of a control.
STANDARDS: Mapping[str, str] = {
    "FSBP": "AWS Foundational Security Best Practices",
    "PCI": "PCI DSS v4.0.1, as Security Hub numbers it",
    "CIS": "CIS AWS Foundations Benchmark v5",
    "Security": "Other controls of Security Hub",
    "CKV": "Checkov",
    "AWSGuard": "Pulumi's AWSGuard",
    "own": "The project's own rules",
}
INTRODUCTION = """# Controls

Written by `make reference` from `policy/rules/`; `make check` fails where it is stale. Each row is a control, the rule
that serves it, the resource types that the rule looks at, and the test that shows a violation of it.

"""


def text() -> str:
    """The whole page."""
    return INTRODUCTION + "".join(_sections())


def _sections() -> Iterator[str]:
    rules: Sequence[Record] = (*RULES, *STACK_RULES)
    yield f"{len(rules)} rules. The tests are in `tests/policy/`.\n"
    for word, title in STANDARDS.items():
        rows = sorted(
            (_order(control), _row(control, rule))
            for rule in rules
            for control in rule.controls
            if control.replace("_", " ").startswith((f"{word} ", f"{word}2 ")) or control == word
        )
        yield f"\n## {title}\n\n| control | rule | resource types | test |\n| --- | --- | --- | --- |\n"
        yield from (row for _, row in rows)
    yield "\n## Without a rule\n\n| control | why |\n| --- | --- |\n"
    yield from (f"| {control} | {reason} |\n" for control, reason in LEFT_OUT.items())


def _order(control: str) -> tuple[tuple[int, str], ...]:
    """Sorts RDS.9 before RDS.10."""
    parts = control.replace("_", " ").replace(".", " ").split()
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in parts)


def _row(control: str, rule: Record) -> str:
    types = ", ".join(f"`{_short(kind)}`" for kind in rule.types)
    test = (
        f"test_rules.py::test_a_wrong_resource_is_refused[{rule.name}-0]"
        if isinstance(rule, Rule)
        else f"test_stack_rules.py::test_a_wrong_stack_is_refused[{rule.name}]"
    )
    return f"| {control} | `{rule.name}` | {types} | `{test}` |\n"


def _short(kind: str) -> str:
    """`rds.Instance` for `aws:rds/instance:Instance`."""
    package, module, name = f"{kind}::".split(":")[:3]
    if package == "aws" and name:
        return f"{module.partition('/')[0]}.{name}"
    return kind if not name else f"{module.removeprefix('dynamic/').removeprefix('index/').partition('/')[0]}.{name}"
