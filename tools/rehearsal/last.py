"""The last rehearsal of each stack, which the next one is compared with."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from foundation.packaging import CACHE
from simulated_aws.values import OF_A_SECRET, SIGNATURE

Resource = Mapping[str, Any]
KEPT = ("urn", "type", "custom", "parent", "inputs")


@dataclass(frozen=True, kw_only=True)
class Last:
    """A rehearsal that went well: when, the seconds of its phases, and what its `up` made, without secrets."""

    when: str
    seconds: Mapping[str, float]
    resources: Sequence[Resource]


def load(stack: str, folder: Path = CACHE) -> Last | None:
    """The last rehearsal of a stack; none where there was none, or its file is not one of this version."""
    try:
        return Last(**json.loads(_path(stack, folder).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def keep(
    stack: str, now: datetime, seconds: Mapping[str, float], resources: Sequence[Resource], folder: Path = CACHE
) -> None:
    """Replaces it, in one step: another rehearsal may be at it."""
    slim = [{key: _without_secrets(item.get(key)) for key in KEPT} for item in resources]
    content = {"when": now.isoformat(" ", "minutes"), "seconds": seconds, "resources": slim}
    folder.mkdir(exist_ok=True)
    path = _path(stack, folder)
    scratch = path.with_suffix(f".{id(content)}")
    scratch.write_text(json.dumps(content), encoding="utf-8")
    scratch.replace(path)


def _path(stack: str, folder: Path) -> Path:
    return folder / f"rehearsed-{stack}.json"


def _without_secrets(value: Any) -> Any:
    """A value with each secret in it as one that holds nothing."""
    if isinstance(value, dict):
        items = cast(dict[str, Any], value)
        return {SIGNATURE: OF_A_SECRET} if SIGNATURE in items else {k: _without_secrets(v) for k, v in items.items()}
    if isinstance(value, list):
        return [_without_secrets(item) for item in cast(list[Any], value)]
    return value
