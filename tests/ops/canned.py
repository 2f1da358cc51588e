"""An account with canned answers; requests and answers are validated against AWS's own model of the service."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any, cast

from botocore.validate import ParamValidator

from ops.lib.checks import Answer, Check, Verdict, answer
from ops.lib.clients import Clients
from tests.support.aws import client_without_account

# What an operation answers, or raises, or makes of the request.
Canned = Mapping[str, Any] | Exception | Callable[[Mapping[str, Any]], Mapping[str, Any]]
Answers = dict[str, Canned]


class CannedClients:
    """Clients of an account that answers with `answers`, by region, service and operation.

    A key is `service.Operation`, or `region service.Operation` where the regions differ. Without an answer moto answers
    where `moto` is set, and otherwise the test fails.
    """

    def __init__(self, answers: Answers, *, moto: bool = False):
        self._answers, self._moto = answers, moto
        self.calls: list[str] = []

    def clients(self) -> Clients:
        return Clients(self._make)

    def _make(self, service: str, region: str) -> Any:
        client = _kept_client(service, region)

        def note(params: dict[str, Any], context: dict[str, Any], **rest: Any) -> None:
            context["asked"] = params

        def answer(model: Any, context: dict[str, Any], **rest: Any) -> Any:
            name = f"{service}.{model.name}"
            self.calls.append(f"{region} {name}")
            canned = self._answers.get(f"{region} {name}", self._answers.get(name))
            if canned is None:
                assert self._moto, f"no answer is written to {name}"
                return None
            if isinstance(canned, Exception):
                raise canned
            parsed = canned(context["asked"]) if callable(canned) else canned
            if model.output_shape:
                report = cast(Any, ParamValidator()).validate(parsed, model.output_shape)
                assert not report.has_errors(), f"{name}: {report.generate_report()}"
            return SimpleNamespace(status_code=200), dict(parsed) | {"ResponseMetadata": {"HTTPStatusCode": 200}}

        # Replaces the handlers of the test before, and what guarded its calls.
        client.meta.events.unregister("before-parameter-build", unique_id="read-only")
        for event, handler in (("provide-client-params", note), ("before-call", answer)):
            client.meta.events.unregister(event, unique_id=event)
            client.meta.events.register(event, handler, unique_id=event)
        return client


@cache
def _kept_client(service: str, region: str) -> Any:
    """A client that all tests of a process share: creating one takes longer than most tests."""
    return client_without_account(service, region)


def asked(checks: Iterable[Check]) -> dict[str, Answer]:
    """The answers of checks, by their names."""
    return {check.name: answer(check) for check in checks}


def failed(found: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers of the checks that failed."""
    return {name: given for name, given in found.items() if given.verdict is Verdict.FAILED}
