"""AWS's API over HTTP on loopback, for programs that call it themselves; what it has no answer to it refuses."""

import json
import re
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, cast
from urllib.parse import parse_qs, unquote, urlsplit

from botocore import session, validate

from simulated_aws import ACCESS_KEY
from simulated_aws.mgn import MigrationService
from simulated_aws.modelling import ApiError

IDENTITY = """<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::{account}:user/rehearsal</Arn><UserId>rehearsal</UserId><Account>{account}</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>"""
ERROR = "<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
# Who signed a request, and for which region and service.
SCOPE = re.compile(r"Credential=(?P<key>\w+)/\d+/(?P<region>[a-z0-9-]+)/(?P<service>[a-z0-9-]+)/aws4_request")
STATUS = {"AccessDeniedException": 403, "ConflictException": 409, "InternalServerException": 500,
          "ResourceNotFoundException": 404, "ThrottlingException": 429}  # fmt: skip


class Api(ThreadingHTTPServer):
    """A server that answers for an account until its process ends."""

    daemon_threads = True

    def __init__(self, account: str, migration: MigrationService):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.account, self.migration = account, migration
        self.model: Any = cast(Any, session.Session()).get_service_model("mgn")

    def start(self) -> str:
        """Starts to answer, and returns the address."""
        Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return f"http://127.0.0.1:{self.server_address[1]}"

    def answer(self, method: str, url: str, body: bytes, authorization: str) -> tuple[str, str]:
        """The answer's type and text; raises ApiError."""
        scope = SCOPE.search(authorization)
        if scope is None or scope["key"] != ACCESS_KEY:
            raise ApiError("UnrecognizedClientException", "the request is not signed by a rehearsal")
        if scope["service"] == "sts" and b"Action=GetCallerIdentity" in body:
            return "text/xml", IDENTITY.format(account=self.account)
        if scope["service"] != "mgn":
            raise ApiError("UnknownOperationException", f"the simulated account has no API of {scope['service']}")
        operation, parameters = self._operation(method, urlsplit(url), body)
        return "application/json", json.dumps(self.migration.answer(operation, parameters, scope["region"]))

    def _operation(self, method: str, url: Any, body: bytes) -> tuple[str, dict[str, Any]]:
        """The operation that the service's model has at this address, and its parameters, as the model wants them."""
        for name in self.model.operation_names:
            model = self.model.operation_model(name)
            pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>.+)", model.http["requestUri"])
            match = re.fullmatch(pattern, unquote(url.path))
            if match and model.http["method"] == method:
                parameters = {**json.loads(body or b"{}"), **match.groupdict(), **parse_qs(url.query)}
                self._validate(model.input_shape, parameters)
                return name, parameters
        raise ApiError("UnknownOperationException", f"the service has no {method} {url.path}")

    @staticmethod
    def _validate(shape: Any, parameters: Mapping[str, Any]) -> None:
        report: Any = cast(Any, validate).ParamValidator().validate(parameters, shape)
        if report.has_errors():
            raise ApiError("ValidationException", report.generate_report(), {"reason": "cannotParse"})


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        api = cast(Api, self.server)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            kind, text = api.answer(self.command, self.path, body, self.headers.get("Authorization", ""))
            self._send(200, kind, text)
        except ApiError as error:
            self._refuse(error)

    def _refuse(self, error: ApiError) -> None:
        status = STATUS.get(error.code, 400)
        if "/sts/" in self.headers.get("Authorization", ""):
            self._send(status, "text/xml", ERROR.format(code=error.code, message=error))
        else:
            self._send(status, "application/json", json.dumps({"message": str(error), **error.fields}), error.code)

    do_GET = do_POST = do_DELETE = _answer  # noqa: N815 (the names that the base class calls)

    def _send(self, status: int, kind: str, text: str, error: str = "") -> None:
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        if error:
            self.send_header("x-amzn-ErrorType", error)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Keeps the rehearsal's output its own."""
