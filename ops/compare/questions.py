"""The function that reads both databases, asked one question at a time, and which tables there are to ask about."""

import json
from collections.abc import Mapping
from typing import Any

from config.table_mappings import TableMappings
from ops.lib.clients import Client
from ops.lib.command import CommandError
from ops.lib.steps import StepError

# Made for the mark's way, and different on both sides while one is on it.
MARKS = "replication_marks"


class Function:
    """The function of a stack by its name; calling it asks it."""

    def __init__(self, client: Client, name: str):
        self._client, self._name = client, name

    def __call__(self, event: Mapping[str, Any]) -> Mapping[str, Any]:
        """The answer; raises StepError with the problem that it names, or where it has failed."""
        given = self._client.invoke(FunctionName=self._name, Payload=json.dumps(event).encode())
        answer: dict[str, Any] = json.loads(given["Payload"].read())
        if given.get("FunctionError"):
            # What it says beyond the kind may hold a value of a row.
            raise StepError(f"the function {self._name} failed: {answer.get('errorType', 'unknown')}; see its log")
        if "problem" in answer:
            raise StepError(str(answer["problem"]))
        return answer


def tables(mappings: str) -> list[str]:
    """The tables that the mappings select by their names; raises CommandError for what can't be compared as it is."""
    try:
        rules: list[dict[str, Any]] = json.loads(TableMappings.read(mappings).text)["rules"]
    except ValueError as error:
        raise CommandError(str(error)) from None
    named: list[str] = []
    for rule in rules:
        table = str(rule["object-locator"].get("table-name", "%"))
        whole = (rule["rule-type"], rule.get("rule-action"), rule.get("filters", [])) == ("selection", "include", [])
        if not whole or "%" in table:
            raise CommandError(
                f"{mappings}: rule {rule['rule-id']} is more than a table by its name; only whole tables that keep "
                "their names are compared"
            )
        named.append(table)
    return [table for table in named if table != MARKS]
