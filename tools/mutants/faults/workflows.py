"""Faults in the workflows, their roles and their scans."""

from tools.mutants.faults.mutant import Mutant
from tools.mutants.faults.place import At, Text

FAULTS = (
    Mutant(
        "the code of a fork meets AWS's credentials",
        Text(
            ".github/workflows/preview.yml",
            "    if: github.event.pull_request.head.repo.full_name == github.repository\n",
        ),
        becomes="",
        test="tests/workflows/test_workflows.py::test_no_workflow_runs_a_strangers_code_with_rights",
    ),
    Mutant(
        "a deployment waits for nobody's approval",
        Text(".github/workflows/deploy-stack.yml", "    environment: ${{ inputs.stack }}\n"),
        becomes="",
        test="tests/workflows/test_workflows.py::test_a_job_takes_a_role_that_trusts_it",
    ),
    Mutant(
        "a pull request assumes the role that deploys",
        At("components/ci/roles.py", "DeploymentRoles.__init__", '"deploy", [f"environment:{self._stack}"]'),
        becomes='"deploy", [f"environment:{self._stack}", "pull_request"]',
        test="tests/components/ci/test_roles.py::test_a_role_is_for_one_kind_of_workflow_of_one_repository",
    ),
    Mutant(
        "the workflows' roles read secrets",
        At(
            "components/ci/statements.py",
            "no_data",
            '"secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue"',
        ),
        becomes="",
        test="tests/components/ci/test_boundary.py::test_no_role_reads_data_even_as_an_administrator",
    ),
    Mutant(
        "a role of the program has no boundary",
        At("foundation/roles.py", "bounded_role", "boundary_arn(owner.region) if boundary is None else boundary"),
        becomes="boundary",
        test="tests/foundation/test_roles.py::test_each_role_has_the_boundary_of_its_stack",
    ),
    Mutant(
        "the deploy role makes roles without a boundary",
        At("components/ci/statements.py", "_roles", '{"StringEquals": {"iam:PermissionsBoundary": bounded_by}}'),
        becomes="{}",
        test="tests/components/ci/test_roles.py::"
        "test_the_programs_roles_can_be_made_and_given_to_the_services_that_assume_them",
    ),
    Mutant(
        "what is signed for another region is permitted in the stack's own alone",
        At("components/ci/statements.py", "_where", "_in(place)"),
        becomes="_in(regions)",
        test="tests/components/ci/test_calls.py::"
        "test_the_deploy_role_may_make_read_change_and_delete_all_that_a_stack_can_have",
    ),
    Mutant(
        "each push adds a comment to the pull request",
        At("tools/ci/comment.py", "GitHub.write", "existing is None"),
        becomes="True",
        test="tests/tools/ci/test_comment.py::test_a_second_preview_takes_the_place_of_the_first",
    ),
    Mutant(
        "the audit passes where no database of vulnerabilities is reached",
        Text("Makefile", "pip-audit --strict"),
        becomes="true --strict",
        test="tests/tools/ci/test_scans.py::test_the_audit_fails_where_nobody_can_be_asked",
    ),
    Mutant(
        "a licence that nobody allowed passes",
        At("tools/sbom/__main__.py", "refused", "not is_allowed(str(licence.value))"),
        becomes="False",
        test="tests/tools/sbom/test_sbom.py::test_a_licence_that_is_not_allowed_is_refused",
    ),
    Mutant(
        "one allowed licence is enough where several hold",
        At("tools/sbom/licences.py", "is_allowed", "parsed.subs(allowed).simplify() == _spdx().TRUE"),
        becomes="_spdx().TRUE in allowed.values()",
        test="tests/tools/sbom/test_sbom.py::test_what_is_not_allowed_is_not",
    ),
    Mutant(
        "the bill of an archive leaves its files out",
        At("tools/sbom/contents.py", "archive", "[*packages, *files]"),
        becomes="packages",
        test="tests/tools/sbom/test_sbom.py::test_each_archive_of_a_stack_is_there_with_what_is_in_it",
    ),
    Mutant(
        "a comment excuses a password",
        At("tools/ci/passwords.py", "COMMAND", '"--ignore-noqa", "--select"'),
        becomes='"--select"',
        test="tests/tools/ci/test_scans.py::test_a_password_is_noticed_by_its_name_whatever_a_comment_says",
    ),
    Mutant(
        "a secret in a section's JSON is none",
        At("tools/ci/secrets.py", "plain", 'str(node.value).lstrip().startswith(("{", "["))'),
        becomes="False",
        test="tests/tools/ci/test_scans.py::test_a_plain_paging_endpoint_is_noticed",
    ),
)
