"""The parser of rules."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.flags.rules import (
    DEEPEST,
    LONGEST,
    OPERATORS,
    Comparison,
    Context,
    Exists,
    Logic,
    Match,
    Member,
    Rule,
    RuleError,
    Split,
    always_needed,
    context_keys,
    parse,
)

PARSED: dict[str, Rule] = {
    '(eq $state "Virginia")': Comparison("eq", Context("state"), "Virginia"),
    "(eq $on true)": Comparison("eq", Context("on"), True),
    "(gt $age 65)": Comparison("gt", Context("age"), 65),
    "(lte $age -1.5e2)": Comparison("lte", Context("age"), -150.0),
    "(gte $age $limit)": Comparison("gte", Context("age"), Context("limit")),
    '(begins_with $state "A")': Comparison("begins_with", Context("state"), "A"),
    '(ends_with $email "amazon.com")': Comparison("ends_with", Context("email"), "amazon.com"),
    '(contains $code "W\\"N")': Comparison("contains", Context("code"), 'W"N'),
    '(in $id ["123", "456"])': Member(Context("id"), ("123", "456")),
    '(matches in::$greeting pattern::"h.*y")': Match(Context("greeting"), "h.*y"),
    '(exists key::"country")': Exists("country"),
    '(split pct::10 by::$id seed::"abc")': Split(10.0, "id", "abc"),
    "(split by::$id pct::0.5)": Split(0.5, "id", None),
    "(not (lt $age 1))": Logic("not", (Comparison("lt", Context("age"), 1),)),
    '(and\n  (eq $a "x")\n  (exists key::"b")\n)': Logic("and", (Comparison("eq", Context("a"), "x"), Exists("b"))),
}
REFUSED = {
    "": "character 1: the end of the rule is where '(' is expected",
    "eq": "character 1: eq is where",
    "(eq $a 1": "character 9: the end of the rule is where ')'",
    "(eq $a 1) (eq $a 2)": "character 11: ( is after the end",
    "(ne $a 1)": "character 2: ne is no operator; allowed are and, begins_with",
    "(eq 1 $a)": "character 5: 1 is where a context value",
    "(eq $a)": "character 7: ) is where a text, a number",
    "(eq $a 1 2)": "character 10: 2 is where ')'",
    '(eq $a "x)': "begins no operand",
    "(eq $a 1x)": "begins no operand",
    "(eq $ 1)": "begins no operand",
    '(eq $a "\\q")': "unknown escape",
    "(gt $a true)": "has no order",
    "(contains $a 1)": "is no text; contains takes one",
    "(and (eq $a 1))": "character 15: ) is where '('",
    "(not (eq $a 1) (eq $a 2))": "is where ')'",
    "(in $a [])": "is where a text, a number",
    "(in $a [1,])": "is where a text, a number",
    "(in $a 1)": "is where '['",
    "(split pct::10)": "lacks by::",
    "(split by::$a)": "lacks pct::",
    "(split pct::10 pct::20 by::$a)": "occurs twice; allowed are by::, pct::, seed::",
    "(split pct::10 by::$a key::1)": "is unknown to split",
    '(split pct::"10" by::$a)': "is no percentage",
    "(split pct::true by::$a)": "is no percentage",
    "(split pct::100.1 by::$a)": "allowed are 0 to 100",
    "(split pct::10 by::$a seed::1)": "is no text; seed:: of split",
    '(split pct::10 by::"a")': "a context value such as $account",
    "(exists key::$a)": "is where a text",
    '(matches in::$a pattern::"(")': "is no regular expression",
    "(eq $a 9223372036854775808)": "has more than 64 bits",
    "(eq $a 1e999)": "has more than 64 bits",
}


@pytest.mark.parametrize("text", PARSED)
def test_what_the_guide_shows_is_understood(text: str) -> None:
    assert parse(text) == PARSED[text]


@pytest.mark.parametrize("text", REFUSED)
def test_a_mistake_is_named_with_its_place(text: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse(text)
    assert REFUSED[text] in str(caught.value)
    assert str(caught.value).startswith("character ")


def test_a_rule_has_a_longest_and_a_deepest() -> None:
    def nested(levels: int) -> str:
        return "(not " * levels + "(eq $a 1)" + ")" * levels

    parse(nested(DEEPEST))
    with pytest.raises(RuleError, match="nested deeper than 50 levels"):
        parse(nested(DEEPEST + 1))
    with pytest.raises(RuleError, match=f"has {LONGEST + 1} characters; AppConfig takes {LONGEST}"):
        parse(" " * (LONGEST + 1))


def test_what_a_rule_asks_for_and_cannot_do_without_is_known() -> None:
    rule = parse('(and (split pct::1 by::$a) (or (split pct::2 by::$b) (not (in $c ["1"]))))')
    assert context_keys(rule) == {"a", "b", "c"}
    assert list(always_needed(rule)) == [Split(1.0, "a", None)]


PIECES = [*OPERATORS, "(", ")", "[", "]", ",", "$a", '"x"', '"\\', "1", "-", "1e9", "true", "pct::", "by::", "in::"]


@given(st.text() | st.lists(st.sampled_from([*PIECES, "seed::", "key::", "pattern::", " "])).map(" ".join))
def test_any_text_is_a_rule_or_a_named_mistake(text: str) -> None:
    with suppress(RuleError):
        parse(text)


literals = st.text(st.characters(exclude_categories=["Cs"], exclude_characters='"\\')) | st.integers(
    -(2**63), 2**63 - 1
)


def _text(rule: Rule) -> str:
    match rule:
        case Logic(operator, rules):
            return f"({operator} {' '.join(map(_text, rules))})"
        case Split(percent, by, seed):
            return f"(split pct::{percent} by::${by}" + (f' seed::"{seed}")' if seed is not None else ")")
        case Comparison(operator, Context(key), value):
            shown = f'"{value}"' if isinstance(value, str) else value
            return f"({operator} ${key} {shown})"
        case _:
            raise AssertionError(rule)


simple = st.builds(Comparison, st.sampled_from(["eq", "gt"]), st.just(Context("account")), literals) | st.builds(
    Split, st.integers(0, 100).map(float), st.just("account"), st.none() | st.just("s")
)
nested = st.recursive(
    simple,
    lambda inner: (
        st.builds(Logic, st.sampled_from(["and", "or"]), st.tuples(inner, inner))
        | st.builds(Logic, st.just("not"), st.tuples(inner))
    ),
    max_leaves=12,
)


@given(nested)
def test_a_written_rule_is_read_as_itself(rule: Rule) -> None:
    assert parse(_text(rule)) == rule
