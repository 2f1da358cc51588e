"""Faults in the migration services."""

from tools.mutants.faults.mutant import Mutant
from tools.mutants.faults.place import At

FAULTS = (
    Mutant(
        "another stack's template is adopted",
        At("components/migration/mgn/ownership.py", "_unowned", "template.stack"),
        becomes="False",
        test="tests/components/migration/mgn/test_provider.py::test_another_stacks_template_is_refused_and_untouched",
    ),
    Mutant(
        "an adopted template is deleted",
        At("components/migration/mgn/provider.py", "TemplateProvider.delete", 'not known["adopted"]'),
        becomes="True",
        test="tests/components/migration/mgn/test_provider.py::test_a_template_that_exists_is_adopted_and_given_back",
    ),
    Mutant(
        "another account's credentials are used",
        At("components/migration/mgn/provider.py", "_service", 'account != properties["account"]'),
        becomes="False",
        test="tests/components/migration/mgn/test_provider.py::test_credentials_of_another_account_are_refused",
    ),
    Mutant(
        "the migration service is initialised before its roles are complete",
        At(
            "components/migration/mgn/component.py",
            "ServerMigration._replication",
            "depends_on=[roles] if roles else []",
        ),
        becomes="depends_on=[]",
        test="tests/components/migration/mgn/test_server_migration.py::test_the_service_is_initialised_once_its_roles_are_complete",
    ),
    Mutant(
        "drift of a template stays unseen",
        At("components/migration/mgn/provider.py", "TemplateProvider.read", "known | seen"),
        becomes="seen | known",
        test=(
            "tests/components/migration/mgn/test_engine.py::"
            "test_a_changed_setting_updates_the_template_in_place_and_drift_is_remediated"
        ),
    ),
    Mutant(
        "a rehearsal takes somebody's credentials along",
        At("tools/rehearsal/dynamic.py", "isolated", 'not key.startswith("AWS_")'),
        becomes="key",
        test="tests/components/migration/mgn/test_engine.py::test_a_rehearsal_uses_nobodys_credentials",
    ),
    Mutant(
        "a file can be read before it was scanned",
        At(
            "components/migration/transfer/malware.py",
            "quarantine",
            '"StringNotEquals": {f"s3:ExistingObjectTag/{TAG}": CLEAN}',
        ),
        becomes='"StringEquals": {f"s3:ExistingObjectTag/{TAG}": INFECTED}',
        test="tests/components/migration/transfer/test_arrival.py::test_a_file_is_unreadable_until_it_is_found_clean",
    ),
    Mutant(
        "a partner sees another's mailbox",
        At(
            "components/migration/transfer/sftp.py",
            "SftpUsers._user",
            'Output.format("/{0}/{1}/{2}", landing.bucket, MAILBOXES, user.name)',
        ),
        becomes='Output.format("/{0}/{1}", landing.bucket, MAILBOXES)',
        test="tests/components/migration/transfer/test_users.py::test_a_user_sees_its_own_mailbox_and_adds_to_it_only",
    ),
    Mutant(
        "a row that can't be written is skipped",
        At("components/migration/dms/task_settings.py", "ON_ERROR", '"SUSPEND_TABLE"'),
        becomes='"LOG_ERROR"',
        test="tests/components/migration/dms/test_replication.py::test_rows_are_validated_and_none_is_skipped_or_cut",
    ),
    Mutant(
        "a copy ends with rows that are not whole",
        At("rotation_lambda/copying.py", "_refuse_to_cut_off", "constraints.refuse_unsatisfied(connection)"),
        becomes="None",
        test="tests/rotation_lambda/test_copying.py::test_rows_that_do_not_satisfy_are_named_and_nothing_is_changed",
    ),
    Mutant(
        "a copy that has ended can still write",
        At("rotation_lambda/copying.py", "end", "migration.set_rights(connection, database, writing=False)"),
        becomes="None",
        test=(
            "tests/rotation_lambda/test_copying.py::test_after_the_end_a_copy_that_is_started_by_mistake_writes_nothing"
        ),
    ),
    Mutant(
        "another run opens a copy that has ended",
        At("rotation_lambda/copying.py", "ensure", 'state(connection) == "ended"'),
        becomes="False",
        test=(
            "tests/rotation_lambda/test_copying.py::test_after_the_end_a_copy_that_is_started_by_mistake_writes_nothing"
        ),
    ),
    Mutant(
        "a copy is cut off while it runs",
        At("rotation_lambda/copying.py", "_sessions", "int(rows[0][0])"),
        becomes="0",
        test="tests/rotation_lambda/test_copying.py::test_a_copy_that_still_runs_is_not_cut_off",
    ),
    Mutant(
        "the binlog goes before a way back has read it",
        At(
            "rotation_lambda/bootstrap.py",
            "Bootstrap._ensure_migration",
            "binlog.keep(connection, settings.binlog_hours)",
        ),
        becomes="None",
        test="tests/rotation_lambda/test_way_back.py::test_the_binlog_is_kept_as_long_as_the_way_back",
    ),
    Mutant(
        "the way back starts by itself",
        At("components/migration/dms/replication.py", "Copy", "start: bool = False"),
        becomes="start: bool = True",
        test="tests/components/migration/dms/test_way_back.py::test_it_copies_changes_and_waits_for_the_place_where_it_begins",
    ),
    Mutant(
        "DMS starts before its roles have their permissions",
        At(
            "components/migration/dms/replication.py",
            "DatabaseReplication.__init__",
            "opts=self.child(depends_on=[roles])",
        ),
        becomes="opts=self.child()",
        test="tests/components/migration/dms/test_account_roles.py::test_the_roles_have_the_names_that_dms_looks_for",
    ),
    Mutant(
        "a mistyped action in the table mappings goes unnoticed",
        At("config/table_mappings.py", "_selection", 'rule.get("rule-action") not in SELECTIONS'),
        becomes="False",
        test="tests/config/test_table_mappings.py::test_a_mistake_is_named_with_its_position_and_what_is_allowed",
    ),
    Mutant(
        "a share reaches outside of the organisation",
        At("components/sharing/share.py", "Share.__init__", "allow_external_principals=False"),
        becomes="allow_external_principals=True",
        test="tests/components/sharing/test_sharing.py::test_nobody_outside_of_the_organisation_takes_part_and_by_default_nobody",
    ),
    Mutant(
        "the host key that AWS made stays",
        At("lambdas/transfer/host_keys.py", "HostKeys.give_to", "present.keys() - keys.keys()"),
        becomes="keys.keys() - keys.keys()",
        test="tests/lambdas/transfer/test_host_keys.py::test_the_first_import_makes_the_keys_and_replaces_those_of_aws",
    ),
    Mutant(
        "every network reads the buckets of the replication software",
        At(
            "components/network/component.py",
            "Network._inside",
            "REPLICATION_BUCKETS if args.traffic.replication_sources else ()",
        ),
        becomes="REPLICATION_BUCKETS",
        test="tests/components/network/test_private_link.py::test_buckets_of_aws_are_read_by_the_services_that_need_them_alone",
    ),
    Mutant(
        "replication agents can't open their session",
        At("components/network/endpoints.py", "_service_policy", 'service == "mgn"'),
        becomes="False",
        test="tests/components/network/test_private_link.py::test_replication_agents_may_open_their_session",
    ),
    Mutant(
        "replication servers reach the internet",
        At("config/traffic.py", "_migration", '_gateways("replication", args)'),
        becomes='_outward("replication", args)',
        test="tests/components/network/test_traffic.py::test_every_service_that_is_on_has_its_connections",
    ),
    Mutant(
        "a share is made although sharing is switched off",
        At("components/sharing/component.py", "Sharing.__init__", "args.settings.enabled"),
        becomes="True",
        test="tests/components/migration/test_program.py::test_a_stack_does_without_any_of_them",
    ),
)
