"""Configurations as people might write them: by the schema, and with anything that YAML can hold in its place."""

import re
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from config.load import StackConfig

Schema = Mapping[str, Any]

# What Pulumi hands over of a scalar of YAML, with what is easily taken for something else.
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=-3, max_value=70000),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.sampled_from(
        ["", "0", "-1", "yes", "null", "{}", "[", "0.0.0.0/0", "10.0.0.0/8", "255.255.255.255/32", "172.16.0.0/16", "::/0",
         "arn:aws:iam::", "arn:aws:iam::111122223333:role/*", "rate(1 minutes)", "cron(0 10 * * *)", "../..", "/", "a" * 300,
         "012345678901", "\u0661" * 12, "a\nb", "\u00e4", "aws:x", "8.4.99999999999999999999", "00:00-00:00"]
    ),
)  # fmt: skip
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
SCHEMA: Schema = StackConfig.model_json_schema()


def configurations(*, wild: bool) -> st.SearchStrategy[dict[str, Any]]:
    """Values by key; with `wild` some are none of their field's, and some keys are none."""
    return _Maker(SCHEMA["$defs"], wild=wild).whole(SCHEMA)


class _Maker:
    def __init__(self, definitions: Schema, *, wild: bool):
        self._definitions, self._wild = definitions, wild

    def whole(self, declared: Schema) -> st.SearchStrategy[dict[str, Any]]:
        return self._object(declared)

    def of(self, declared: Schema) -> st.SearchStrategy[Any]:
        kind = self._kind(declared)
        examples = [*declared.get("examples", ()), *([declared["default"]] if "default" in declared else [])]
        if examples:
            kind = kind | st.sampled_from(examples).map(lambda it: it.format(n=1) if isinstance(it, str) else it)
        # One in ten, so that whole configurations are seldom refused for one reason alone.
        return st.integers(0, 9).flatmap(lambda n: ANYTHING if n == 0 else kind) if self._wild else kind

    def _kind(self, declared: Schema) -> st.SearchStrategy[Any]:
        if "anyOf" in declared:
            return st.one_of(*(self.of(part) for part in declared["anyOf"]))
        if "$ref" in declared:
            return st.deferred(lambda: self.of(self._definitions[declared["$ref"].rpartition("/")[2]]))
        if "enum" in declared:
            return st.sampled_from(declared["enum"])
        match declared.get("type"):
            case "object":
                return self._object(declared)
            case "array":
                least = declared.get("minItems", 0)
                return st.lists(self.of(declared["items"]), min_size=least, max_size=max(least, 3))
            case "integer" | "number":
                least, most = declared.get("minimum", 1), declared.get("maximum", declared.get("exclusiveMaximum", 9999))
                return st.integers(int(least), int(most))
            case "boolean":
                return st.booleans()
            case "null":
                return st.none()
            case _:
                return self._text(declared)

    def _text(self, declared: Schema) -> st.SearchStrategy[Any]:
        if declared.get("format") == "ipv4network":
            return st.ip_addresses(v=4).flatmap(lambda it: st.integers(0, 32).map(lambda size: f"{it}/{size}"))
        if "pattern" in declared:
            return st.from_regex(re.compile(declared["pattern"], re.ASCII), fullmatch=True)
        return st.text(max_size=20)

    def _object(self, declared: Schema) -> st.SearchStrategy[Any]:
        if "properties" not in declared:
            others = declared.get("additionalProperties", {})
            keys = declared.get("propertyNames", {})
            return st.dictionaries(self.of(keys) if keys else st.text(max_size=9), self.of(others), max_size=3)
        required = set(declared.get("required", ()))
        properties = {key: self.of(item) for key, item in declared["properties"].items()}
        made = st.fixed_dictionaries(
            {key: item for key, item in properties.items() if key in required},
            optional={key: item for key, item in properties.items() if key not in required},
        )
        if not self._wild:
            return made
        stray = st.dictionaries(st.text(max_size=8), ANYTHING, max_size=1)
        return st.tuples(made, st.just({}) | st.just({}) | stray).map(lambda pair: pair[1] | pair[0])
