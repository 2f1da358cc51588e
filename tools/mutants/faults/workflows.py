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
        "a function's code has the network interfaces that Lambda has by its role",
        At("components/ci/program_boundary.py", "IN_CODE", '"lambda:SourceFunctionArn": "false"'),
        becomes='"lambda:SourceFunctionArn": "true"',
        test="tests/components/ci/test_program_boundary.py::"
        "test_lambda_has_a_functions_interfaces_by_its_role_and_the_functions_code_does_not",
    ),
    Mutant(
        "the deploy role changes who may read the buckets of the account's own project",
        At("components/ci/statements.py", "_not_themselves", '["s3:Get*", "s3:List*"]'),
        becomes='["s3:*"]',
        test="tests/components/ci/test_own_project.py::"
        "test_whatever_somebody_attaches_it_changes_neither_roles_nor_policies_nor_the_buckets_of_the_state",
    ),
    Mutant(
        "a plan is made though nobody has seen whether somebody has to approve it",
        Text(".github/workflows/deploy-stack.yml", "(needs.approval.result == 'success' || !inputs.approved)"),
        becomes="needs.approval.result != 'failure'",
        test="tests/workflows/test_workflows.py::"
        "test_a_deployment_is_bound_to_the_plan_that_was_approved_and_looked_at_afterwards",
    ),
    Mutant(
        "production shares its account with the stacks of another file",
        At("config/account/rules.py", "_beside", "PRODUCTION in together"),
        becomes="PRODUCTION in stacks.values()",
        test="tests/components/ci/test_accounts.py::"
        "test_an_account_that_another_file_names_is_refused_where_production_is_in_either",
    ),
    Mutant(
        "a boundary that holds for other resources passes",
        At("ops/lib/boundary.py", "_is_committed", "list(found) == json.loads(json.dumps(wanted))"),
        becomes="bool(wanted)",
        test="tests/components/ci/test_program_boundary.py::"
        "test_the_commands_know_the_document_and_notice_another_resource_or_condition_in_any_statement",
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
        test="tests/tools/ci/test_audit.py::test_the_audit_fails_where_nobody_can_be_asked",
    ),
    Mutant(
        "a licence that nobody allowed passes",
        At("tools/sbom/__main__.py", "refused", "not is_allowed(licence)"),
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
    Mutant(
        "a report does not say that a connection is no longer encrypted",
        At("tools/ci/differences.py", "VALUES", '"sourceArn", "sslMode"'),
        becomes='"sourceArn"',
        test="tests/tools/ci/test_differences.py::test_what_a_severe_rule_looks_at_is_shown_or_kept_back_for_a_reason",
    ),
    Mutant(
        "the rest of a long comment is nowhere",
        Text(".github/workflows/preview.yml", " --markdown $GITHUB_STEP_SUMMARY"),
        becomes="",
        test="tests/workflows/test_workflows.py::test_the_whole_report_of_a_pull_request_is_in_the_run_s_summary",
    ),
    Mutant(
        "a library without a licence may be used",
        At(
            "tools/sbom/__main__.py",
            "refused",
            "not stated and component.type is ComponentType.LIBRARY and component.name not in UNSTATED",
        ),
        becomes="False",
        test="tests/tools/sbom/test_sbom.py::test_a_library_without_a_licence_is_refused",
    ),
    Mutant(
        "a module's licence is that of any version",
        At("tools/sbom/modules.py", "licence", 'read().get(f"{module}@{version}")'),
        becomes='next(one for name, one in read().items() if name.startswith(f"{module}@"))',
        test="tests/tools/sbom/test_sbom.py::test_a_module_of_another_version_has_to_be_read_again",
    ),
)
