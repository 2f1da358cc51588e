"""What an account needs before the first deployment: under mocks, and on the engine."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pulumi.automation import Stack

from config.signing import Signing
from policy import exemptions
from policy.exemptions import Exemptions
from policy.rules import RULES, STACK_RULES
from tests.components.ci.account import ACCOUNTS, account, build_account, file, run_program
from tests.policy.stacks import stack_of, violations
from tools.rehearsal.engine import Rehearsal

EXEMPTIONS = Exemptions(items=exemptions.read(), today=date.today())


def test_it_makes_a_store_a_provider_and_three_roles_for_each_stack() -> None:
    counts = Counter(item.kind for item in account())
    assert counts["OpenIdConnectProvider"] == counts["Key"] == counts["ReplicaKey"] == counts["StateStore"] == 1
    # The state, its copy, and who has read either.
    assert counts["Bucket"] == 4
    workflows = [item for item in account().of("Role") if "name" in item.inputs]
    roles = {item.inputs["name"] for item in workflows}
    assert roles == {f"{kind}-prod" for kind in ("preview", "deploy", "drift")}
    others = {item.inputs.get("name") for item in account("dev").of("Role")} - {None}
    assert others == {f"{kind}-{stack}" for kind in ("preview", "deploy", "drift") for stack in ("dev", "staging")}
    # Where the workflows look for them, and where the roles themselves may not reach.
    assert all(item.properties["arn"].partition(":role")[2] == f"/ci/{item.inputs['name']}" for item in workflows)
    assert all(item.inputs["path"] == "/ci/" for item in account().of("Policy"))


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_it_follows_every_rule_of_the_platform(stack: str) -> None:
    assert violations(ACCOUNTS[stack], stack_of(account(stack)), EXEMPTIONS) == []


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_its_exemptions_are_current(stack: str) -> None:
    assert list(EXEMPTIONS.mistakes(ACCOUNTS[stack], stack_of(account(stack)), RULES, STACK_RULES)) == []


def test_a_preview_plans_the_same_and_raises_no_alarm() -> None:
    planned = build_account(preview=True)
    assert {item.urn for item in planned} == {item.urn for item in account()}
    assert violations("production-account", stack_of(planned), EXEMPTIONS) == []


def test_every_resource_is_tagged_and_in_a_component_and_only_the_copy_is_in_the_second_region() -> None:
    components = {item.urn for item in account() if not item.custom}
    for item in account():
        if item.custom and item.token.startswith("aws:"):
            assert item.parent in components, item.urn
            copied = item.name.startswith("state-copy") and item.kind != "BucketReplicationConfig"
            there = copied or item.name in ("prod-signing-eu-west-1", "closed-networks-eu-west-1")
            assert f"::{'eu-west-1' if there else 'eu-west-2'}::" in item.provider, item.urn
        if item.kind in ("Bucket", "Key", "OpenIdConnectProvider", "Policy", "Role", "SigningProfile"):
            assert {"CostCenter", "Environment", "ManagedBy", "Name", "Owner", "Project"} <= item.tags.keys(), item.urn
    environments = {item.tags["Environment"] for item in account().of("Role")}
    assert environments == {"account", "production"}


def test_the_state_is_versioned_encrypted_and_never_expires() -> None:
    (rule,) = account().one("state-store-lifecycle").inputs["rules"]
    assert "expiration" not in rule
    assert rule["noncurrentVersionExpiration"] == {"noncurrentDays": 365}
    assert account().one("state-store-versioning").inputs["versioningConfiguration"] == {"status": "Enabled"}
    (encryption,) = account().one("state-store-encryption").inputs["rules"]
    key = account().one("state-key")
    assert encryption["applyServerSideEncryptionByDefault"]["kmsMasterKeyId"] == key.properties["arn"]
    assert key.inputs["deletionWindowInDays"] == 30
    assert not account().one("state-store-bucket").inputs.get("forceDestroy")
    assert "objectLockEnabled" not in account().one("state-store-bucket").inputs


def test_who_reads_the_state_is_logged_where_s3_alone_can_write() -> None:
    logging = account().one("state-access")
    buckets = {
        key: account().one(f"{name}-bucket")
        for key, name in (("bucket", "state-store"), ("targetBucket", "state-access-log"))
    }
    assert {key: logging.inputs[key] for key in buckets} == {
        key: item.properties["bucket"] for key, item in buckets.items()
    }
    (statement,) = (item for item in account().one("state-access-log-policy").policy() if item["Effect"] == "Allow")
    assert statement["Principal"] == {"Service": "logging.s3.amazonaws.com"}
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}
    (log_rule,) = account().one("state-access-log-lifecycle").inputs["rules"]
    assert log_rule["expiration"] == {"days": 365}


def test_the_state_is_copied_to_the_second_region_where_its_key_decrypts_it() -> None:
    source, copy = (account().one(f"{name}-bucket") for name in ("state-store", "state-copy-store"))
    replication = account().one("state-copy-replication").inputs
    (rule,) = replication["rules"]
    assert (replication["bucket"], rule["filter"]) == (source.properties["bucket"], {"prefix": ""})
    assert rule["destination"]["bucket"] == copy.properties["arn"]
    # Related keys decrypt what the others have encrypted: the secrets in the state too.
    key, replica = account().one("state-key"), account().one("state-copy-key")
    assert (key.inputs["multiRegion"], replica.inputs["primaryKeyArn"]) == (True, key.properties["arn"])
    assert rule["destination"]["encryptionConfiguration"] == {"replicaKmsKeyId": replica.properties["arn"]}
    assert account().one("state-copy-store-versioning").inputs["versioningConfiguration"] == {"status": "Enabled"}


def test_who_copies_the_state_reads_it_in_one_bucket_and_writes_it_into_the_other() -> None:
    (trust,) = account().one("state-copy-replication-role").policy("assumeRolePolicy")
    source, copy = (account().one(f"{name}-bucket").properties["arn"] for name in ("state-store", "state-copy-store"))
    assert (trust["Principal"], "Condition" in trust) == ({"Service": "s3.amazonaws.com"}, False)
    by_resource: dict[str, set[str]] = {}
    for statement in account().one("state-copy-replication-role-policy").policy():
        by_resource.setdefault(statement["Resource"], set()).update(statement["Action"])
    assert {action for action in by_resource[f"{copy}/*"] if "Get" in action} == set()
    assert {action for action in by_resource[f"{source}/*"] if "Replicate" in action} == set()
    assert "*" not in by_resource


def test_an_account_with_one_region_has_no_copy() -> None:
    graph = build_account(changes={"regions": ["eu-west-2"]})
    assert [item.name for item in graph if "copy" in item.name] == []


def test_an_account_of_one_stack_has_its_roles_alone() -> None:
    graph = build_account("account", changes={"stacks": {"dev": "development"}})
    assert {item.inputs.get("name") for item in graph.of("Role")} - {None} == {
        "preview-dev",
        "deploy-dev",
        "drift-dev",
    }


@pytest.fixture
def rehearsed() -> Iterator[tuple[Rehearsal, Stack]]:
    # The other stack is there for its engine and its account; nothing of it is made.
    with Rehearsal("dev", program=run_program) as rehearsal:
        yield rehearsal, rehearsal.beside("production-account", file("production-account"))


@pytest.mark.engine
def test_its_whole_life_on_the_engine(rehearsed: tuple[Rehearsal, Stack]) -> None:
    rehearsal, stack = rehearsed
    packs = rehearsal.policy_packs
    stack.preview(policy_packs=packs)
    up = stack.up(policy_packs=packs)
    bucket = next(live.name for live in rehearsal.account.live().values() if live.name == "state-store-bucket")
    assert up.outputs["backendUrl"].value.startswith(f"s3://{bucket}-production-account-")
    assert up.outputs["backendUrl"].value.endswith("?region=eu-west-2")
    assert up.outputs["secretsProvider"].value.startswith("awskms:///arn:aws:kms:eu-west-2:123456789012:key/")
    assert up.outputs["copyBackendUrl"].value.endswith("?region=eu-west-1")
    assert up.outputs["copySecretsProvider"].value.startswith("awskms:///arn:aws:kms:eu-west-1:123456789012:key/mrk-")
    assert up.outputs["deployRoles"].value["prod"] == "arn:aws:iam::123456789012:role/ci/deploy-prod"
    profiles = up.outputs["signingProfiles"].value["prod"]
    # As the stack's configuration takes them.
    assert Signing.model_validate({"profiles": profiles}).profile("eu-west-1") == profiles[1]
    assert set((stack.up().summary.resource_changes or {}).keys()) == {"same"}
    assert set((stack.refresh().summary.resource_changes or {}).keys()) == {"same"}
    stack.destroy()
    assert not rehearsal.account.live()


@pytest.mark.engine
def test_its_state_moves_into_another_backend_and_nothing_is_made_again(
    rehearsed: tuple[Rehearsal, Stack], tmp_path: Path
) -> None:
    _, stack = rehearsed
    stack.up()
    exported = stack.export_stack()
    # As the guide has it: the same project and files, with another backend.
    (tmp_path / "state").mkdir()
    stack.workspace.env_vars = {**stack.workspace.env_vars, "PULUMI_BACKEND_URL": f"file://{tmp_path}/state"}
    moved = Stack.create("production-account", stack.workspace)
    moved.import_stack(exported)
    assert set((moved.up().summary.resource_changes or {}).keys()) == {"same"}


def test_a_stack_that_is_signed_has_a_profile_in_each_region_and_another_has_none() -> None:
    profiles = account().of("SigningProfile")
    assert {item.properties["arn"].split(":")[3] for item in profiles} == {"eu-west-2", "eu-west-1"}
    assert {item.inputs["name"][:14] for item in profiles} == {"payments_prod_"}
    assert len({item.inputs["name"] for item in profiles}) == 2
    assert {item.inputs["platformId"] for item in profiles} == {"AWSLambda-SHA384-ECDSA"}
    assert account("dev").of("SigningProfile") == []


def test_production_lets_nothing_in_from_the_internet_in_either_region() -> None:
    found = {item.name: item.inputs["internetGatewayBlockMode"] for item in account().of("VpcBlockPublicAccessOptions")}
    assert found == dict.fromkeys(("closed-networks-eu-west-2", "closed-networks-eu-west-1"), "block-ingress")
    assert account("dev").of("VpcBlockPublicAccessOptions") == []
