"""A stack whose file Pulumi's own CLI writes."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from config.cli import OWN_CLI, cli


class Workspace:
    """A stack of the project in a state of its own, whose file the real CLI writes."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch):
        self.folder, self.file = folder, folder / "Pulumi.dev.yaml"
        (folder / "state").mkdir()
        (folder / "Pulumi.yaml").write_text("name: payments\nruntime: python\n")
        monkeypatch.setenv("PULUMI_BACKEND_URL", f"file://{folder}/state?metadata=skip")
        monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "only here")
        self.run("stack", "init", "dev")

    def run(self, *words: str) -> str:
        run = subprocess.run(  # noqa: S603 (the project's own command)
            [str(cli() or OWN_CLI), *words, "--non-interactive"],
            cwd=self.folder,
            env=os.environ | {"PULUMI_SKIP_UPDATE_CHECK": "true"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        return run.stdout

    def set(self, *words: str) -> None:
        self.run("config", "set", *words)

    def write(self, config: str) -> None:
        salt = "".join(line for line in self.file.read_text().splitlines(True) if line.startswith("encryptionsalt"))
        self.file.write_text(f"{salt}config:\n{config}")

    def texts(self) -> Mapping[str, str]:
        """What the CLI itself says, as it hands it to the program."""
        entries = json.loads(self.run("config", "--json", "--show-secrets"))
        return {key: entry["value"] for key, entry in entries.items()}
