"""Changes of the policies' rules that are found by themselves: a rule that says nothing, and each condition negated.

They are tried in this process, with the cases of the rules alone: there are hundreds.
"""

import ast
import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import cast

from config.project import PROJECT
from policy.checks.stacks import StackCheck
from policy.rule import Check, Rule, StackRule
from policy.rules import RULES, STACK_RULES

FOLDER = PROJECT / "policy" / "rules"
SILENT = Check(problems=lambda _: (), required="nothing")
SILENT_OF_STACKS = StackCheck(violations=lambda _: (), required="nothing")
# What asks for all of its arguments, after so many that say where.
TOGETHER: Mapping[str, int] = {
    "all_of": 0,
    "absent": 0,
    "disabled": 0,
    "enabled": 0,
    "given": 0,
    "contains": 1,
    "each": 1,
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """A rule that is no longer what it was, and what was done to it."""

    rule: Rule | StackRule
    what: str


def changes() -> Iterator[Change]:
    """All changes of all rules."""
    for rule in (*RULES, *STACK_RULES):
        silent = replace(rule, check=SILENT) if isinstance(rule, Rule) else replace(rule, check=SILENT_OF_STACKS)
        yield Change(rule=silent, what="it says nothing")
    for path in sorted(FOLDER.glob("[!_]*.py")):
        yield from _of_file(path)


@cache
def counted() -> Mapping[str, int]:
    """How many changes of each rule there are, by its name."""
    found: dict[str, int] = {}
    for change in changes():
        found[change.rule.name] = found.get(change.rule.name, 0) + 1
    return found


def _of_file(path: Path) -> Iterator[Change]:
    tree = ast.parse(path.read_text())
    nodes = list(ast.walk(tree))
    for position, node in enumerate(nodes):
        for name, number in _places(node):
            changed = copy.deepcopy(tree)
            same = list(ast.walk(changed))[position]
            what = f"{path.name}:{getattr(node, 'lineno', 0)}: {_change(same, name, number)}"
            for rule in _reached(changed, tree, nodes, position, path):
                yield Change(rule=rule, what=what)


def _places(node: ast.AST) -> Iterator[tuple[str, int]]:
    """What can be changed at a node: the field, and the position in it."""
    match node:
        case ast.If() | ast.IfExp():
            yield "test", 0
        case ast.comprehension(ifs=conditions):
            yield from (("ifs", number) for number in range(len(conditions)))
        case ast.BoolOp(values=operands):
            yield from (("values", number) for number in range(len(operands)))
        case ast.Call(func=ast.Name(id=name), args=arguments) if (
            name in TOGETHER and len(arguments) > TOGETHER[name] + 1
        ):
            yield from (("args", number) for number in range(TOGETHER[name], len(arguments)))
        case _:
            pass


def _change(node: ast.AST, field: str, number: int) -> str:
    """Negates a condition in place, or takes an argument away; returns what it has done."""
    if field == "test":
        condition = cast(ast.If | ast.IfExp, node).test
        setattr(node, field, ast.UnaryOp(op=ast.Not(), operand=condition))
        return f"not {ast.unparse(condition)}"
    found = cast(list[ast.expr], getattr(node, field))
    if field == "args":
        return f"without {ast.unparse(found.pop(number))}"
    condition = found[number]
    found[number] = ast.UnaryOp(op=ast.Not(), operand=condition)
    return f"not {ast.unparse(condition)}"


def _reached(
    changed: ast.Module, tree: ast.Module, nodes: Sequence[ast.AST], position: int, path: Path
) -> Iterator[Rule | StackRule]:
    """The rules that a change can reach, as they are after it."""
    ast.fix_missing_locations(changed)
    module = ModuleType(f"policy.rules.{path.stem}")
    exec(compile(changed, str(path), "exec"), vars(module))  # noqa: S102 (the project's own code, with one change)
    reached = _names_that_lead_to(tree, nodes[position])
    for rule in module.RULES:
        if rule.name in reached:
            yield rule


def _names_that_lead_to(tree: ast.Module, node: ast.AST) -> set[str]:
    """The names of the rules in whose declaration a node is, or something that leads to it."""
    above = {statement: {id(part) for part in ast.walk(statement)} for statement in tree.body}
    holding = next(statement for statement, parts in above.items() if id(node) in parts)
    rules = _declarations(tree)
    inside = {name for name, parts in rules.items() if id(node) in {id(part) for part in ast.walk(parts)}}
    if inside:
        return inside
    leading = _defined(holding)
    while True:
        more = {name for one in tree.body if _mentioned(one) & leading for name in _defined(one)} - {"RULES"}
        if more <= leading:
            break
        leading |= more
    return {name for name, parts in rules.items() if _mentioned(parts) & leading}


def _declarations(tree: ast.Module) -> Mapping[str, ast.expr]:
    """The declaration of each rule of a file, by its name."""
    found: dict[str, ast.expr] = {}
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "RULES":
            for item in statement.value.elts if isinstance(statement.value, ast.Tuple) else ():
                texts = [part.value for part in ast.walk(item) if isinstance(part, ast.Constant)]
                known = {rule.name for rule in (*RULES, *STACK_RULES)}
                found[next(text for text in texts if text in known)] = item
    return found


def _defined(statement: ast.stmt) -> set[str]:
    match statement:
        case ast.FunctionDef(name=name):
            return {name}
        case ast.Assign(targets=[ast.Name(id=name)]):
            return {name}
        case _:
            return set()


def _mentioned(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
