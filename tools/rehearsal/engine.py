"""The real Pulumi engine, run on this project with a scratch state and the simulated account."""

import gc
import json
import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, cast

from pulumi import automation

from config.cli import OWN_CLI, cli
from config.load import StackConfig, with_stand_ins
from config.outside import named_outside
from config.project import PROJECT
from config.stack_file import StackFile
from foundation.packaging import CACHE
from simulated_aws.account import ACCOUNT
from simulated_aws.kinds.quotas import Quotas
from tools.rehearsal import dynamic, language, policies
from tools.rehearsal.provider import Host, Server

# By default the engine creates four resources per core at a time, which makes a deployment on a small machine slow: a
# server or a firewall is one of them for as long as AWS takes.
PARALLEL = 64
# A real deployment's state is written at each step, so that it is complete whenever the engine ends.
EACH_STEP_SAVED = {"PULUMI_SKIP_CHECKPOINTS": "false"}
# A release of feature flags grows for a day and bakes for another at most.
SETTLED_MINUTES = 2 * 24 * 60


class Rehearsal:
    """One stack on the engine, from the first `preview` to the last `destroy`.

    Use it as a context manager: the scratch state and the account end with it. Without a `program` it is the project's
    own, run by Pulumi's Python language host if there is one. `engine` is added to the engine's environment:
    `EACH_STEP_SAVED`, for example, if it is killed in the middle. Raises ConfigError, before anything starts, if the
    stack's configuration has mistakes.
    """

    account: Server
    stack: automation.Stack
    # The policy packs for `preview` and `up`.
    policy_packs: list[str]
    # What the stack files import and nobody has opened for a rehearsal, which is nobody's login.
    unopened: tuple[str, ...] = ()

    def __init__(
        self,
        stack: str,
        *,
        config_file: Path | None = None,
        program: Callable[[], object] | None = None,
        seconds_per_minute: float = 0,
        engine: Mapping[str, str] | None = None,
    ):
        self._config_file = config_file or PROJECT / f"Pulumi.{stack}.yaml"
        self.config = StackConfig.from_file(self._config_file, stack)
        self._program = program if program or language.hosted() else language.run_inline
        self._name, self._scale, self._engine = stack, seconds_per_minute, engine or {}

    def __enter__(self) -> "Rehearsal":
        self._scratch = Path(tempfile.mkdtemp(prefix="rehearsal-"))
        number = self.config.account or ACCOUNT
        network = self.config.network
        # The default deny of a list is one of its rules.
        quotas = Quotas(
            network_acl_rules=network.access_list_entries + 1, security_group_rules=network.security_group_rules
        )
        self.account = cast(Any, _host()).Server(
            number=number, seconds_per_minute=self._scale, quotas=quotas, declared=named_outside(self.config)
        )
        self._prepare()
        self._variables = self._environment(self.account.serve(), self._api())
        self.stack = self.beside(self._name, self._config_file)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.account.close()
        shutil.rmtree(self._scratch)

    def beside(self, stack: str, config_file: Path) -> automation.Stack:
        """Another stack of the program in the same account, with the configuration of a stack file."""
        file = StackFile.read(config_file)
        self.unopened = (*self.unopened, *file.unopened())
        (self._scratch / f"Pulumi.{stack}.yaml").write_text(file.document.bare)
        folder = str(self._scratch)
        options = automation.LocalWorkspaceOptions(work_dir=folder, pulumi_command=_command(), env_vars=self._variables)
        if self._program is None:
            made = automation.create_stack(stack, work_dir=folder, opts=options)
        else:
            # The SDK's type is a program that returns nothing; it ignores what one returns.
            program = cast(Callable[[], None], self._program)
            made = automation.create_stack(
                stack, project_name="payments", program=program, work_dir=folder, opts=options
            )
        # A rehearsal has no access to the real stack's secrets, and needs none.
        for key, value in with_stand_ins(file).items():
            if key in file.secret_keys:
                text = value if isinstance(value, str) else json.dumps(value)
                made.set_config(f"payments:{key}", automation.ConfigValue(text, secret=True))
        return made

    def resources(self) -> list[dict[str, Any]]:
        """The resources in the engine's state, in the order of creation."""
        deployment = self.stack.export_stack().deployment or {}
        return deployment.get("resources", [])

    @property
    def state(self) -> Path:
        """The folder that the engine keeps the state in."""
        return self._scratch / "state"

    def settle(self) -> None:
        """Lets time pass until AWS has ended what it does on its own, such as a release of feature flags."""
        self.account.let_pass(SETTLED_MINUTES)

    def unprotect(self) -> bool:
        """Disables deletion protection in the configuration, as AWS requires before a destroy.

        Returns whether it was enabled: then an `up` has to follow, without policies, which would refuse it.
        """
        protection = self.config.protection
        if protection.deletion_protection:
            off = protection.model_copy(update={"deletion_protection": False})
            self.stack.set_config("payments:protection", automation.ConfigValue(off.model_dump_json(by_alias=True)))
        return protection.deletion_protection

    def _prepare(self) -> None:
        """Fills the scratch folder with what every stack needs."""
        (self._scratch / "Pulumi.yaml").write_text(language.project_file())
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
            # Go's library would write a metadata file for each file, which a killed engine leaves empty.
            "PULUMI_BACKEND_URL": f"file://{self._scratch}/state?metadata=skip",
            "PULUMI_CONFIG_PASSPHRASE": "rehearsal",
            "PULUMI_DEBUG_PROVIDERS": f"aws:{port},random:{port}",
            "PULUMI_PARALLEL": str(PARALLEL),
            # Otherwise each step writes the whole state, and the time grows with the square of the resources.
            "PULUMI_SKIP_CHECKPOINTS": "true",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            # A text made of an Output would contain its help text; this makes it an error.
            "PULUMI_ERROR_OUTPUT_STRING": "true",
            **self._engine,
        }


@cache
def _host() -> Host:
    """The process with the accounts of all rehearsals; it is shared, since its imports take a second."""
    host = Host(ctx=multiprocessing.get_context("spawn"))
    # An account's content is not garbage; the collector need not visit it again and again.
    host.start(gc.set_threshold, (100_000, 50, 100))
    return host


def _command() -> automation.PulumiCommand:
    if cli() != OWN_CLI:
        return automation.PulumiCommand()
    return automation.PulumiCommand(root=str(OWN_CLI.parent.parent))
