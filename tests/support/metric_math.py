"""The part of CloudWatch's metric math that the program uses."""

import ast
import operator
from collections.abc import Callable, Mapping

OPERATORS: dict[type[ast.AST], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: float.__truediv__,
    ast.GtE: operator.ge,
}


def computed(expression: str, ids: frozenset[str], readings: Mapping[str, float]) -> float:
    """An expression's value for one period; one of the ids that has no reading has no data then.

    Only the branch that is taken is computed: CloudWatch has no data point for a division by nothing.
    """

    def value(node: ast.AST) -> float:
        match node:
            case ast.Constant(value=int() | float() as number):
                return number
            case ast.BinOp(left=left, op=op, right=right):
                return OPERATORS[type(op)](float(value(left)), float(value(right)))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return OPERATORS[type(op)](float(value(left)), float(value(right)))
            case ast.Call(func=ast.Name(id="IF"), args=[condition, then, otherwise]):
                return value(then) if value(condition) else value(otherwise)
            case ast.Call(func=ast.Name(id="FILL"), args=[ast.Name(id=metric), missing]) if metric in ids:
                return readings.get(metric, value(missing))
            case _:
                raise AssertionError(ast.dump(node))

    return value(ast.parse(expression, mode="eval").body)
