"""The workflows: who may start them, with which permissions, and that each of their commands exists."""

import json
import re
from typing import Any

import pytest
import yaml

from config.project import PROJECT
from tests.components.ci.account import account
from tests.support.graph import STACKS
from tests.workflows.files import (
    ACTION,
    FOLDER,
    NAMES,
    PINNED,
    Job,
    commands,
    faults,
    job,
    jobs,
    triggers,
    unpinned,
    workflow,
)

READ, ROLE = {"contents": "read"}, {"contents": "read", "id-token": "write"}
# To see how an environment is protected.
PROTECTION = {"actions": "read"}
# Each right that a job has; a new one has to be written here too.
PERMISSIONS = {
    "check.check": READ,
    "check.audit": READ,
    "check.test": READ,
    "check.rehearse": READ,
    "preview.preview": ROLE,
    "preview.comment": READ | {"issues": "write"},
    "deploy.check": READ,
    "deploy.dev": ROLE | PROTECTION,
    "deploy.staging": ROLE | PROTECTION,
    "deploy.prod": ROLE | PROTECTION,
    "deploy-stack.approval": READ | PROTECTION,
    "deploy-stack.plan": ROLE,
    "deploy-stack.deploy": ROLE,
    "drift.drift": ROLE,
}
AWS = "aws-actions/configure-aws-credentials"
# As whom GitHub's token speaks in each job that takes a role; a pull request's code gets production's by approval.
SUBJECTS = {
    "preview.preview": "environment:{stack}-preview|pull_request",
    "deploy-stack.plan": "ref:refs/heads/main",
    "deploy-stack.deploy": "environment:{stack}",
    "drift.drift": "environment:{stack}-drift",
}
EVERY = pytest.mark.parametrize("item", jobs(), ids=str)


def subject(place: str, stack: str) -> str:
    """As whom a job's token speaks for a stack."""
    protected, _, other = SUBJECTS[place].partition("|")
    return (other if other and stack != "prod" else protected).format(stack=stack)


def test_these_are_all_workflows() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(NAMES)


def test_every_action_is_pinned_by_its_commit_and_says_its_release() -> None:
    texts = [path.read_text() for path in (*FOLDER.iterdir(), ACTION)]
    assert [item for text in texts for item in unpinned(text)] == []
    pins = {pin.partition("@")[0]: pin for text in texts for pin in PINNED.findall(text)}
    # An action has one pin everywhere.
    assert {pin for text in texts for pin in PINNED.findall(text)} == set(pins.values())
    assert len(pins) == 7


@pytest.mark.parametrize(
    "used", ["actions/checkout@v6", "actions/checkout@main # v6.0.2", f"actions/checkout@{'a' * 40}", "docker://alpine"]
)
def test_an_action_that_is_not_pinned_is_noticed(used: str) -> None:
    assert unpinned(f"    steps:\n      - uses: {used}\n") == [used]


def test_nothing_is_allowed_but_what_a_job_asks_for() -> None:
    for name in NAMES:
        assert workflow(name)["permissions"] == {}, name
    assert {str(item): item.content["permissions"] for item in jobs()} == PERMISSIONS


def test_no_workflow_runs_a_strangers_code_with_rights() -> None:
    for name in NAMES:
        assert not triggers(name).keys() & {"pull_request_target", "workflow_run", "issue_comment"}, name
    ours = "github.event.pull_request.head.repo.full_name == github.repository"
    for item in jobs():
        if "pull_request" in triggers(item.workflow) and item.content["permissions"] != READ:
            needed = job(item.workflow, item.content["needs"]) if "needs" in item.content else item
            assert needed.content["if"] == ours, item
    # What waits for the preview does not run where that was left out.
    assert "needs.preview.result != 'skipped'" in job("preview", "comment").content["if"]


def test_nobody_with_awss_credentials_writes_to_github() -> None:
    for item in jobs():
        permissions = item.content["permissions"]
        writes = {key for key, value in permissions.items() if value == "write"}
        assert writes <= {"id-token"} or "id-token" not in writes, item
        assert bool(item.using(AWS)) <= ("id-token" in writes), item


@EVERY
def test_a_job_ends_uses_one_shell_and_keeps_no_credentials(item: Job) -> None:
    if not item.steps:
        return
    assert 0 < item.content["timeout-minutes"] <= 120
    assert workflow(item.workflow)["defaults"]["run"]["shell"] == "bash"
    first, *others = item.using("actions/checkout")
    assert all(given["persist-credentials"] is False for given in (first, *others))
    # A job that may write to GitHub for a pull request runs none of its code.
    writes = {key for key, value in item.content["permissions"].items() if value == "write"} - {"id-token"}
    assert first.get("ref") == ("${{ github.event.pull_request.base.sha }}" if writes else None)
    assert not others or str(item) == "drift.drift"
    assert re.fullmatch(r"ubuntu-\d\d\.\d\d", item.content["runs-on"])


def test_no_expression_is_in_a_command() -> None:
    assert len(commands()) > 8
    assert [command for command in commands() if "${{" in command] == []


@pytest.mark.parametrize("command", sorted(set(commands())))
def test_a_command_exists_with_its_options(command: str) -> None:
    assert list(faults(command)) == []


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        ("make rehaerse STACK=dev", "No rule to make target"),
        ('make drift STACK=dev OPTIONS="--remedate"', "ops.drift has no option --remedate"),
        ('make deploy STACK=dev OPTIONS="--plam .build/plan.json"', "unknown flag: --plam"),
        ("python3 -m tools.coment --stack dev", "tools.coment has no --help"),
        ("semgrep scan", "semgrep is nothing that the project installs"),
    ],
)
def test_a_command_that_does_not_exist_is_noticed(command: str, fault: str) -> None:
    (found,) = faults(command)
    assert fault in found


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("place", SUBJECTS)
def test_a_job_takes_a_role_that_trusts_it(place: str, stack: str) -> None:
    item = job(*place.rsplit(".", 1))
    (given,) = item.using(AWS)
    place_of_role = re.sub(r"\$\{\{ (matrix|inputs)\.stack \}\}", stack, given["role-to-assume"])
    name = place_of_role.rpartition(":role")[2]
    (role,) = (found for found in account(stack).of("Role") if found.properties["arn"].endswith(f":role{name}"))
    (statement,) = role.policy("assumeRolePolicy")
    trusted = statement["Condition"]["StringEquals"]["token.actions.githubusercontent.com:sub"]
    assert f"repo:example-organisation/payments:{subject(place, stack)}" in trusted
    assert not any(other.endswith(":pull_request") for other in trusted if stack == "prod")
    assert given.get("role-duration-seconds", 3600) <= role.inputs["maxSessionDuration"]
    environment = re.sub(r"\$\{\{ (matrix|inputs)\.stack \}\}", stack, item.content.get("environment", ""))
    if environment == "${{ matrix.environment }}":
        (entry,) = (one for one in item.content["strategy"]["matrix"]["include"] if one["stack"] == stack)
        environment = entry["environment"]
    assert subject(place, stack).partition("environment:")[2] == environment


def test_every_job_with_a_role_is_held_against_its_trust() -> None:
    assert {str(item) for item in jobs() if item.using(AWS)} == set(SUBJECTS)


def test_environments_follow_each_other_and_only_main_is_deployed() -> None:
    chain = [job("deploy", name) for name in STACKS]
    assert [item.content["needs"] for item in chain] == ["check", "dev", "staging"]
    assert [item.content["with"] for item in chain] == [
        {
            "stack": stack,
            "account": f"${{{{ vars.ACCOUNT_{stack.upper()} }}}}",
            "backend": f"${{{{ vars.BACKEND_URL_{stack.upper()} }}}}",
            "approved": stack != "dev",
        }
        for stack in STACKS
    ]
    assert job("deploy", "check").content["if"] == "github.ref == 'refs/heads/main'"
    assert triggers("deploy")["push"] == {"branches": ["main"]}
    assert job("drift", "drift").content["if"] == "github.ref == 'refs/heads/main'"


def test_drift_alone_goes_on_with_another_commit_and_that_is_the_deployed_one() -> None:
    drift = job("drift", "drift")
    assert [item for item in jobs() if len(item.using("actions/checkout")) > 1] == [drift]
    asking, checkout, install, remediating = drift.steps[-4:]
    assert asking["run"] == 'make drift STACK="$STACK" OPTIONS="--deployed $GITHUB_OUTPUT"'
    assert checkout["with"]["ref"] == f"${{{{ steps.{asking['id']}.outputs.commit }}}}"
    # What the commit pins is installed anew, and nothing is remediated before.
    assert install["uses"] == "./.github/actions/install"
    assert "--remediate" in remediating["run"]
    assert not any("--remediate" in step.get("run", "") for step in drift.steps[:-1])


@pytest.mark.parametrize("name", ["deploy", "drift"])
def test_what_changes_an_account_is_never_cut_off(name: str) -> None:
    assert workflow(name)["concurrency"] == {"group": name, "cancel-in-progress": False}


@pytest.mark.parametrize("place", ["preview.preview", "preview.comment", "drift.drift", "check.rehearse"])
def test_each_committed_stack_is_previewed_and_watched(place: str) -> None:
    matrix: dict[str, Any] = job(*place.split(".")).content["strategy"]["matrix"]
    named = matrix.get("stack") or [entry["stack"] for entry in matrix["include"]]
    assert named == list(STACKS)
    for entry in matrix.get("include", []):
        upper = entry["stack"].upper()
        assert entry["account"] == f"${{{{ vars.ACCOUNT_{upper} }}}}"
        assert entry["backend"] == f"${{{{ vars.BACKEND_URL_{upper} }}}}"


def test_the_whole_report_of_a_pull_request_is_in_the_run_s_summary() -> None:
    (made,) = (step["run"] for step in job("preview", "preview").steps if "run" in step)
    (kept,) = job("preview", "preview").using("actions/upload-artifact")
    assert f"--markdown {kept['path']}" in made
    assert "--markdown $GITHUB_STEP_SUMMARY" in made


def test_a_deployment_is_bound_to_the_plan_that_was_approved_and_looked_at_afterwards() -> None:
    plan, deploy = job("deploy-stack", "plan"), job("deploy-stack", "deploy")
    (made,), (kept,) = ([step["run"] for step in plan.steps if "run" in step], plan.using("actions/upload-artifact"))
    assert "--plan .build/plan.json" in made
    (fetched,) = deploy.using("actions/download-artifact")
    assert (kept["name"], kept["path"]) == (fetched["name"], f"{fetched['path']}/plan.json")
    assert (deploy.content["needs"], plan.content["needs"]) == ("plan", "approval")
    # A check that was left out, as in dev, does not leave out what waits for it; one that failed or was cancelled does.
    planned = "${{ !cancelled() && (needs.approval.result == 'success' || !inputs.approved) }}"
    assert (job("deploy-stack", "approval").content["if"], plan.content["if"]) == ("inputs.approved", planned)
    assert deploy.content["if"] == "${{ !cancelled() && needs.plan.result == 'success' }}"
    assert "environment" not in plan.content
    assert [step["run"].split()[1] for step in deploy.steps if "run" in step] == ["deploy", "verify"]
    recipe = (PROJECT / "Makefile").read_text().partition("\ndeploy:")[2].partition("\n\n")[0]
    assert "--policy-pack policy" in recipe
    # The engine looks at the whole plan again before it changes anything.
    assert "--skip-preview" not in recipe


def test_what_lets_a_pull_request_read_productions_state_is_looked_at_before_each_deployment() -> None:
    (plain, preview) = (step for step in job("deploy-stack", "approval").steps if "run" in step)
    assert plain == {"run": 'python3 -m tools.ci.approval --environment "$STACK"'}
    assert preview == {
        "run": 'python3 -m tools.ci.approval --environment "$STACK-preview" --any-branch',
        "if": "inputs.stack == 'prod'",
    }
    (entry,) = (
        one for one in job("preview", "preview").content["strategy"]["matrix"]["include"] if one["stack"] == "prod"
    )
    assert entry["environment"] == "prod-preview"


def test_the_versions_are_those_of_the_project() -> None:
    steps = {step["uses"].partition("@")[0]: step for step in yaml.safe_load(ACTION.read_text())["runs"]["steps"][:-1]}
    (version,) = re.findall(r"^PULUMI_VERSION := v(.+)$", (PROJECT / "Makefile").read_text(), re.MULTILINE)
    assert steps["pulumi/actions"]["with"] == {"pulumi-version": version}
    assert (PROJECT / steps["actions/setup-go"]["with"]["go-version-file"]).is_file()
    assert (PROJECT / steps["actions/setup-python"]["with"]["python-version-file"]).is_file()


def test_the_guide_names_each_variable_and_environment() -> None:
    guide = (PROJECT / "docs" / "continuous-integration.md").read_text()
    variables: set[str] = set(re.findall(r"vars\.(\w+)", json.dumps([workflow(name)["jobs"] for name in NAMES])))
    assert len(variables) == 2 * len(STACKS)
    for name in (*variables, *STACKS, *(f"{stack}-drift" for stack in STACKS), "prod-preview"):
        assert f"`{name}`" in guide, name
