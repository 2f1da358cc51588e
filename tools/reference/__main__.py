"""Writes what is generated: configuration keys, controls, runbooks' index, roles' actions and permissions, checks,
chains, minutes, licences.

With --check it only compares, and exits with 1 if a page is stale.
"""

import sys
from pathlib import Path

from config.project import PROJECT
from ops.lib.command import run
from tools.reference import actions, checks, controls, escalation, licences, minutes, permissions, runbooks, settings

CONTROLS = PROJECT / "docs" / "controls.md"


def pages() -> dict[Path, str]:
    """Each page with the text that it must have."""
    return {
        settings.PAGE: settings.text(),
        CONTROLS: controls.text(),
        runbooks.PAGE: runbooks.text(),
        actions.FILE: actions.text(),
        checks.PAGE: checks.text(),
        escalation.PAGE: escalation.text(),
        minutes.PAGE: minutes.text(),
        licences.PAGE: licences.text(),
        permissions.PAGE: permissions.text(),
    }


def main() -> int:
    """Writes the pages, or compares them."""
    stale = [page for page, text in pages().items() if not page.exists() or page.read_text() != text]
    if "--check" in sys.argv:
        for page in stale:
            print(f"{page.relative_to(PROJECT)} is stale: run make reference")
        return bool(stale)
    for page, text in pages().items():
        page.write_text(text)
    return 0


if __name__ == "__main__":
    run(main)
