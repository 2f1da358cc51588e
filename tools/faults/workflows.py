"""Faults in the workflows, their roles and their scans."""

from tools.faults.mutant import Mutant

FAULTS = (
    Mutant(
        "the code of a fork meets AWS's credentials",
        ".github/workflows/preview.yml",
        "    if: github.event.pull_request.head.repo.full_name == github.repository\n",
        "",
        "tests/workflows/test_workflows.py::test_no_workflow_runs_a_strangers_code_with_rights",
    ),
    Mutant(
        "a deployment waits for nobody's approval",
        ".github/workflows/deploy-stack.yml",
        "    environment: ${{ inputs.stack }}\n",
        "",
        "tests/workflows/test_workflows.py::test_a_job_takes_a_role_that_trusts_it",
    ),
    Mutant(
        "a pull request takes the role that deploys",
        "components/ci/roles.py",
        '[f"environment:{stack}"]',
        '[f"environment:{stack}", "pull_request"]',
        "tests/workflows/test_roles.py::test_a_role_is_for_one_kind_of_workflow_of_one_repository",
    ),
    Mutant(
        "the workflows' roles read secrets",
        "components/ci/statements.py",
        '"secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue", ',
        "",
        "tests/workflows/test_roles.py::test_no_role_reads_data_even_as_an_administrator",
    ),
    Mutant(
        "each push adds a comment to the pull request",
        "tools/comment.py",
        "        if existing is None:\n",
        "        if True:\n",
        "tests/workflows/test_comment.py::test_a_second_preview_takes_the_place_of_the_first",
    ),
    Mutant(
        "the audit passes where no database of vulnerabilities is reached",
        "Makefile",
        "pip-audit --strict",
        "true --strict",
        "tests/workflows/test_scans.py::test_the_audit_fails_where_nobody_can_be_asked",
    ),
)
