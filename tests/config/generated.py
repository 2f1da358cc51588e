"""Configurations as people might write them: by the schema, and with anything that YAML can hold in its place."""

import re
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from config.document import MARK
from config.load import StackConfig
from tests.support.graph import stack_values

Schema = Mapping[str, Any]

ODD = ("", "0", "-1", "yes", "null", "{}", "[", "0.0.0.0/0", "10.0.0.0/8", "255.255.255.255/32", "172.16.0.0/16",
       "::/0", "arn:aws:iam::", "arn:aws:iam::111122223333:role/*", "rate(1 minutes)", "cron(0 10 * * *)", "../..", "/",
       "a" * 255, "a" * 256, "a" * 300, "012345678901", "\u0661" * 12, "a\nb", "\u00e4", "aws:x",
       "8.4.9999999999999999", "00:00-00:00")  # fmt: skip
# What fits some fields and collides with what the program has, is longer than a file system takes, or is rarely met.
RARE = ("rotation", "ledger-audit", "firewall-alert", "dr-catch-up", "kinesis-streams", "email-smtp", "console",
        "a" * 100, "a" * 101, "a" * 255, "a" * 256, "README.md", "docs", "m7i.metal-24xl")  # fmt: skip
LENGTHS = (20, 60, 600)
# What Pulumi hands over of a scalar of YAML, with what is easily taken for something else.
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=-3, max_value=70000),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.sampled_from(ODD),
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
SCHEMA: Schema = StackConfig.model_json_schema()


def configurations(*, wild: bool, marks: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    """Values by key; with `wild` some are none of their field's, and some keys are none.

    With `marks` some are encrypted, and nobody has the key.
    """
    strange = ANYTHING if wild else st.just(MARK) if marks else None
    return _Maker(SCHEMA["$defs"], strange, wild=wild).whole(SCHEMA)


class _Maker:
    def __init__(self, definitions: Schema, strange: st.SearchStrategy[Any] | None, *, wild: bool):
        self._definitions, self._strange, self._wild = definitions, strange, wild

    def whole(self, declared: Schema) -> st.SearchStrategy[dict[str, Any]]:
        return self._object(declared)

    def of(self, declared: Schema) -> st.SearchStrategy[Any]:
        kind = self._kind(declared)
        examples = [*declared.get("examples", ()), *([declared["default"]] if "default" in declared else [])]
        if examples:
            kind = kind | st.sampled_from(examples).map(lambda it: it.format(n=1) if isinstance(it, str) else it)
        # One in ten, so that whole configurations are seldom refused for one reason alone.
        strange = self._strange
        return kind if strange is None else st.integers(0, 9).flatmap(lambda n: strange if n == 0 else kind)

    def _kind(self, declared: Schema) -> st.SearchStrategy[Any]:
        if "anyOf" in declared:
            return st.one_of(*(self.of(part) for part in declared["anyOf"]))
        if "$ref" in declared:
            return st.deferred(lambda: self.of(self._definitions[declared["$ref"].rpartition("/")[2]]))
        if "enum" in declared:
            return st.sampled_from(declared["enum"])
        return self._of_type(declared)

    def _of_type(self, declared: Schema) -> st.SearchStrategy[Any]:
        match declared.get("type"):
            case "object":
                return self._object(declared)
            case "array":
                return self._list(declared)
            case "integer" | "number":
                least, most = (
                    declared.get("minimum", 1),
                    declared.get("maximum", declared.get("exclusiveMaximum", 9999)),
                )
                return st.integers(int(least), int(most))
            case "boolean":
                return st.booleans()
            case "null":
                return st.none()
            case _:
                return self._text(declared)

    def _list(self, declared: Schema) -> st.SearchStrategy[Any]:
        """Mostly a few items; now and then the same ones twice, or more than AWS takes of some things."""
        least = declared.get("minItems", 0)
        few = st.lists(self.of(declared["items"]), min_size=least, max_size=max(least, 3))
        twice = few.map(lambda items: [*items, *items])
        # Only an example with its number in it is another one each time.
        examples = [text for text in declared["items"].get("examples", ()) if "{n" in text]
        if not examples:
            return st.one_of(few, few, few, twice)
        many = st.sampled_from(LENGTHS).map(lambda count: [examples[0].format(n=number) for number in range(count)])
        return st.one_of(few, few, few, twice, many)

    def _key(self, declared: Schema) -> st.SearchStrategy[str]:
        stray = st.text(max_size=9)
        if not declared:
            return stray
        return self._kind(declared) | stray if self._wild else self._kind(declared)

    def _text(self, declared: Schema) -> st.SearchStrategy[Any]:
        if declared.get("format") == "ipv4network":
            return st.ip_addresses(v=4).flatmap(lambda it: st.integers(0, 32).map(lambda size: f"{it}/{size}"))
        if "pattern" in declared:
            pattern = re.compile(declared["pattern"], re.ASCII)
            made = st.from_regex(pattern, fullmatch=True)
            fitting = [text for text in RARE if pattern.fullmatch(text)]
            return made | st.sampled_from(fitting) if fitting else made
        return st.text(max_size=20)

    def _object(self, declared: Schema) -> st.SearchStrategy[Any]:
        if "properties" not in declared:
            others = declared.get("additionalProperties", {})
            keys = declared.get("propertyNames", {})
            # A mapping whose names have a pattern says it beside the schema of its values.
            for pattern, of_values in declared.get("patternProperties", {}).items():
                keys, others = {**keys, "type": "string", "pattern": pattern}, of_values
            return st.dictionaries(self._key(keys), self.of(others), max_size=3)
        required = set(declared.get("required", ()))
        properties = {key: self.of(item) for key, item in declared["properties"].items()}
        made = st.fixed_dictionaries(
            {key: item for key, item in properties.items() if key in required},
            optional={key: item for key, item in properties.items() if key not in required},
        )
        if not self._wild:
            return made
        stray = st.lists(st.dictionaries(st.text(max_size=8), ANYTHING, max_size=1), max_size=1).map(_first)
        return st.tuples(made, stray).map(lambda pair: pair[1] | pair[0])


def _first(found: list[dict[str, Any]]) -> dict[str, Any]:
    return found[0] if found else {}


def sound() -> st.SearchStrategy[dict[str, Any]]:
    """Configurations of which most are accepted: a committed stack's, with a few sections as the schema has them."""
    sections = _Maker(SCHEMA["$defs"], None, wild=False)
    stacks = st.sampled_from(["dev", "staging", "prod"]).map(
        lambda stack: {key.removeprefix("payments:"): value for key, value in stack_values(stack).items()}
    )
    changed = st.fixed_dictionaries({}, optional={key: sections.of(item) for key, item in SCHEMA["properties"].items()})
    few = changed.map(lambda values: dict(list(values.items())[:2]))
    return st.tuples(stacks, few).map(lambda pair: pair[0] | pair[1])
