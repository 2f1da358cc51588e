"""What a stack has in AWS, by its state; kept in a file until the destroy is complete, which may take several runs."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, cast

from catalog.resource_type import ResourceType
from config.project import PROJECT
from ops.lib.account import of_arns
from ops.lib.command import CommandError
from ops.lib.pulumi_cli import pulumi

FOLDER = PROJECT / ".build"
# What the steps read; none of them is a secret.
KEPT_OUTPUTS = (
    "applicationId", "appName", "arn", "deploymentGroupName", "environmentId", "identifier", "name",
    "replicationTaskArn", "skipFinalSnapshot",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Deployed:
    """A resource by its type, its name in the program, its id and its region, and what AWS said of it.

    `retained` says that the program leaves it to whoever else uses it; `path` are the types of the components around
    it, each with a `$` behind it.
    """

    type: str
    name: str
    id: str
    region: str
    outputs: Mapping[str, Any] = field(default_factory=dict[str, Any])
    retained: bool = False
    path: str = ""


class Inventory:
    """The resources of one stack, those of a run before that did not end included."""

    def __init__(self, stack: str, resources: Iterable[Deployed], folder: Path = FOLDER):
        self.stack = stack
        self._file = folder / f"destroy-{stack}.json"
        kept = [Deployed(**item) for item in json.loads(self._file.read_text())] if self._file.exists() else []
        # What exists now comes first: it may have changed since.
        self.resources = list({(item.type, item.id): item for item in (*kept, *resources)}.values())

    @property
    def account(self) -> str | None:
        """The account that the resources are in; None where no ARN says it."""
        return of_arns(str(item.outputs.get("arn", "")) for item in self.resources)

    def of(self, *types: ResourceType) -> list[Deployed]:
        """The resources of some types."""
        tokens = {each.token for each in types}
        return [item for item in self.resources if item.type in tokens]

    def keep(self) -> None:
        """Writes the file, so that the next run knows of what this one has destroyed."""
        self._file.parent.mkdir(exist_ok=True)
        self._file.write_text(json.dumps([asdict(item) for item in self.resources]))

    def forget(self) -> None:
        """Removes the file: nothing is left to know."""
        self._file.unlink(missing_ok=True)


def exported(stack: str) -> Mapping[str, Any]:
    """The state of a stack; raises CommandError where it can't be read."""
    try:
        run = pulumi("stack", "export", "--stack", stack)
    except OSError:
        raise CommandError("there is no pulumi on PATH; run `make install`") from None
    if run.returncode:
        raise CommandError(f"the state of stack {stack} can't be read: {run.stderr.strip()}")
    return cast(Mapping[str, Any], json.loads(run.stdout))


def deployed(state: Mapping[str, Any], default_region: str) -> list[Deployed]:
    """The resources in a state that are AWS's, without the values of outputs that may be secrets."""
    deployment = cast(Mapping[str, Any], state.get("deployment") or {})
    resources = cast(list[Mapping[str, Any]], deployment.get("resources") or [])
    return [_deployed(item, default_region) for item in resources if item["type"].startswith("aws:") and item.get("id")]


def _deployed(item: Mapping[str, Any], default_region: str) -> Deployed:
    outputs = cast(Mapping[str, Any], item.get("outputs") or {})
    return Deployed(
        type=item["type"],
        name=item["urn"].rpartition("::")[2],
        id=item["id"],
        region=outputs.get("region") or default_region,
        outputs={key: outputs[key] for key in KEPT_OUTPUTS if key in outputs},
        retained=bool(item.get("retainOnDelete")),
        path=item["urn"].split("::")[2].removesuffix(item["type"]),
    )
