"""The table of all controls: each with its rule, the types it looks at, and what shows that the rule does its work."""

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from catalog import TYPES
from policy.left_out import LEFT_OUT
from policy.rule import Record, Rule
from policy.rules import RULES, STACK_RULES
from policy.standards import CONTROLS, Control
from tests.policy.bypasses import BYPASSES, VARIANTS, VARIED
from tests.policy.cases import CASES
from tests.policy.cases.stacks import STACKS
from tools.mutants.conditions import counted

# The standards that are complete, and the others, as the table calls them: by the first word of a control.
BY_STANDARD: Mapping[str, str] = {
    "FSBP": "AWS Foundational Security Best Practices",
    "PCI": "PCI DSS v4.0.1, as Security Hub numbers it",
    "CIS": "CIS AWS Foundations Benchmark v5",
}
OTHERS: Mapping[str, str] = {
    "Security": "Other controls of Security Hub",
    "CKV": "Checkov",
    "AWSGuard": "Pulumi's AWSGuard",
    "own": "The project's own rules",
}
INTRODUCTION = """# Controls

Written by `make reference` from `policy/`; `make check` fails where it is stale. Each row is a control, the rule that
serves it, the resource types that the rule looks at, how many wrong cases the rule refuses in
`tests/policy/`, and how many changes of the rule those cases notice: the rule that says nothing, each of its conditions
negated, and each part of it taken away (`tests/policy/test_changes.py`).

The first three standards are complete for the types of their services (`policy/standards.yaml`): of a type that the
program makes, each control has a rule, or a reason why it has none, whose facts are checked for each committed stack.

"""
ROUND = """
What looks right and is not: {ways} ways round the rules, each beside what is right (`tests/policy/bypasses/`). {varied}
of them can be written differently, and are tried in {variants} variants each, drawn at random: {tried:,} in all. The
tests fail where one passes.
"""
HEAD = "| control | rule | resource types | wrong cases | changes |\n| --- | --- | --- | --- | --- |\n"
ALL: Sequence[Record] = (*RULES, *STACK_RULES)


def in_use(control: Control) -> bool:
    """Whether the program makes resources of the control's type."""
    return control.type in TYPES


def serving(control: Control) -> list[Record]:
    """The rules that serve a control by looking at its type."""
    return [
        rule
        for rule in ALL
        if control.name in rule.controls and any(fnmatchcase(control.type, kind) for kind in rule.types)
    ]


def text() -> str:
    """The whole page."""
    return INTRODUCTION + "".join(_sections())


def _sections() -> Iterator[str]:
    yield f"{len(ALL)} rules, {sum(counted().values())} changes of them.\n"
    varied = {"ways": len(BYPASSES), "varied": len(VARIED), "variants": VARIANTS, "tried": len(VARIED) * VARIANTS}
    yield ROUND.format(**varied)
    for word, title in {**BY_STANDARD, **OTHERS}.items():
        rows = sorted(
            (_order(control), _row(control, rule))
            for rule in ALL
            for control in rule.controls
            if control.replace("_", " ").startswith((f"{word} ", f"{word}2 ")) or control == word
        )
        yield f"\n## {title}\n\n{HEAD}"
        yield from (row for _, row in rows)
    yield "\n## Without a rule\n\n| control | why | true since |\n| --- | --- | --- |\n"
    for control, reason in sorted(LEFT_OUT.items(), key=lambda item: _order(item[0])):
        yield f"| {control} | {reason.why} | {'; '.join(fact.said for fact in reason.facts)} |\n"
    yield "\n## Of types that the program does not make\n\n"
    yield "Settings of an account are among them: whoever runs the account answers for those.\n\n"
    yield "| resource type | controls |\n| --- | --- |\n"
    for kind in sorted({control.type for control in CONTROLS if not in_use(control)}):
        yield f"| `{_short(kind)}` | {', '.join(one.name for one in CONTROLS if one.type == kind)} |\n"


def _order(control: str) -> tuple[tuple[int, str], ...]:
    """Sorts RDS.9 before RDS.10."""
    parts = control.replace("_", " ").replace(".", " ").split()
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in parts)


def _row(control: str, rule: Record) -> str:
    types = ", ".join(f"`{_short(kind)}`" for kind in rule.types)
    cases = CASES[rule.name].bad if isinstance(rule, Rule) else STACKS[rule.name][1]
    return f"| {control} | `{rule.name}` | {types} | {len(cases)} | {counted()[rule.name]} |\n"


def _short(kind: str) -> str:
    """`rds.Instance` for `aws:rds/instance:Instance`."""
    package, module, name = f"{kind}::".split(":")[:3]
    if package == "aws" and name:
        return f"{module.partition('/')[0]}.{name}"
    return kind if not name else f"{module.removeprefix('dynamic/').removeprefix('index/').partition('/')[0]}.{name}"
