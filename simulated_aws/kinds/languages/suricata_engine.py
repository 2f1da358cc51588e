"""The rules' own engine, where it is installed: Suricata 7, as Network Firewall runs it, reads each text as its own.

Source: Network Firewall developer guide, "Working with stateful rule groups": the service runs Suricata 7.0.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

COMMAND = "suricata"
# A rule that the engine refuses, by its line; the lines before it say why.
REFUSED = re.compile(r"error parsing signature .* at line (?P<line>\d+)$")
ERROR = re.compile(r"^(?:Error|E): (?:[a-z0-9-]+: )?(?P<reason>.*)$")
SECONDS = 60


class EngineError(Exception):
    """The engine ended without a verdict on the rules."""


@cache
def is_installed() -> bool:
    """Whether the engine is on PATH."""
    return shutil.which(COMMAND) is not None


def refusals(rules: str, addresses: Mapping[str, str], ports: Mapping[str, str]) -> tuple[tuple[int, str], ...]:
    """The lines of a text of rules that the engine refuses, each with the reason; nothing where it is not installed.

    `addresses` and `ports` hold the values of the variables that the rules may name. Raises EngineError if the engine
    fails by itself.
    """
    if not is_installed():
        return ()
    return _refusals(rules, tuple(sorted(addresses.items())), tuple(sorted(ports.items())))


@cache
def _refusals(
    rules: str, addresses: tuple[tuple[str, str], ...], ports: tuple[tuple[str, str], ...]
) -> tuple[tuple[int, str], ...]:
    with TemporaryDirectory() as folder:
        text, settings = Path(folder, "text.rules"), Path(folder, "settings.yaml")
        # The engine reads a line only up to its end, and the last one has to have one.
        text.write_text(f"{rules}\n")
        settings.write_text(_settings(addresses, ports))
        arguments = [COMMAND, "-T", "-c", str(settings), "-S", str(text), "-l", folder]
        done = subprocess.run(arguments, capture_output=True, text=True, timeout=SECONDS, check=False)  # noqa: S603 (no shell, and the rules are in a file)
    found = tuple(_read(f"{done.stdout}\n{done.stderr}"))
    if done.returncode and not found:
        raise EngineError(f"{COMMAND} ended with {done.returncode}: {done.stderr.strip()}")
    return found


def _settings(addresses: tuple[tuple[str, str], ...], ports: tuple[tuple[str, str], ...]) -> str:
    groups = (("address-groups", addresses), ("port-groups", ports))
    lines = [
        line
        for group, variables in groups
        if variables
        for line in (f"  {group}:", *(f'    {name}: "{value}"' for name, value in variables))
    ]
    # Network Firewall takes no rule that needs a protocol's parser that is off by default.
    return "\n".join(("%YAML 1.1", "---", "vars:", *lines, "outputs: []", "stats: {enabled: no}", ""))


def _read(output: str) -> Iterator[tuple[int, str]]:
    """The refused lines; the engine says why before it says where."""
    reasons: list[str] = []
    for line in output.splitlines():
        if refused := REFUSED.search(line):
            yield int(refused["line"]), "; ".join(reasons) or "the engine does not read it"
            reasons = []
        elif error := ERROR.match(line):
            reasons.append(error["reason"])
