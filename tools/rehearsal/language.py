"""How the engine runs the program: by Pulumi's Python language host, as `pulumi up` does, or in this process."""

import runpy
import shutil
from typing import Any, cast

import yaml

from config.project import PROJECT

# The official CLI includes it; one that is built from source does not.
HOST = "pulumi-language-python"


def hosted() -> bool:
    """Whether the host is on PATH."""
    return shutil.which(HOST) is not None


def described() -> str:
    """How the program is run, in a sentence."""
    if hosted():
        return f"Pulumi's Python language host runs the program, as in pulumi up ({shutil.which(HOST)})."
    return f"This process runs the program, since {HOST} is not on PATH; pulumi up starts a process of its own for it."


def run_inline() -> None:
    """Runs the project's program in this process."""
    runpy.run_path(str(PROJECT / "__main__.py"), run_name="__main__")


def project_file() -> str:
    """The project's own `Pulumi.yaml` for another folder: the program and its environment stay where they are."""
    content = cast(dict[str, Any], yaml.safe_load((PROJECT / "Pulumi.yaml").read_text()))
    options = content["runtime"]["options"]
    options["virtualenv"] = str(PROJECT / options["virtualenv"])
    return yaml.safe_dump(content | {"main": str(PROJECT)})
