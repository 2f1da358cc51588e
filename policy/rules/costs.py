"""The costs: a budget tells of what is out of the ordinary, and not every month."""

from collections.abc import Iterator

from catalog.idle import monthly
from policy.checks.stacks import stack_check
from policy.resources import Stack, Violation
from policy.rule import LOW, rule
from policy.values import UndecidedError

BUDGET = "aws:budgets/budget:Budget"


@stack_check("limitAmount above what the stack's resources cost while nothing happens")
def _above_idle_cost(stack: Stack) -> Iterator[Violation]:
    """A month in which nothing happens does not exceed the budget."""
    try:
        # Prices count the items of a list, some of which may not be known yet.
        idle = monthly((item.type, item.properties) for item in stack.resources)
    except TypeError as error:
        raise UndecidedError("how many items a price counts") from error
    for budget in stack.of(BUDGET):
        if float(budget.values.at("limitAmount")) < idle:
            yield Violation(resource=budget, text=f"a month costs {idle:,.0f} dollars while nothing happens")


RULES = (
    rule(BUDGET, "budget-above-idle-cost", LOW).needs(
        _above_idle_cost, "an alarm of every month is one that nobody reads: raise costs.monthlyBudgetUsd"
    ),
)
