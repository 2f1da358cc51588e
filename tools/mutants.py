"""Applies deliberate faults to a copy of the project, one at a time, and sees that a test notices each.

Exits with 1 where a fault goes unnoticed, or where the text that it changes is no longer there.
"""

import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".tools", "__pycache__", ".*_cache", ".hypothesis")


@dataclass(frozen=True)
class Mutant:
    """A fault: in a file, one text becomes another; and the test that has to fail then."""

    fault: str
    file: str
    text: str
    becomes: str
    test: str


NETWORK = "components/network/"
MIGRATION = "components/migration/"
MUTANTS = (
    Mutant(
        "a return route leads to the first zone's endpoint",
        NETWORK + "egress.py",
        'self._route("public", nat_zone, f"private-{zone}", destination=block, vpc_endpoint_id=endpoint_id)',
        'self._route("public", nat_zone, f"private-{zone}", destination=block, '
        'vpc_endpoint_id=self._args.firewall_endpoint_ids["a"])',
        "tests/test_network.py::test_a_packet_leaves_and_returns_through_its_zones_endpoint",
    ),
    Mutant(
        "private subnets bypass the firewall",
        NETWORK + "egress.py",
        'self._route("private", zone, "internet", vpc_endpoint_id=endpoint_id)',
        'self._route("private", zone, "internet", nat_gateway_id=gateway.id)',
        "tests/test_network.py::test_a_packet_leaves_and_returns_through_its_zones_endpoint",
    ),
    Mutant(
        "the shared NAT gateway's return route stands in the zone's own table",
        NETWORK + "egress.py",
        'self._route("public", nat_zone, f"private-{zone}"',
        'self._route("public", zone, f"private-{zone}"',
        "tests/test_network.py::test_one_shared_nat_gateway_still_answers_through_the_zones_endpoint",
    ),
    Mutant(
        "an endpoint is taken by its position",
        NETWORK + "firewall.py",
        "if state.availability_zone == zone and state.attachments:",
        "if state.attachments:",
        "tests/test_network.py::test_a_packet_leaves_and_returns_through_its_zones_endpoint",
    ),
    Mutant(
        "a tag is missing",
        "components/naming.py",
        '            "CostCenter": self.cost_center,\n',
        "",
        "tests/test_contracts.py::test_every_taggable_resource_has_the_tags",
    ),
    Mutant(
        "a name is cut",
        "components/naming.py",
        "if len(name) > limit:",
        "name = name[:limit]\n        if len(name) > limit:",
        "tests/test_foundations.py::test_names_are_refused_and_never_cut",
    ),
    Mutant(
        "the database is open to the internet",
        "components/traffic.py",
        'Flow(source="application", destination="database"',
        'Flow(source=INTERNET, destination="database"',
        "tests/test_traffic.py::test_nothing_from_the_internet_is_let_in",
    ),
    Mutant(
        "an access list lets remote desktop in",
        NETWORK + "access_lists.py",
        "ANSWER_PORTS = ((1024, 3388), (3390, 65535))",
        "ANSWER_PORTS = ((1024, 65535),)",
        "tests/test_traffic.py::test_the_access_lists_let_nothing_else_in",
    ),
    Mutant(
        "an access list forgets the answers",
        NETWORK + "access_lists.py",
        "            egress.update(_answers(sources))\n",
        "",
        "tests/test_traffic.py::test_every_flow_and_its_answer_pass_the_access_lists",
    ),
    Mutant(
        "HOME_NET leaves out the isolated subnets",
        NETWORK + "network.py",
        'protected = [*args.addresses.tier("private").values(), *args.addresses.tier("isolated").values()]',
        'protected = [*args.addresses.tier("private").values()]',
        "tests/test_firewall.py::test_home_net_covers_every_protected_subnet",
    ),
    Mutant(
        "the domains are asked before the threats",
        NETWORK + "firewall_policy.py",
        "groups += self.rule_group_arns.values()",
        "groups[:0] = self.rule_group_arns.values()",
        "tests/test_firewall.py::test_threats_come_first_then_protocols_then_domains",
    ),
    Mutant(
        "the firewall lets the rest pass",
        NETWORK + "firewall_policy.py",
        '"stateful_default_actions": ["aws:drop_established", "aws:alert_established"]',
        '"stateful_default_actions": ["aws:alert_established"]',
        "tests/test_firewall.py::test_rules_are_asked_in_strict_order_and_the_rest_is_dropped",
    ),
    Mutant(
        "a log group is not encrypted",
        NETWORK + "flow_logs.py",
        "            kms_key_id=args.key_arn,\n",
        "",
        "tests/test_contracts.py::test_log_groups_are_encrypted_and_end",
    ),
    Mutant(
        "a child has no parent",
        NETWORK + "defaults.py",
        'tags=naming.tags("default-network-acl"),\n            opts=child,',
        'tags=naming.tags("default-network-acl"),\n            opts=ResourceOptions(provider=self._provider),',
        "tests/test_contracts.py::test_every_resource_has_a_component_above_it",
    ),
    Mutant(
        "anybody's service may publish alerts",
        "components/alerts.py",
        '                        "Condition": from_this_account,\n',
        "",
        "tests/test_contracts.py::test_nobody_outside_the_account_is_let_in",
    ),
    Mutant(
        "an endpoint serves other accounts",
        NETWORK + "endpoints.py",
        '            "Condition": {"StringEquals": {"aws:PrincipalAccount": account_id}},\n',
        "",
        "tests/test_contracts.py::test_no_policy_allows_every_action",
    ),
    Mutant(
        "a key's material does not rotate",
        "components/encryption.py",
        "enable_key_rotation=True",
        "enable_key_rotation=False",
        "tests/test_foundations.py::test_a_key_rotates_and_has_an_alias",
    ),
    Mutant(
        "a resource is made inside an apply",
        NETWORK + "flow_logs.py",
        "        self.log_group_name = group.name\n",
        "        self.log_group_name = group.arn.apply(\n"
        '            lambda arn: cloudwatch.LogGroup(f"{name}-late", tags=naming.tags("late"), '
        "kms_key_id=args.key_arn, retention_in_days=1, opts=child).name)\n",
        "tests/test_contracts.py::test_a_preview_plans_all_that_an_up_makes",
    ),
    Mutant(
        "the overlap with development goes unnoticed",
        "components/addresses.py",
        "if self.cidr.overlaps(DEVELOPMENT_NETWORK):",
        "if False:",
        "tests/test_config.py::test_a_mistake_is_refused_with_its_key_and_what_is_allowed",
    ),
    Mutant(
        "an unknown key is let through",
        "components/config_sections.py",
        'extra="forbid"',
        'extra="ignore"',
        "tests/test_config.py::test_a_mistake_is_refused_with_its_key_and_what_is_allowed",
    ),
    Mutant(
        "the server takes plaintext",
        "components/database/parameters.py",
        '"require_secure_transport", "value": "1"',
        '"require_secure_transport", "value": "0"',
        "tests/test_database.py::test_plaintext_is_refused_and_changes_can_be_captured",
    ),
    Mutant(
        "the server can be reached from outside",
        "components/database/server.py",
        "publicly_accessible=False",
        "publicly_accessible=True",
        "tests/test_database.py::test_the_server_is_what_the_requirements_ask_for",
    ),
    Mutant(
        "a rotation starts with the stack",
        "components/database/rotation.py",
        "rotate_immediately=False",
        "rotate_immediately=True",
        "tests/test_database.py::test_a_rotation_starts_only_when_it_can_succeed",
    ),
    Mutant(
        "a rotation does not wait for the bootstrap",
        "components/database/rotation.py",
        "depends_on=[permission, self._args.ready]",
        "depends_on=[permission]",
        "tests/test_database.py::test_a_rotation_starts_only_when_it_can_succeed",
    ),
    Mutant(
        "a secret can be read from outside the network",
        "components/policies.py",
        '"Effect": "Deny",\n        "Principal": "*",\n        "Action": "secretsmanager:GetSecretValue"',
        '"Effect": "Allow",\n        "Principal": "*",\n        "Action": "secretsmanager:GetSecretValue"',
        "tests/test_database.py::test_secrets_have_a_key_of_their_own_and_are_read_through_the_endpoint_only",
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
        "an archive depends on when it was built",
        "components/packaging.py",
        "zipfile.ZipInfo(name, NO_TIME)",
        "zipfile.ZipInfo(name, __import__('time').localtime()[:6])",
        "tests/test_packaging.py::test_two_builds_give_the_same_bytes",
    ),
    Mutant(
        "the account deletes what is in use",
        "simulated_aws/account.py",
        "if other_id != resource_id and own & set(_texts(other.inputs)):",
        "if False:",
        "tests/test_engine.py::test_a_destroy_that_aws_refuses_keeps_what_is_in_use",
    ),
)


def noticed(mutant: Mutant) -> str:
    """How the mutant fared: `noticed`, or what is wrong."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        copy = Path(folder) / "project"
        shutil.copytree(PROJECT, copy, ignore=LEFT_OUT)
        if (PROJECT / ".tools").exists():
            (copy / ".tools").symlink_to(PROJECT / ".tools")
        path = copy / mutant.file
        source = path.read_text()
        if source.count(mutant.text) != 1:
            return f"its text stands {source.count(mutant.text)} times in {mutant.file}"
        path.write_text(source.replace(mutant.text, mutant.becomes))
        run = subprocess.run(  # noqa: S603 (the project's own tests)
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", mutant.test],
            cwd=copy, capture_output=True, text=True, check=False,
        )  # fmt: skip
        # A fixture that broke down is an error and no failure: the test itself has to notice.
        return "noticed" if "\nFAILED " in run.stdout else f"not noticed (pytest ended with {run.returncode})"


def main() -> int:
    """Tries every mutant; 0 where all are noticed."""
    failed = 0
    with ThreadPoolExecutor(2) as pool:
        for mutant, result in zip(MUTANTS, pool.map(noticed, MUTANTS), strict=True):
            failed += result != "noticed"
            mark = "ok  " if result == "noticed" else "FAIL"
            print(f"{mark} {mutant.fault}: {result} by {mutant.test.rpartition('::')[2]}")
    print(f"{len(MUTANTS) - failed} of {len(MUTANTS)} faults noticed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
