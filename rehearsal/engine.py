"""The real Pulumi engine, run on this project with a scratch state and the simulated account."""

import multiprocessing
import os
import runpy
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, cast

import yaml
from pulumi import automation

from components.config import StackConfig
from components.packaging import CACHE
from rehearsal import dynamic, policies
from rehearsal.provider import Host, Server
from simulated_aws.account import ACCOUNT

PROJECT = Path(__file__).resolve().parent.parent
# Built by `make` where no official CLI is installed.
OWN_CLI = PROJECT / ".tools" / "bin" / "pulumi"
# The engine makes four things for each core of the machine at a time, which a small machine's deployment would spend
# its time on: a server or a firewall holds its place for as long as AWS takes.
PARALLEL = 64
# What a rehearsal replaces: it has no access to the real stack's secrets, and needs none.
SECRET_KEYS = ("secretsprovider", "encryptedkey", "encryptionsalt")


def run_program() -> None:
    """Runs the project's program, as `pulumi up` does."""
    runpy.run_path(str(PROJECT / "__main__.py"), run_name="__main__")


class Rehearsal:
    """One stack on the engine, from the first `preview` to the last `destroy`.

    Use it as a context manager: the scratch state, the account and its process end with it. Raises ConfigError,
    before anything starts, where the stack's configuration has mistakes.
    """

    account: Server
    stack: automation.Stack
    # What `preview` and `up` are given to be held against the policies.
    policy_packs: list[str]

    def __init__(
        self,
        stack: str,
        *,
        config_file: Path | None = None,
        program: Callable[[], object] = run_program,
        seconds_per_minute: float = 0,
    ):
        self._config_file = config_file or PROJECT / f"Pulumi.{stack}.yaml"
        self.config = StackConfig.from_file(self._config_file)
        # The SDK asks for a program that returns nothing, and ignores what one returns.
        self._program = cast(Callable[[], None], program)
        self._name, self._scale = stack, seconds_per_minute

    def __enter__(self) -> "Rehearsal":
        self._scratch = Path(tempfile.mkdtemp(prefix="rehearsal-"))
        self._host = Host(ctx=multiprocessing.get_context("spawn"))
        self._host.start()
        number = self.config.account or ACCOUNT
        self.account = cast(Any, self._host).Server(number=number, seconds_per_minute=self._scale)
        self._prepare()
        self._variables = self._environment(self.account.serve(), self._api())
        self.stack = self.beside(self._name, self._config_file)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._host.shutdown()
        shutil.rmtree(self._scratch)

    def beside(self, stack: str, config_file: Path) -> automation.Stack:
        """Another stack of the program in the same account, with the configuration of a stack file."""
        content = cast(dict[str, Any], yaml.safe_load(config_file.read_text()))
        kept = {key: value for key, value in content.items() if key not in SECRET_KEYS}
        (self._scratch / f"Pulumi.{stack}.yaml").write_text(yaml.safe_dump(_without_secrets(kept)))
        return automation.create_stack(
            stack,
            project_name="payments",
            program=self._program,
            work_dir=str(self._scratch),
            opts=automation.LocalWorkspaceOptions(
                work_dir=str(self._scratch), pulumi_command=_command(), env_vars=self._variables
            ),
        )

    def resources(self) -> list[dict[str, Any]]:
        """What the engine's state holds, in the order of creation."""
        deployment = self.stack.export_stack().deployment or {}
        return deployment.get("resources", [])

    def _prepare(self) -> None:
        """Fills the scratch folder with what every stack needs."""
        shutil.copy(PROJECT / "Pulumi.yaml", self._scratch)
        (self._scratch / "state").mkdir()
        # The program names its archives relative to the project.
        CACHE.mkdir(exist_ok=True)
        (self._scratch / CACHE.name).symlink_to(CACHE)

    def _api(self) -> str:
        roles_exist = self.config.migration.mgn.account_roles == "existing"
        return self.account.serve_api(migration_roles_exist=roles_exist)

    def _environment(self, port: int, api: str) -> dict[str, str]:
        commands = self._scratch / "bin"
        commands.mkdir()
        dynamic.command(commands)
        self.policy_packs = [str(policies.command(commands))]
        return {
            "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
            dynamic.ENDPOINT: api,
            # Beside each file Go's library would keep another, written in place: a killed engine leaves it empty.
            "PULUMI_BACKEND_URL": f"file://{self._scratch}/state?metadata=skip",
            "PULUMI_CONFIG_PASSPHRASE": "rehearsal",
            "PULUMI_DEBUG_PROVIDERS": f"aws:{port},random:{port}",
            "PULUMI_PARALLEL": str(PARALLEL),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            # A text made of an Output would hold its help text; this makes it an error.
            "PULUMI_ERROR_OUTPUT_STRING": "true",
        }


def _command() -> automation.PulumiCommand:
    if shutil.which("pulumi") or not OWN_CLI.exists():
        return automation.PulumiCommand()
    return automation.PulumiCommand(root=str(OWN_CLI.parent.parent))


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        items = cast(dict[str, Any], value)
        if items.keys() == {"secure"}:
            return "rehearsal"
        return {key: _without_secrets(item) for key, item in items.items()}
    return [_without_secrets(item) for item in cast(list[Any], value)] if isinstance(value, list) else value
