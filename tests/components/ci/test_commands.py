"""Who may run the commands: the preview role a preflight, the deploy role a verification, and a person a destroy."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore import xform_name  # pyright: ignore[reportUnknownVariableType] (untyped)

from access.evaluation import Request
from components.ci import permitted
from config.project import PROJECT
from ops.lib.live import Live
from ops.lib.outputs import Outputs
from ops.preflight.quotas import OF_ACCOUNT
from ops.preflight.read_only import CALLS, DRY_RUNS
from ops.verify.__main__ import checks_of
from simulated_aws.deployment.authorization import patterns
from simulated_aws.deployment.commands import FREE, action_of, actions_of
from simulated_aws.deployment.signing import region_of
from tests.components.ci.account import account
from tests.components.ci.permissions import ADMINISTRATOR, Role, role
from tests.ops.canned import CannedClients, asked
from tests.ops.destroy.account import REGION, Life, busy
from tests.ops.verify.healthy import HEALTHY
from tests.ops.verify.stack import OUTPUTS
from tests.support.samples import ACCOUNT

KINDS = ("preview", "deploy", "drift")
QUESTIONS = [(service, operation) for service, operations in CALLS.items() for operation in sorted(operations)]
TRIALS = [(service, operation) for service, operations in DRY_RUNS.items() for operation in sorted(operations)]
# What the actions of a destroy are asked for, where the deploy role is permitted them by the stack's name.
NAMED = {
    "codedeploy": f"arn:aws:codedeploy:{REGION}:{ACCOUNT}:deploymentgroup:processor-prod/processor-prod",
    "dynamodb": f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/lease-prod",
    "logs": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/rds/instance/database-prod/error",
    "network-firewall": f"arn:aws:network-firewall:{REGION}:{ACCOUNT}:firewall/network-firewall-prod-1a2b3c4",
    "rds": f"arn:aws:rds:{REGION}:{ACCOUNT}:db:database-prod",
    "s3": "arn:aws:s3:::transfer-landing-files-bucket-prod-1a2b3c4",
    "secretsmanager": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:master-prod-1a2b3c4",
    "ssm": f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/payments/prod/failover",
}


def allows(of: Role, action: str, region: str = REGION) -> bool:
    """Whether a role may do something with what the command asks it for."""
    service, _, name = action.partition(":")
    # The lease is named by a statement of its own.
    resource = NAMED.get(service, "*") if patterns(action) or service == "dynamodb" else "*"
    is_object = service == "s3" and "ObjectVersion" in name
    context = {"aws:requestedregion": (region_of(action, region),)}
    return of.allows(Request(action=action, resource=f"{resource}/file" if is_object else resource, context=context))


@pytest.mark.parametrize(("service", "operation"), QUESTIONS)
def test_the_preview_role_may_make_each_call_of_a_preflight(service: str, operation: str) -> None:
    action = action_of(service, operation)
    assert action == FREE or allows(role("preview"), action)


def test_the_quotas_of_the_account_are_asked_for_where_they_are_kept() -> None:
    for operation in CALLS["service-quotas"]:
        assert allows(role("preview"), action_of("service-quotas", operation), OF_ACCOUNT)


@pytest.mark.parametrize(("service", "operation"), TRIALS)
def test_a_dry_run_is_for_who_may_do_it(service: str, operation: str) -> None:
    """EC2 answers UnauthorizedOperation to anybody else, and the check is skipped."""
    may = [kind for kind in KINDS if allows(role(kind), action_of(service, operation))]
    assert may == ["deploy"]


def test_each_call_of_the_list_is_made() -> None:
    sources = "".join(
        file.read_text() for part in ("preflight", "doctor", "lib") for file in (PROJECT / "ops" / part).glob("*.py")
    )
    unused = [operation for _, operation in (*QUESTIONS, *TRIALS) if xform_name(operation) not in sources]
    assert unused == []


def test_what_a_preflight_alone_asks_is_permitted_to_the_preview_alone() -> None:
    questions = permitted.asked()
    assert set(questions) <= actions_of(CALLS)
    assert [action for action in questions if allows(role("deploy"), action) or allows(role("drift"), action)] == []


@pytest.mark.parametrize("among", HEALTHY)
def test_the_deploy_role_may_make_each_call_of_a_verification(among: str) -> None:
    clients = CannedClients(HEALTHY[among].answers)
    asked(checks_of(Live("prod", Outputs(OUTPUTS, "stack prod"), HEALTHY[among].config, clients.clients())))
    calls = {(*call.split()[:1], *call.split()[1].partition(".")[::2]) for call in clients.calls}
    assert len(calls) > 40
    lacking = {
        (region, action)
        for region, service, operation in calls
        if (action := action_of(service, operation)) != FREE and not allows(role("deploy"), action, region)
    }
    assert lacking == set()


def destroying(folder: Path) -> Iterator[str]:
    """The actions of the calls that a destroy makes around the engine's own."""
    life = Life(folder, busy())
    assert life.run() == 0
    for call in life.calls:
        if not call.startswith("destroy"):
            service, _, operation = call.rpartition(" ")[2].partition(".")
            yield action_of(service, operation)


def test_a_destroy_needs_more_than_the_deploy_role_and_the_runbook_says_what(tmp_path: Path) -> None:
    needed = set(destroying(tmp_path)) - {FREE}
    assert len(needed) > 20
    lacking = {action for action in needed if not allows(role("deploy"), action)}
    page = (PROJECT / "docs" / "runbooks" / "destroy.md").read_text()
    assert set(re.findall(r"`([a-z0-9-]+:[A-Z]\w+)`", page)) == lacking
    # No workflow deletes files, whatever somebody attaches to its role.
    assert "s3:DeleteObjectVersion" in lacking
    assert not allows(Role(account(), "deploy-prod", ADMINISTRATOR), "s3:DeleteObjectVersion")
