"""The questions of a comparison, answered by the function that reaches both databases."""

import json
from collections.abc import Mapping
from typing import Any

from ops.compare.comparison import Ask
from ops.lib.clients import Client
from ops.lib.steps import StepError


def asking(functions: Client, name: str) -> Ask:
    """Asks the function of that name; the answer raises StepError where a database can't be read."""

    def ask(event: Mapping[str, Any]) -> Mapping[str, Any]:
        answer = functions.invoke(FunctionName=name, Payload=json.dumps(event).encode())
        said = answer["Payload"].read().decode()
        if answer.get("FunctionError"):
            raise StepError(f"{name} failed, see its log: {said}")
        found = json.loads(said)
        if "problem" in found:
            raise StepError(found["problem"])
        return found

    return ask
