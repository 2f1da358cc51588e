"""The replication and launch templates of Application Migration Service, through its API."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from components.migration.mgn.errors import Call, MigrationError

Kind = Literal["replication", "launch"]
Settings = Mapping[str, Any]

# Which stack a template belongs to, and whether the stack made it or found it.
MADE_BY, ADOPTED_BY = "MadeBy", "AdoptedBy"
ATTEMPTS = 5
# IAM's changes arrive after some seconds; until then the service does not find roles that were just made.
ROLE_ATTEMPTS, ROLE_PAUSE_SECONDS = 6, 10


@dataclass(frozen=True, kw_only=True)
class Template:
    """A template as it is in the account: all that AWS returns of it, and its tags apart."""

    id: str
    arn: str
    settings: Settings
    tags: Mapping[str, str]

    @property
    def stack(self) -> str | None:
        """The stack that made or adopted it."""
        return self.tags.get(MADE_BY) or self.tags.get(ADOPTED_BY)


class Service:
    """The service in one region, by a client of boto3; every error becomes a MigrationError."""

    def __init__(self, client: Any, region: str, pause: Callable[[float], None] = time.sleep):
        self._client, self._region, self._pause = client, region, pause

    def call(self, operation: str, **arguments: Any) -> dict[str, Any]:
        """The answer to an operation, which is named as AWS names it."""
        name = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in operation)[1:]
        call = Call(service="mgn", operation=operation, region=self._region, attempts=ATTEMPTS)
        return call.run(lambda: getattr(self._client, name)(**arguments))

    def initialise(self) -> None:
        """Makes the service-linked role and the instance profiles, once it finds the roles that it needs."""
        for attempt in range(1, ROLE_ATTEMPTS + 1):
            try:
                self.call("InitializeService")
                return
            except MigrationError as error:
                # The call has no arguments: what it finds invalid is the account, so far.
                if error.code != "ValidationException" or attempt == ROLE_ATTEMPTS:
                    raise
                self._pause(ROLE_PAUSE_SECONDS)


class Templates:
    """The templates of one kind."""

    def __init__(self, service: Service, kind: Kind):
        self._service = service
        self._name = f"{kind.title()}ConfigurationTemplate"
        self._id = f"{kind}ConfigurationTemplateID"

    def all(self) -> list[Template]:
        """Every template of the region."""
        found, page = list[Template](), ""
        while True:
            more = {"nextToken": page} if page else {}
            answer = self._service.call(f"Describe{self._name}s", **more)
            found += [self._template(item) for item in answer.get("items", [])]
            page = cast(str, answer.get("nextToken", ""))
            if not page:
                return found

    def find(self, template_id: str) -> Template | None:
        """The template with an id, where it exists."""
        try:
            items = self._service.call(f"Describe{self._name}s", **{f"{self._id}s": [template_id]}).get("items", [])
        except MigrationError as error:
            if error.code in ("ResourceNotFoundException", "UninitializedAccountException"):
                return None
            raise
        return self._template(items[0]) if items else None

    def create(self, settings: Settings, tags: Mapping[str, str]) -> Template:
        """Makes a template."""
        return self._template(self._service.call(f"Create{self._name}", **settings, tags=dict(tags)))

    def update(self, template_id: str, settings: Settings) -> None:
        """Changes some settings and leaves the others."""
        if settings:
            self._service.call(f"Update{self._name}", **{self._id: template_id}, **settings)

    def delete(self, template_id: str) -> None:
        """Deletes a template; one that does not exist any more counts as deleted."""
        try:
            self._service.call(f"Delete{self._name}", **{self._id: template_id})
        except MigrationError as error:
            if error.code not in ("ResourceNotFoundException", "UninitializedAccountException"):
                raise

    def tag(self, arn: str, tags: Mapping[str, str], without: set[str]) -> None:
        """Writes some tags and removes others."""
        if tags:
            self._service.call("TagResource", resourceArn=arn, tags=dict(tags))
        if without:
            self._service.call("UntagResource", resourceArn=arn, tagKeys=sorted(without))

    def _template(self, item: Mapping[str, Any]) -> Template:
        settings = {key: value for key, value in item.items() if key not in (self._id, "arn", "tags")}
        return Template(id=item[self._id], arn=item["arn"], settings=settings, tags=item.get("tags") or {})
