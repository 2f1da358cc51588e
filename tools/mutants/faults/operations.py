"""Faults in the experiments and the costs."""

from tools.mutants.faults.mutant import Mutant
from tools.mutants.faults.place import At

FAULTS = (
    Mutant(
        "experiments of any account assume the role",
        At(
            "components/chaos/role.py",
            "experiment_role",
            'assumable_by("fis.amazonaws.com", region.account_id, region.arn("fis", "experiment/*"))',
        ),
        becomes='assumable_by("fis.amazonaws.com", region.account_id)',
        test="tests/components/chaos/test_chaos.py::test_only_experiments_of_this_account_assume_the_role",
    ),
    Mutant(
        "the experiment with errors does not pay, and so proves nothing",
        At("components/chaos/experiments.py", "experiments", '"preventExecution": "false"'),
        becomes='"preventExecution": "true"',
        test="tests/components/chaos/test_chaos.py::test_the_experiments_are_these",
    ),
    Mutant(
        "FIS can't read in the function's environment where to put a fault",
        At(
            "components/chaos/role.py",
            "_function",
            'allow(["kms:Decrypt"], payments.key_arn, through("lambda", region))',
        ),
        becomes="",
        test="tests/components/chaos/test_chaos.py::test_the_role_changes_what_the_experiments_name_and_what_fis_made",
    ),
    Mutant(
        "an experiment starts before its log can be written",
        At("components/chaos/component.py", "Chaos._writable", "after(group.arn, [delivery])"),
        becomes="group.arn",
        test="tests/components/chaos/test_chaos.py::test_the_log_is_encrypted_and_can_be_written_before_an_experiment_can_start",
    ),
    Mutant(
        "the budget counts everybody's costs",
        At(
            "components/costs/component.py",
            "Costs._budget",
            '{"name": "TagKeyValue", "values": [f"user:{ENVIRONMENT_TAG}${naming.environment}"]}',
        ),
        becomes="",
        test="tests/components/costs/test_costs.py::test_a_budget_counts_what_carries_the_environments_tag",
    ),
    Mutant(
        "costs are watched by a tag that is not active yet",
        At(
            "components/costs/component.py",
            "Costs.__init__",
            "category_arn, monitor_arn = self._category(name, active), self._monitor(name, active)",
        ),
        becomes="category_arn, monitor_arn = self._category(name, []), self._monitor(name, [])",
        test="tests/components/costs/test_costs.py::test_the_account_that_pays_activates_the_tags_before_it_uses_them",
    ),
    Mutant(
        "the topic refuses alerts on costs",
        At("components/alerts/component.py", "PUBLISHERS", '"costalerts.amazonaws.com"'),
        becomes="",
        test="tests/components/costs/test_costs.py::test_the_topic_admits_alerts_on_costs_before_it_is_handed_out",
    ),
    Mutant(
        "a stack is destroyed whatever somebody types",
        At("ops/lib/command.py", "confirm", "given != stack"),
        becomes="not given and stack",
        test="tests/ops/destroy/test_destroy.py::test_whoever_types_another_name_changes_nothing",
    ),
    Mutant(
        "the next run of a destroy knows nothing of the one before",
        At("ops/destroy/__main__.py", "main", "inventory.keep()"),
        becomes="pass",
        test="tests/ops/destroy/test_destroy.py::test_a_destroy_that_ends_half_way_goes_on_and_still_knows_of_what_went",
    ),
    Mutant(
        "a log group that a service makes again is deleted once and then left",
        At("ops/destroy/leftovers.py", "_remove_log_groups", 'None if found else "gone"'),
        becomes='"gone"',
        test="tests/program/test_second_life.py::test_the_log_groups_of_a_stack_come_again_after_it_was_destroyed",
    ),
    Mutant(
        "a release of flags goes on while its environment is destroyed",
        At("ops/destroy/steps.py", "ON_ITS_WAY", '(GROWING, "VALIDATING", "BAKING")'),
        becomes='("VALIDATING", "BAKING")',
        test="tests/program/test_second_life.py::test_a_stack_goes_while_a_release_of_flags_is_on_its_way",
    ),
    Mutant(
        "only the first page of a bucket's files is deleted",
        At("ops/destroy/steps.py", "_empty", 'client.get_paginator("list_object_versions").paginate(Bucket=item.id)'),
        becomes="[client.list_object_versions(Bucket=item.id)]",
        test="tests/program/test_second_life.py::test_a_protected_stack_with_files_goes",
    ),
    Mutant(
        "a preview may write what somebody attaches to its role",
        At(
            "components/ci/roles.py",
            "DeploymentRoles._role",
            'self._preview_boundary if kind == "preview" else self._boundary',
        ),
        becomes="self._boundary",
        test="tests/components/ci/test_boundary.py::test_a_preview_writes_nothing_even_as_an_administrator",
    ),
)
