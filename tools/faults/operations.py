"""Faults in the experiments and the costs."""

from tools.faults.mutant import Mutant

FAULTS = (
    Mutant(
        "experiments of any account take the role",
        "components/chaos/role.py",
        'assumable_by("fis.amazonaws.com", args.account_id, experiments)',
        'assumable_by("fis.amazonaws.com", args.account_id)',
        "tests/test_chaos.py::test_only_experiments_of_this_account_take_the_role",
    ),
    Mutant(
        "the experiment with errors does not pay, and so proves nothing",
        "components/chaos/experiments.py",
        '"preventExecution": "false"',
        '"preventExecution": "true"',
        "tests/test_chaos.py::test_the_experiments_are_these",
    ),
    Mutant(
        "FIS can't read in the function's environment where to put a fault",
        "components/chaos/role.py",
        '            allow(["kms:Decrypt"], args.function_key_arn, _via("lambda", args.region)),\n',
        "",
        "tests/test_chaos.py::test_the_role_changes_what_the_experiments_name_and_what_fis_made",
    ),
    Mutant(
        "an experiment starts before its log can be written",
        "components/chaos/chaos.py",
        "return after(group.arn, [delivery])",
        "return group.arn",
        "tests/test_chaos.py::test_the_log_is_encrypted_and_can_be_written_before_an_experiment_can_start",
    ),
    Mutant(
        "the budget counts everybody's costs",
        "components/costs.py",
        '                {"name": "TagKeyValue", "values": [f"user:{ENVIRONMENT_TAG}${args.naming.environment}"]},\n',
        "",
        "tests/test_costs.py::test_a_budget_counts_what_carries_the_environments_tag",
    ),
    Mutant(
        "costs are watched by a tag that is not active yet",
        "components/costs.py",
        "active = ResourceOptions(parent=self, depends_on=self._active_tags(name))",
        "active, _ = ResourceOptions(parent=self), self._active_tags(name)",
        "tests/test_costs.py::test_the_account_that_pays_activates_the_tags_before_it_uses_them",
    ),
    Mutant(
        "alerts on costs are turned away by the topic",
        "components/alerts.py",
        '    "costalerts.amazonaws.com",\n',
        "",
        "tests/test_costs.py::test_the_topic_admits_alerts_on_costs_before_it_is_handed_out",
    ),
)
