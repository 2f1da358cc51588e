"""AWS as a cutover meets it: moto, DMS's API and two functions, with a hook before and after every call."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO
from typing import Any

from ops.lib.clients import Clients
from tests.ops.failover.answers import answered
from tests.support.aws import client

Meddle = Callable[[str, str], None]
# Creating a client takes longer than most schedules.
_kept = cache(client)


class Aws:
    """The clients of a command. `answers` are by operation, and get a call's parameters; moto has the others.

    `functions` are what is invoked, by name; what one raises is the error of its invocation.
    """

    def __init__(
        self,
        answers: Mapping[str, Callable[[Any], Any]],
        functions: Mapping[str, Callable[[Any], Any]],
        meddle: Meddle,
    ):
        self._answers = {**answers, "Invoke": self._invoke}
        self._functions, self._meddle = functions, meddle
        self.clients = Clients(self._make)

    def _make(self, service: str, region: str) -> Any:
        made, asked = _kept(service, region), dict[str, Any]()

        def provide(params: dict[str, Any], **rest: Any) -> None:
            asked.clear()
            asked.update(params)

        def before(model: Any, **rest: Any) -> Any:
            self._meddle("before", model.name)
            answer = self._answers.get(model.name)
            return answer and answer(dict(asked))

        def after(model: Any, **rest: Any) -> None:
            self._meddle("after", model.name)

        handlers = {"provide-client-params": provide, "before-call": before, "after-call": after}
        for event, handler in handlers.items():
            name = f"{event}.{made.meta.service_model.service_id.hyphenize()}"
            # Replaces the handler of the test before.
            made.meta.events.unregister(name, unique_id=event)
            made.meta.events.register(name, handler, unique_id=event)
        return made

    def _invoke(self, asked: Mapping[str, Any]) -> Any:
        function = self._functions[asked["FunctionName"]]
        try:
            said = function(json.loads(asked["Payload"]))
        except Exception as error:
            told = {"errorMessage": str(error), "errorType": type(error).__name__}
            return answered({"StatusCode": 200, "FunctionError": "Unhandled", "Payload": _payload(told)})
        return answered({"StatusCode": 200, "Payload": _payload(said)})


def _payload(said: Any) -> BytesIO:
    return BytesIO(json.dumps(said).encode())
