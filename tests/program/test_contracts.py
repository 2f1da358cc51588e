"""The contracts of every resource in every committed stack."""

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, cast

import catalog
from components.migration.dms.roles import POLICIES
from components.migration.mgn.roles import ROLES
from config.project import PROJECT
from simulated_aws import declarations
from tests.support.graph import STACKS, Graph, Registered, build_stack, stack_values

# The names that AWS looks for, once per account.
ACCOUNT_WIDE = frozenset({*POLICIES, *ROLES})
REQUIRED_TAGS = {"Name", "Environment", "Project", "CostCenter", "Owner", "ManagedBy"}


def made(graph: Graph) -> list[Registered]:
    return [item for item in graph if item.custom and not item.token.startswith("pulumi:")]


def is_own(item: Registered) -> bool:
    """Whether a dynamic provider of the program creates it."""
    return item.token.startswith("pulumi-python:")


def is_taggable(item: Registered) -> bool:
    return "tags" in (item.inputs if is_own(item) else declarations.input_types(item.token))


def statements(item: Registered) -> Iterator[dict[str, Any]]:
    for key in ("policy", "assumeRolePolicy"):
        if key in item.inputs:
            yield from item.policy(key)


def actions_of(statement: dict[str, Any]) -> list[str]:
    actions = statement["Action"]
    return [actions] if isinstance(actions, str) else actions


def test_urns_are_unique(graph: Graph) -> None:
    counts = Counter(item.urn for item in graph)
    assert [urn for urn, count in counts.items() if count > 1] == []
    assert len(counts) > 80


def test_every_taggable_resource_has_the_tags(graph: Graph, stack: str) -> None:
    environment = stack_values(stack)["payments:environment"]
    taggable = [item for item in made(graph) if is_taggable(item)]
    assert len(taggable) > 50
    for item in taggable:
        tags = item.tags
        assert tags.keys() >= REQUIRED_TAGS, item.urn
        assert tags["Environment"] == environment, item.urn
        assert tags["Project"] == "payment-processing", item.urn
        assert tags["CostCenter"] == "payment-infrastructure", item.urn
        assert tags["Owner"] == "platform-team", item.urn
        assert tags["ManagedBy"] == "Pulumi", item.urn


def test_names_carry_the_stack(graph: Graph, stack: str) -> None:
    for item in made(graph):
        name = cast(str | None, item.inputs.get("name")) if catalog.of(item.token).has_unique_name else None
        for label in (name, item.tags.get("Name")):
            assert label is None or label in ACCOUNT_WIDE or re.search(rf"-{stack}(/|$)", label), item.urn


def test_name_tags_differ(graph: Graph) -> None:
    labels = Counter((item.kind, item.tags.get("Name")) for item in made(graph))
    assert [label for label, count in labels.items() if count > 1 and label[1]] == []


def test_two_stacks_share_no_physical_name() -> None:
    def names(stack: str) -> set[str]:
        named = [item for item in made(build_stack(stack)) if catalog.of(item.token).has_unique_name]
        return {f"{item.token} {item.inputs['name']}" for item in named if "name" in item.inputs}

    dev, staging = names("dev"), names("staging")
    assert dev
    assert not dev & staging


def test_every_resource_has_a_component_above_it(graph: Graph) -> None:
    components = {item.urn for item in graph if not item.custom}
    for item in made(graph):
        assert item.parent in components, item.urn
        assert item.name.startswith(item.parent.rpartition("::")[2]), f"{item.name} is not named after its parent"


def test_every_component_registers_its_outputs(graph: Graph) -> None:
    components = {item.urn for item in graph if not item.custom}
    assert components
    assert components <= graph.with_outputs


def test_every_resource_names_its_provider(graph: Graph) -> None:
    for item in made(graph):
        named = "pulumi:providers:aws::" in item.provider
        assert named or item.token.startswith("random:") or (is_own(item) and item.inputs["region"] == "eu-west-2"), (
            item.urn
        )


def test_a_preview_plans_all_that_an_up_makes(graph: Graph, previewed: Graph) -> None:
    assert {item.urn for item in previewed} == {item.urn for item in graph}


def test_no_policy_allows_every_action(graph: Graph) -> None:
    found = [(item, statement) for item in made(graph) for statement in statements(item)]
    assert len(found) > 10
    for item, statement in found:
        actions = actions_of(statement)
        assert "*" not in actions, item.urn
        whole_services = [action for action in actions if action.endswith(":*")]
        if whole_services and statement["Effect"] == "Allow":
            own_account = statement["Principal"] == {"AWS": "arn:aws:iam::123456789012:root"}
            equal = statement.get("Condition", {}).get("StringEquals", {})
            among_its_own = {equal.get(f"aws:{whose}Account") for whose in ("Principal", "Resource")}
            assert own_account or among_its_own == {"123456789012"}, item.urn


def test_nobody_outside_the_account_is_let_in(graph: Graph) -> None:
    for item in made(graph):
        for statement in statements(item):
            # These take only roles of their own account, and do not say for whom they take one.
            services = ("appconfig", "arc-region-switch", "codedeploy", "ec2", "ecs", "lambda", "s3")
            own_roles = [{"Service": f"{service}.amazonaws.com"} for service in services]
            # DMS writes no logs by a role whose trust has a condition.
            is_unconditioned = item.inputs.get("name") == "dms-cloudwatch-logs-role"
            has_condition = not is_unconditioned and statement.get("Principal") not in own_roles
            # EventBridge publishes to topics of its rule's own account alone, and states nothing for a condition.
            is_event = (item.kind, statement.get("Principal")) == ("TopicPolicy", {"Service": "events.amazonaws.com"})
            # What AWS itself keeps in buckets for everybody.
            is_public = item.kind == "VpcEndpoint" and statement["Action"] == "s3:GetObject"
            is_service = "AWS" not in statement.get("Principal", {"AWS": "an identity's own policy"})
            if statement["Effect"] == "Allow" and is_service and has_condition and not (is_event or is_public):
                assert "123456789012" in json.dumps(statement["Condition"]), item.urn


def test_log_groups_are_encrypted_and_end(graph: Graph) -> None:
    assert graph.of("LogGroup")
    for group in graph.of("LogGroup"):
        assert group.inputs["kmsKeyId"].startswith("arn:aws:kms:"), group.urn
        assert group.inputs["retentionInDays"] > 0, group.urn


def test_every_alarm_notifies_a_topic_or_something_else_acts_on_it(graph: Graph) -> None:
    # CloudWatch publishes to topics of its own region only.
    topics = {(item.provider, item.properties["arn"]) for item in graph.of("Topic")}
    rules = "".join(alarm.inputs["alarmRule"] for alarm in graph.of("CompositeAlarm"))
    groups = [(item.provider, item.inputs["alarmConfiguration"]["alarms"]) for item in graph.of("DeploymentGroup")]
    rollouts = {(provider, name) for provider, names in groups for name in names}
    assert graph.of("MetricAlarm")
    for alarm in (*graph.of("MetricAlarm"), *graph.of("CompositeAlarm")):
        notified = alarm.inputs.get("alarmActions", [])
        assert notified == alarm.inputs.get("okActions", []), alarm.urn
        assert {(alarm.provider, arn) for arn in notified} <= topics, alarm.urn
        part = f'"{alarm.properties["arn"]}"' in rules
        assert len(notified) == 1 or part or (alarm.provider, alarm.properties["name"]) in rollouts, alarm.urn


def test_every_alarm_says_why_it_matters_and_what_to_do(graph: Graph) -> None:
    for alarm in (*graph.of("MetricAlarm"), *graph.of("CompositeAlarm")):
        reason, _, runbook = alarm.inputs["alarmDescription"].partition(" Runbook: ")
        assert len(reason) > 40, alarm.urn
        assert (PROJECT / runbook).is_file(), alarm.urn
    for alarm in graph.of("MetricAlarm"):
        # The last event about a copy says how it still is.
        of_events = alarm.inputs.get("namespace") == "Payments/Migration"
        assert alarm.inputs["treatMissingData"] in (("ignore",) if of_events else ("breaching", "notBreaching")), (
            alarm.urn
        )


def test_a_topic_lets_each_of_its_publishers_encrypt(graph: Graph) -> None:
    for topic in graph.of("Topic"):
        key = next(key for key in graph.of("Key") if key.properties["arn"] == topic.inputs["kmsMasterKeyId"])
        usable = {
            statement["Principal"].get("Service"): set(statement["Action"])
            for statement in key.policy()
            if "Service" in statement["Principal"]
        }
        for statement in graph.one(f"{topic.name}-policy").policy():
            if statement["Effect"] == "Allow":
                assert usable[statement["Principal"]["Service"]] >= {"kms:Decrypt", "kms:GenerateDataKey*"}


def test_only_the_program_reads_configuration_and_exports() -> None:
    for folder in ("components", "foundation"):
        for path in (PROJECT / folder).rglob("*.py"):
            source = path.read_text()
            assert "pulumi.export(" not in source, path
            assert "pulumi.Config" not in source, path


def test_the_program_has_no_branches() -> None:
    tree = ast.parse((PROJECT / "__main__.py").read_text())
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.If | ast.For | ast.While)]


def test_the_committed_stacks_are_the_tested_ones() -> None:
    assert {path.name for path in PROJECT.glob("Pulumi.*.yaml")} == {f"Pulumi.{stack}.yaml" for stack in STACKS}
