"""CloudWatch's page "Dashboard body structure and syntax" as a JSON schema: the widgets that the program uses."""

from typing import Any

POSITION: dict[str, Any] = {
    "x": {"type": "integer", "minimum": 0, "maximum": 23},
    "y": {"type": "integer", "minimum": 0},
    "width": {"type": "integer", "minimum": 1, "maximum": 24},
    "height": {"type": "integer", "minimum": 1, "maximum": 1000},
}
STATISTIC = r"^(SampleCount|Average|Sum|Minimum|Maximum|p\d{1,2}(\.\d{1,10})?|(TM|WM|PR|TC|TS)\(.*\))$"
OPTIONS = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "label": {"type": "string"},
        "stat": {"type": "string", "pattern": STATISTIC},
        "period": {"type": "integer"},
        "id": {"type": "string", "pattern": "^[a-z][A-Za-z0-9_]*$"},
    },
}


def _widget(kind: str, properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["type", *POSITION, "properties"],
        "additionalProperties": False,
        "properties": {
            "type": {"const": kind},
            **POSITION,
            "properties": {
                "type": "object",
                "required": required,
                "additionalProperties": False,
                "properties": properties,
            },
        },
    }


TEXT = {"type": "string", "minLength": 1}
REGION = {"type": "string", "pattern": r"^[a-z]{2}-[a-z]+-\d$"}
WIDGETS = [
    _widget(
        "text",
        {"markdown": TEXT, "background": {"enum": ["solid", "transparent"]}},
        ["markdown"],
    ),
    _widget(
        "alarm",
        {
            "title": TEXT,
            "alarms": {
                "type": "array",
                "minItems": 1,
                "maxItems": 100,
                "items": {"type": "string", "pattern": r"^arn:aws:cloudwatch:[a-z0-9-]+:\d{12}:alarm:.+$"},
            },
            "sortBy": {"enum": ["default", "stateUpdatedTimestamp", "timestamp"]},
            "states": {"type": "array", "items": {"enum": ["ALARM", "INSUFFICIENT_DATA", "OK"]}},
        },
        ["alarms"],
    ),
    _widget(
        "metric",
        {
            "title": TEXT,
            "region": REGION,
            "view": {"enum": ["timeSeries", "singleValue", "gauge", "bar", "pie", "table"]},
            "period": {"type": "integer", "multipleOf": 60},
            "stat": {"type": "string", "pattern": STATISTIC},
            "metrics": {
                "type": "array",
                "minItems": 1,
                "maxItems": 500,
                "items": {
                    "type": "array",
                    "minItems": 2,
                    "items": {"anyOf": [TEXT, OPTIONS]},
                },
            },
            "annotations": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "horizontal": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["value"],
                            "additionalProperties": False,
                            "properties": {"value": {"type": "number"}, "label": TEXT},
                        },
                    }
                },
            },
        },
        ["region", "metrics"],
    ),
    _widget(
        "log",
        {
            "title": TEXT,
            "region": REGION,
            "view": {"enum": ["bar", "pie", "stackedTimeSeries", "table", "timeSeries"]},
            "query": {"type": "string", "pattern": r"^SOURCE '[^']+' \| "},
        },
        ["region", "query"],
    ),
]
SCHEMA = {
    "type": "object",
    "required": ["widgets"],
    "additionalProperties": False,
    "properties": {
        "start": {"type": "string", "pattern": r"^-P(\d+[MWD]|T\d+[HM])"},
        "periodOverride": {"enum": ["auto", "inherit"]},
        "widgets": {"type": "array", "maxItems": 500, "items": {"oneOf": WIDGETS}},
    },
}
