"""Table mappings and task settings of the Database Migration Service.

Source: DMS user guide, "Selection rules and actions", "Transformation rules and actions", "Table and collection
settings rules", "Specifying task settings" and "Error handling task settings".
"""

from collections import Counter
from collections.abc import Iterator

from simulated_aws.declarations import Fault
from simulated_aws.kinds.languages.json_text import Object, objects, one_of, parsed, unknown_keys

RULE_TYPES = ("post-processing", "selection", "table-settings", "transformation", "validation")
SELECTIONS = ("exclude", "explicit", "include")
# What a transformation may be about, and what it may do.
TARGETS = ("column", "schema", "table", "table-tablespace", "index-tablespace")
TRANSFORMATIONS = (
    "add-before-image-columns", "add-column", "add-prefix", "add-suffix", "change-data-type", "convert-lowercase",
    "convert-uppercase", "data-masking-digits-mask", "data-masking-digits-randomize", "data-masking-hash-mask",
    "define-primary-key", "include-column", "remove-column", "remove-prefix", "remove-suffix", "rename",
    "replace-prefix", "replace-suffix",
)  # fmt: skip
SECTIONS = (
    "BeforeImageSettings", "ChangeProcessingDdlHandlingPolicy", "ChangeProcessingTuning", "CharacterSetSettings",
    "ControlTablesSettings", "ErrorBehavior", "FailTaskWhenCleanTaskResourceFailed", "FullLoadSettings", "Logging",
    "LoopbackPreventionSettings", "PostProcessingRules", "StreamBufferSettings", "TTSettings", "TargetMetadata",
    "ValidationSettings",
)  # fmt: skip
ON_RECORD = ("IGNORE_RECORD", "LOG_ERROR", "STOP_TASK", "SUSPEND_TABLE")
ESCALATED = ("LOG_ERROR", "STOP_TASK", "SUSPEND_TABLE")
# The choices of a setting, by its section and name; the engine's own list says which conflicts it can solve.
CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("ErrorBehavior", "ApplyErrorDeletePolicy"): ON_RECORD,
    ("ErrorBehavior", "ApplyErrorEscalationPolicy"): ESCALATED,
    ("ErrorBehavior", "ApplyErrorInsertPolicy"): (*ON_RECORD, "UPDATE_RECORD"),
    ("ErrorBehavior", "ApplyErrorUpdatePolicy"): (*ON_RECORD, "INSERT_RECORD"),
    ("ErrorBehavior", "DataErrorEscalationPolicy"): ("STOP_TASK", "SUSPEND_TABLE"),
    ("ErrorBehavior", "DataErrorPolicy"): ON_RECORD,
    ("ErrorBehavior", "DataTruncationErrorPolicy"): ON_RECORD,
    ("ErrorBehavior", "EventErrorPolicy"): ("IGNORE", "STOP_TASK"),
    ("ErrorBehavior", "TableErrorEscalationPolicy"): ("STOP_TASK",),
    ("ErrorBehavior", "TableErrorPolicy"): ("STOP_TASK", "SUSPEND_TABLE"),
    ("FullLoadSettings", "TargetTablePrepMode"): ("DO_NOTHING", "DROP_AND_CREATE", "TRUNCATE_BEFORE_LOAD"),
    ("ValidationSettings", "ValidationMode"): ("GROUP_LEVEL", "ROW_LEVEL"),
}
# Written by DMS alone; the provider refuses them too.
READ_ONLY = ("CloudWatchLogGroup", "CloudWatchLogStream")
SEVERITIES = tuple(
    f"LOGGER_SEVERITY_{name}" for name in ("DEBUG", "DEFAULT", "DETAILED_DEBUG", "ERROR", "INFO", "WARNING")
)


def table_mappings(text: str) -> Iterator[Fault]:
    """What DMS refuses of a task's rules for tables."""
    yield from (Fault(path, f"InvalidParameterValueException: {reason}") for path, reason in parsed(text, _mappings))


def task_settings(text: str) -> Iterator[Fault]:
    """What DMS refuses of a task's settings."""
    yield from (Fault(path, f"InvalidParameterValueException: {reason}") for path, reason in parsed(text, _settings))


def _mappings(mappings: Object) -> Iterator[Fault]:
    yield from unknown_keys(mappings, ("rules",), "")
    rules = objects(mappings.get("rules"))
    if not any(rule.get("rule-type") == "selection" and rule.get("rule-action") != "exclude" for rule in rules):
        yield Fault("rules", "at least one selection rule has to include tables")
    for key in ("rule-id", "rule-name"):
        for value, times in Counter(str(rule.get(key)) for rule in rules).items():
            if times > 1:
                yield Fault("rules", f"the {key} {value} is given {times} times")
    for index, rule in enumerate(rules):
        yield from _rule(rule, f"rules[{index}]")


def _rule(rule: Object, path: str) -> Iterator[Fault]:
    yield from one_of(rule.get("rule-type"), RULE_TYPES, f"{path}.rule-type")
    if not str(rule.get("rule-id", "")).isdigit():
        yield Fault(f"{path}.rule-id", f"{rule.get('rule-id')!r} is no number")
    if not rule.get("rule-name"):
        yield Fault(f"{path}.rule-name", "is missing")
    if rule.get("rule-type") == "selection":
        yield from _selection(rule, path)
    elif rule.get("rule-type") == "transformation":
        yield from one_of(rule.get("rule-target"), TARGETS, f"{path}.rule-target")
        yield from one_of(rule.get("rule-action"), TRANSFORMATIONS, f"{path}.rule-action")


def _selection(rule: Object, path: str) -> Iterator[Fault]:
    located: Object = rule.get("object-locator") or {}
    yield from one_of(rule.get("rule-action"), SELECTIONS, f"{path}.rule-action")
    for key in ("schema-name", "table-name"):
        if not located.get(key):
            yield Fault(f"{path}.object-locator.{key}", "is missing")
    order = rule.get("load-order", 0)
    if not str(order).isdigit() or int(order) > 2147483647:
        yield Fault(f"{path}.load-order", f"{order!r} is no number from 0 to 2147483647")


def _settings(settings: Object) -> Iterator[Fault]:
    yield from unknown_keys(settings, SECTIONS, "")
    for (section, name), choices in CHOICES.items():
        given: Object = settings.get(section) or {}
        if name in given:
            yield from one_of(given[name], choices, f"{section}.{name}")
    logging: Object = settings.get("Logging") or {}
    for name in READ_ONLY:
        if logging.get(name):
            yield Fault(f"Logging.{name}", "is read-only")
    for index, component in enumerate(objects(logging.get("LogComponents"))):
        yield from one_of(component.get("Severity"), SEVERITIES, f"Logging.LogComponents[{index}].Severity")
