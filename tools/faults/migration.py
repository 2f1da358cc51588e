"""Faults in the migration services."""

from tools.faults.mutant import Mutant

MIGRATION = "components/migration/"
FAULTS = (
    Mutant(
        "another stack's template is adopted",
        MIGRATION + "mgn_ownership.py",
        "        if template.stack:\n",
        "        if False:\n",
        "tests/migration/test_mgn_provider.py::test_another_stacks_template_is_refused_and_untouched",
    ),
    Mutant(
        "an adopted template is deleted",
        MIGRATION + "mgn_provider.py",
        'if not known["adopted"]:',
        "if True:",
        "tests/migration/test_mgn_provider.py::test_a_template_that_exists_is_adopted_and_given_back",
    ),
    Mutant(
        "another account's credentials are used",
        MIGRATION + "mgn_provider.py",
        'if account != properties["account"]:',
        "if False:",
        "tests/migration/test_mgn_provider.py::test_credentials_of_another_account_are_refused",
    ),
    Mutant(
        "the migration service is initialised before its roles are complete",
        MIGRATION + "mgn.py",
        "depends_on=[roles] if roles else []",
        "depends_on=[]",
        "tests/migration/test_mgn.py::test_the_service_is_initialised_once_its_roles_are_complete",
    ),
    Mutant(
        "drift of a template stays unseen",
        MIGRATION + "mgn_provider.py",
        "return ReadResult(id_, known | seen)",
        "return ReadResult(id_, seen | known)",
        "tests/migration/test_mgn_engine.py::"
        "test_a_changed_setting_updates_the_template_in_place_and_drift_is_put_right",
    ),
    Mutant(
        "a rehearsal takes somebody's credentials along",
        "rehearsal/dynamic.py",
        'if not key.startswith("AWS_")',
        "if key",
        "tests/migration/test_mgn_engine.py::test_a_rehearsal_uses_nobodys_credentials",
    ),
    Mutant(
        "a file can be read before it was scanned",
        MIGRATION + "malware.py",
        '"StringNotEquals": {f"s3:ExistingObjectTag/{TAG}": CLEAN}',
        '"StringEquals": {f"s3:ExistingObjectTag/{TAG}": INFECTED}',
        "tests/migration/test_transfer.py::test_a_file_is_unreadable_until_it_was_found_clean",
    ),
    Mutant(
        "a partner sees another's mailbox",
        MIGRATION + "sftp.py",
        'Output.format("/{0}/{1}/{2}", args.bucket, MAILBOXES, user.name)',
        'Output.format("/{0}/{1}", args.bucket, MAILBOXES)',
        "tests/migration/test_transfer.py::test_a_user_sees_its_own_mailbox_and_adds_to_it_only",
    ),
    Mutant(
        "a row that can't be written is skipped",
        MIGRATION + "task_settings.py",
        'ON_ERROR = "SUSPEND_TABLE"',
        'ON_ERROR = "LOG_ERROR"',
        "tests/migration/test_dms.py::test_rows_are_validated_and_none_is_skipped_or_cut",
    ),
    Mutant(
        "DMS starts before its roles have their rights",
        MIGRATION + "dms_replication.py",
        "opts=ResourceOptions(parent=self, depends_on=[args.ready]),",
        "opts=self._child,",
        "tests/migration/test_dms.py::test_the_roles_have_the_names_that_dms_looks_for",
    ),
    Mutant(
        "a mistyped action in the table mappings goes unnoticed",
        "components/table_mappings.py",
        'if rule.get("rule-action") not in SELECTIONS:',
        "if False:",
        "tests/migration/test_table_mappings.py::test_a_mistake_is_named_with_its_place_and_what_is_allowed",
    ),
    Mutant(
        "a share reaches outside of the organisation",
        "components/sharing.py",
        "allow_external_principals=False",
        "allow_external_principals=True",
        "tests/test_sharing.py::test_nobody_outside_of_the_organisation_takes_part_and_by_default_nobody",
    ),
    Mutant(
        "the host key that AWS made stays",
        "transfer_lambda/host_keys.py",
        "for fingerprint in sorted(present.keys() - keys.keys()):",
        "for fingerprint in sorted(keys.keys() - keys.keys()):",
        "tests/migration/test_host_keys.py::test_the_first_import_makes_the_keys_and_replaces_those_of_aws",
    ),
    Mutant(
        "every network reads the buckets of the replication software",
        "components/network/network.py",
        "*(REPLICATION_BUCKETS if args.traffic.replication_sources else ()),",
        "*REPLICATION_BUCKETS,",
        "tests/test_network.py::test_buckets_of_aws_are_read_by_the_services_that_need_them_alone",
    ),
    Mutant(
        "replication agents can't open their session",
        "components/network/endpoints.py",
        'if service == "mgn":',
        "if False:",
        "tests/test_network.py::test_replication_agents_may_open_their_session",
    ),
    Mutant(
        "replication servers reach the internet",
        "components/traffic.py",
        'yield from _gateways("replication", args)',
        'yield from _outward("replication", args)',
        "tests/test_traffic.py::test_every_service_that_is_on_has_its_connections",
    ),
    Mutant(
        "a share is made although sharing is switched off",
        "components/sharing.py",
        "        if args.settings.enabled:\n",
        "        if True:\n",
        "tests/migration/test_program.py::test_production_does_without_any_of_them",
    ),
)
