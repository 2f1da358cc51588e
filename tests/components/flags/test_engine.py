"""Flags on the real engine: a change of a file is a version and a deployment of that profile alone, and all goes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pulumi.automation import CommandError

from components.flags import read_flags
from config.project import PROJECT
from foundation.packaging import package
from tests.components.flags.samples import make_flags
from tests.support.samples import make_region
from tools.rehearsal.engine import Rehearsal

pytestmark = pytest.mark.engine


@dataclass
class Stack:
    """The engine, and the folder of the files that its program reads."""

    folder: Path
    rehearsal: Rehearsal = field(init=False)

    def write(self, name: str, old: str = "", new: str = "") -> None:
        text = (PROJECT / "flags" / f"{name}.json").read_text()
        assert old in text
        (self.folder / f"{name}.json").write_text(text.replace(old, new))

    def program(self) -> None:
        make_flags(make_region(), content=read_flags(str(self.folder)), package=package("lambdas/flags"))

    def versions(self) -> dict[str, Any]:
        """Which version each profile's deployment brings to the functions, by the deployment's name."""
        live = self.rehearsal.account.live().values()
        return {item.name: item.inputs["configurationVersion"] for item in live if item.token.endswith(":Deployment")}

    def steps(self) -> list[tuple[str, str]]:
        return [(step.operation, step.name) for step in self.rehearsal.account.history()]


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    made = Stack(tmp_path)
    made.write("operations")
    made.write("releases")
    with Rehearsal("dev", program=made.program) as made.rehearsal:
        yield made


def test_a_changed_file_is_deployed_alone_before_the_version_before_it_goes(stack: Stack) -> None:
    stack.rehearsal.stack.up()
    assert stack.versions() == {"flags-operations-deployment": "1", "flags-releases-deployment": "1"}
    before = len(stack.steps())
    stack.write("operations", '"enabled": false', '"enabled": true')
    stack.rehearsal.stack.up()
    assert stack.versions() == {"flags-operations-deployment": "2", "flags-releases-deployment": "1"}
    assert stack.steps()[before:] == [
        ("create", "flags-operations-version"),
        ("create", "flags-operations-deployment"),
        ("delete", "flags-operations-deployment"),
        ("delete", "flags-operations-version"),
    ]
    # The same flags, written differently, are no change.
    stack.write("operations", '"enabled": false', '"enabled":     true')
    stack.rehearsal.stack.up()
    assert len(stack.steps()) == before + 4
    stack.rehearsal.settle()
    stack.rehearsal.stack.destroy()
    assert stack.rehearsal.account.live() == {}


def test_a_mistake_in_a_file_ends_the_program_before_anything_is_made(stack: Stack) -> None:
    stack.write("releases", "pct::10 ", "pct::110 ")
    with pytest.raises(CommandError) as refused:
        stack.rehearsal.stack.up()
    text = str(refused.value)
    assert "the feature flags have mistakes:" in text
    assert "pct" in text
    assert "Traceback" not in text
    assert stack.rehearsal.account.live() == {}


def test_a_profile_stays_while_a_version_that_somebody_made_by_hand_exists(stack: Stack) -> None:
    stack.rehearsal.stack.up()
    account = stack.rehearsal.account
    (version,) = [item for item in account.live().values() if item.name == "flags-operations-version"]
    stack.rehearsal.settle()
    by_hand = account.plant(version.token, "by-hand", version.inputs)
    with pytest.raises(CommandError, match="DependencyViolation: by-hand"):
        stack.rehearsal.stack.destroy()
    account.remove(by_hand)
    stack.rehearsal.stack.destroy()
    assert account.live() == {}
