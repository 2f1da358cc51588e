"""A database credential as a secret holds it."""

import json
from dataclasses import dataclass, field
from typing import Any, cast


class MalformedCredentialError(ValueError):
    """A secret value that is not a credential; the message names the fault and nothing of the value."""


@dataclass(frozen=True, kw_only=True)
class Credential:
    """A user, its password, and the server and database they are for.

    Only the user and the password are needed to log in: the database's address comes from configuration, so that
    whoever can write a secret can't send a password to another server.
    """

    username: str
    # Kept out of the representation, and so out of logs and tracebacks.
    password: str = field(repr=False)
    host: str = ""
    port: int = 0
    dbname: str = ""

    def to_json(self) -> str:
        """The secret value."""
        return json.dumps(
            {
                "engine": "mysql",
                "username": self.username,
                "password": self.password,
                "host": self.host,
                "port": self.port,
                "dbname": self.dbname,
            }
        )

    @classmethod
    def from_json(cls, text: str) -> "Credential":
        """The credential of a secret value; raises MalformedCredentialError."""
        try:
            value: Any = json.loads(text)
        except ValueError:
            # The parser's own message is dropped with its cause: it may hold a piece of the value.
            raise MalformedCredentialError("the secret value is not JSON") from None
        if not isinstance(value, dict):
            raise MalformedCredentialError("the secret value is not a JSON object")
        fields = cast(dict[str, Any], value)
        for key in ("username", "password"):
            if not isinstance(fields.get(key), str) or not fields[key]:
                raise MalformedCredentialError(f"the secret value has no {key}")
        return cls(
            username=fields["username"],
            password=fields["password"],
            host=str(fields.get("host", "")),
            port=_port(fields.get("port", 0)),
            dbname=str(fields.get("dbname", "")),
        )


def _port(value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        raise MalformedCredentialError("the secret value's port is not a number") from None
