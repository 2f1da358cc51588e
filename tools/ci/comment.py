"""Writes a file as the one comment of a pull request about a stack: creates it the first time, then updates it.

It reads GITHUB_API_URL, GITHUB_REPOSITORY and GITHUB_TOKEN from the environment, and needs only Python.
"""

import argparse
import json
import os
import sys
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

PER_PAGE = 100
# GitHub allows 65,536 characters; the rest is for the mark and the note on what is cut off.
LONGEST = 65_000
TIMEOUT_SECONDS = 30
AUTHOR = "github-actions[bot]"


class GitHub:
    """The comments of one pull request."""

    def __init__(self, environment: Mapping[str, str], pull_request: int):
        self._repository = f"{environment['GITHUB_API_URL']}/repos/{environment['GITHUB_REPOSITORY']}"
        self._token, self._pull_request = environment["GITHUB_TOKEN"], pull_request

    def write(self, stack: str, text: str) -> str:
        """Creates or updates the stack's comment, and returns its URL."""
        mark = f"<!-- preview of {stack} -->"
        cut = text if len(text) <= LONGEST else f"{text[:LONGEST]}\n\nThe rest is in the run's summary."
        body = {"body": f"{mark}\n{cut}"}
        existing = self._existing(mark)
        if existing is None:
            made = self._call("POST", f"{self._repository}/issues/{self._pull_request}/comments", body)
        else:
            made = self._call("PATCH", f"{self._repository}/issues/comments/{existing}", body)
        return made["html_url"]

    def _existing(self, mark: str) -> int | None:
        """The id of the comment that begins with the mark; a person's copy of it is not changed."""
        page = 1
        while True:
            url = f"{self._repository}/issues/{self._pull_request}/comments?per_page={PER_PAGE}&page={page}"
            comments: list[dict[str, Any]] = self._call("GET", url)
            for comment in comments:
                if comment["user"]["login"] == AUTHOR and comment["body"].startswith(mark):
                    return comment["id"]
            if len(comments) < PER_PAGE:
                return None
            page += 1

    def _call(self, method: str, url: str, body: Mapping[str, str] | None = None) -> Any:
        request = urllib.request.Request(  # noqa: S310 (GitHub's runner gives the address)
            url,
            method=method,
            data=json.dumps(body).encode() if body else None,
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {self._token}",
                "Content-Type": "application/json",
                "X-GitHub-Api-Version": "2022-11-28",
            },
        )
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 (as above)
            return json.load(answer)


def main(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Runs the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.ci.comment", description=__doc__)
    parser.add_argument("--pull-request", type=int, required=True, metavar="NUMBER", help="the pull request")
    parser.add_argument("--stack", required=True, help="the stack that the file is about")
    parser.add_argument("file", type=Path, help="the comment, as Markdown")
    given = parser.parse_args(arguments)
    print(GitHub(environment, given.pull_request).write(given.stack, given.file.read_text()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
