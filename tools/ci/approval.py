"""Checks that GitHub lets nobody use an environment without an approval by another person.

Only some plans of GitHub have required reviewers for private repositories; without the rule a job simply goes on. It
reads GITHUB_API_URL, GITHUB_REPOSITORY and GITHUB_TOKEN from the environment, and needs only Python. Exits with 1, and
says what to set, unless the rule is there.
"""

import argparse
import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

TIMEOUT_SECONDS = 30


def protection(environment: Mapping[str, str], name: str) -> dict[str, Any] | None:
    """What GitHub knows of an environment; None if there is none of that name."""
    address = f"{environment['GITHUB_API_URL']}/repos/{environment['GITHUB_REPOSITORY']}/environments/{name}"
    request = urllib.request.Request(  # noqa: S310 (GitHub's runner gives the address)
        address,
        headers={
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {environment['GITHUB_TOKEN']}",
            "X-GitHub-Api-Version": "2022-11-28",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 (as above)
            return json.load(answer)
    except urllib.error.HTTPError as error:
        if error.code == HTTPStatus.NOT_FOUND:
            return None
        raise


def mistakes(found: Mapping[str, Any] | None, *, any_branch: bool = False) -> Iterator[str]:
    """What lets somebody use it alone or, unless any branch may, with something else than main."""
    if found is None:
        yield "it does not exist: create it"
        return
    rules = [rule for rule in found.get("protection_rules", []) if rule["type"] == "required_reviewers"]
    if not any(rule.get("reviewers") for rule in rules):
        yield "nobody has to approve: add required reviewers, which private repositories have with GitHub Enterprise"
    elif not all(rule.get("prevent_self_review") for rule in rules):
        yield "whoever starts a run may approve it: turn on the prevention of self-review"
    if not any_branch and not found.get("deployment_branch_policy"):
        yield "every branch may use it: allow main alone"


def main(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Runs the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.ci.approval", description=__doc__)
    parser.add_argument("--environment", required=True, help="the environment of GitHub")
    parser.add_argument("--any-branch", action="store_true", help="any branch may use it, as for previews")
    given = parser.parse_args(arguments)
    name = given.environment
    try:
        found = list(mistakes(protection(environment, name), any_branch=given.any_branch))
    except OSError as error:
        found = [f"GitHub does not say how it is protected: {error}"]
    for mistake in found:
        print(f"The environment {name} is not protected; {mistake}.")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
