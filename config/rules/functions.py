"""The rules of what the payment functions run: their code, when they run, and their variables."""

import ast
from collections.abc import Callable, Iterator

from config.faults import Fault
from config.project import PROJECT
from config.schedules import mistakes
from config.sections import Function, Payments

# What Lambda sets itself (Lambda guide, "Defined runtime environment variables").
RESERVED = frozenset({
    "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_DEFAULT_REGION", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_LAMBDA_RUNTIME_API", "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "LAMBDA_RUNTIME_DIR", "LAMBDA_TASK_ROOT",
})  # fmt: skip
# What the program's own functions and log groups are named by; another one of the name would exist already.
OWN_FUNCTIONS = frozenset({
    "backup-watch", "bootstrap", "catch-up", "chaos", "container", "dms-comparison", "dns", "firewall-alert",
    "firewall-flow", "flags-alarm-wait", "flags-validator", "flow", "host-keys", "ledger-audit", "payments-release",
    "rotation", "rotation-watch", "secret-promotion", "standby-canary", "take-lease", "transfer",
})  # fmt: skip
# What the names of the second region start with.
OF_SECOND_REGION = "dr-"
# What the program sets, and a function's own variables would be lost to.
OWN = frozenset({
    "APPLICATION_SECRET_ARN", "AWS_APPCONFIG_EXTENSION_POLL_INTERVAL_SECONDS",
    "AWS_APPCONFIG_EXTENSION_POLL_TIMEOUT_MILLIS", "AWS_APPCONFIG_EXTENSION_PREFETCH_LIST", "DATABASE_HOST",
    "DATABASE_NAME", "DATABASE_PORT", "DEAD_LETTER_QUEUE_URL", "FLAGS_APPLICATION", "FLAGS_OPERATIONS_ENVIRONMENT",
    "FLAGS_OPERATIONS_PROFILE", "FLAGS_RELEASES_ENVIRONMENT", "FLAGS_RELEASES_PROFILE", "LEASE_TABLE",
    "MAX_RECEIVE_COUNT", "POWERTOOLS_SERVICE_NAME", "QUEUE_URL", "STACK",
})  # fmt: skip
# Lambda takes 4 KB of all variables together (Lambda quotas); the program's own ones have at most the rest.
BYTES, OF_PROGRAM = 4096, 1536


def names(payments: Payments) -> Iterator[Fault]:
    """No function has the name of one that the program has itself, in either region."""
    for number, function in enumerate(payments.functions):
        if function.name in OWN_FUNCTIONS or function.name.startswith(OF_SECOND_REGION):
            allowed = f"another name, without {OF_SECOND_REGION} before it: the program has a function or a log of it"
            yield f"payments.functions.{number}.name", function.name, allowed


def handlers(payments: Payments) -> Iterator[Fault]:
    """Each handler is a function in a file that is packed."""
    for number, function in enumerate(payments.functions):
        key = f"payments.functions.{number}"
        folder = PROJECT / function.source
        if not folder.is_dir():
            yield f"{key}.source", function.source, "a folder of this project"
            continue
        module, _, name = function.handler.replace("/", ".").rpartition(".")
        file = PROJECT.joinpath(*module.split(".")).with_suffix(".py")
        if not file.is_file() or folder not in file.parents:
            allowed = (
                f"a function in a file of {function.source}, such as {function.source.replace('/', '.')}.handler.handle"
            )
            yield f"{key}.handler", function.handler, allowed
        elif name not in _defined(file.read_bytes()):
            yield f"{key}.handler", function.handler, f"a function that {file.relative_to(PROJECT)} defines"


def _defined(source: bytes) -> set[str]:
    """The functions, and other names, that a module has."""
    found: set[str] = set()
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError):
        return found
    for node in statements:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found.update(target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
        elif isinstance(node, ast.ImportFrom):
            found.update(alias.asname or alias.name for alias in node.names)
    return found


def schedules(payments: Payments) -> Iterator[Fault]:
    """Each schedule is one of EventBridge's."""
    for number, function in enumerate(payments.functions):
        for allowed in mistakes(function.schedule) if function.schedule else ():
            yield f"payments.functions.{number}.schedule", function.schedule, allowed


def variables(payments: Payments) -> Iterator[Fault]:
    """Each function's variables are its own, and few enough."""
    for number, function in enumerate(payments.functions):
        key = f"payments.functions.{number}.environment"
        for name, value in function.environment.items():
            if name in RESERVED:
                yield f"{key}.{name}", value, "another name: Lambda sets this one itself"
            elif name in OWN:
                yield f"{key}.{name}", value, "another name: the program sets this one"
        size = _size(function)
        if size > BYTES - OF_PROGRAM:
            yield key, f"{size} bytes", f"{BYTES - OF_PROGRAM} bytes in all, beside the program's own variables"


def _size(function: Function) -> int:
    return sum(len(name.encode()) + len(value.encode()) for name, value in function.environment.items())


RULES: tuple[Callable[..., Iterator[Fault]], ...] = (names, handlers, schedules, variables)
