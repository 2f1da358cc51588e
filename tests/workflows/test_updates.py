"""The bot's configuration is as GitHub documents it, and leaves out nothing that is pinned.

The form is that of "Dependabot options reference" in GitHub's documentation.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from config.project import PROJECT

FILE = PROJECT / ".github" / "dependabot.yml"
# For so long most stolen packages have been found out.
DAYS = 7
Days = Annotated[int, Field(ge=1, le=90)]
# What each ecosystem looks for in a folder.
MANIFESTS = {
    "pip": ("requirements*.in",),
    "gomod": ("go.mod",),
    "github-actions": ("action.yml", ".github/workflows/*.yml"),
}
# The ecosystems whose versions say how much changes, to GitHub.
SEMANTIC = ("pip", "gomod")
NOT_OURS = {".venv", ".tools", ".git", ".build"}


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", alias_generator=lambda name: name.replace("_", "-"))


class Schedule(Part):
    interval: Literal["daily", "weekly", "monthly", "quarterly", "semiannually", "yearly"]


class Cooldown(Part):
    default_days: Days
    semver_major_days: Days | None = None
    semver_minor_days: Days | None = None
    semver_patch_days: Days | None = None


class Group(Part):
    patterns: list[str] = Field(min_length=1)
    update_types: list[Literal["major", "minor", "patch"]] | None = None


class Update(Part):
    package_ecosystem: Literal["pip", "gomod", "github-actions"]
    directories: list[Annotated[str, Field(pattern="^/")]] = Field(min_length=1)
    schedule: Schedule
    cooldown: Cooldown
    groups: dict[str, Group] = Field(default_factory=dict)

    @model_validator(mode="after")
    def refuse_what_github_does_not_know_of_a_version(self) -> "Update":
        by_size = self.cooldown.model_dump(exclude={"default_days"}, exclude_none=True)
        if by_size and self.package_ecosystem not in SEMANTIC:
            raise ValueError(f"cooldown of {self.package_ecosystem} takes default-days alone")
        return self


class Dependabot(Part):
    version: Literal[2]
    updates: list[Update]


def read() -> Any:
    return yaml.safe_load(FILE.read_text())


def pinning(ecosystem: str) -> Iterator[str]:
    """The folders of the project that have something for an ecosystem, as GitHub writes them."""
    for pattern in MANIFESTS[ecosystem]:
        for path in PROJECT.glob(f"**/{pattern}"):
            parts = path.relative_to(PROJECT).parts[: -len(Path(pattern).parts)]
            if NOT_OURS.isdisjoint(parts):
                yield "/" + "/".join(parts)


def test_the_configuration_is_as_github_documents_it() -> None:
    assert Dependabot.model_validate(read()).updates


@pytest.mark.parametrize("ecosystem", MANIFESTS)
def test_nothing_that_is_pinned_is_left_out(ecosystem: str) -> None:
    (update,) = (one for one in Dependabot.model_validate(read()).updates if one.package_ecosystem == ecosystem)
    assert set(update.directories) == set(pinning(ecosystem))
    assert len(update.directories) == len(set(update.directories)) > 0


def test_every_version_waits() -> None:
    for update in Dependabot.model_validate(read()).updates:
        assert all(days >= DAYS for days in update.cooldown.model_dump(exclude_none=True).values())


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"cooldown": {"default-days": 0}}, "greater than or equal to 1"),
        ({"cooldown": {"default-days": 7, "semver-major-days": 30}}, "takes default-days alone"),
        ({"directory": "/"}, "Extra inputs are not permitted"),
        ({"directories": ["tools"]}, "should match pattern"),
        ({"package-ecosystem": "actions"}, "Input should be"),
    ],
)
def test_another_form_is_refused(change: dict[str, Any], complaint: str) -> None:
    content = read()
    (actions,) = (one for one in content["updates"] if one["package-ecosystem"] == "github-actions")
    actions.update(change)
    with pytest.raises(ValidationError, match=complaint):
        Dependabot.model_validate(content)
