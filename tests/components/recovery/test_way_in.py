"""Clients, partners and senders arrive where payments are booked, whichever region serves."""

from functools import cache
from typing import Any

import pytest

from config.recovery_objectives import DURATIONS, RECORD_SECONDS, TURN_SECONDS
from simulated_aws.switching import health_checks
from tests.components.recovery.journey import AWAY, HOME, ZONE, World
from tests.support.graph import Graph, build_stack, stack_values
from tests.support.order import comes_before

NAME, SFTP, QUEUE = "payments.example.com", "sftp.payments.example.com", "queue.payments.example.com"
SECRET = "arn:aws:secretsmanager:eu-west-2:111122223333:secret:partner-abcdef"  # noqa: S105 (its name)


@cache
def prod(**settings: Any) -> Graph:
    """Production with a public name; a server that was promoted can only be planned."""
    changes = {
        "payments:recovery": {"enabled": True, **ZONE, **settings},
        "payments:container": stack_values("prod")["payments:container"] | {"secrets": {"PARTNER": SECRET}},
    }
    return build_stack("prod", preview="active" in settings, changes=changes)


Settings = dict[str, Any]
LEFT: Settings = {"active": "recovery"}
RETURNING: Settings = {"active": "recovery", "returning": True}
# What the program says, and who serves by then: before it is told of a failover or of the way back, and after.
STATES: list[tuple[Settings, str]] = [({}, HOME), ({}, AWAY), (LEFT, AWAY), (RETURNING, AWAY), (RETURNING, HOME)]


@pytest.mark.parametrize(("settings", "serving"), STATES)
def test_a_payment_that_is_sent_to_the_public_name_is_booked(settings: Settings, serving: str) -> None:
    world = World(graph=prod(**settings), serving=serving)
    container = world.source(world.answered(NAME), "records", "ExpressGatewayService")
    assert world.region(container) == serving
    server = world.table(world.queue(container))
    assert server is not None
    assert world.region(server) == serving


@pytest.mark.parametrize(("settings", "serving"), STATES)
def test_a_sender_that_asks_for_the_queue_gets_the_one_that_is_read(settings: Settings, serving: str) -> None:
    world = World(graph=prod(**settings), serving=serving)
    record = world.answered(QUEUE)
    assert record.inputs["type"] == "TXT"
    server = world.table(world.source(record, "records", "Queue"))
    assert server is not None
    assert world.region(server) == serving


@pytest.mark.parametrize(("settings", "serving"), STATES)
def test_a_partner_delivers_to_the_region_that_serves(settings: Settings, serving: str) -> None:
    world = World(graph=prod(**settings), serving=serving)
    server = world.source(world.answered(SFTP), "records", "Server")
    assert world.region(server) == serving


def test_whoever_still_reaches_the_region_that_was_left_is_sent_on() -> None:
    world = World(graph=prod(**LEFT), serving=AWAY)
    server = world.table(world.queue(world.container(HOME)))
    assert server is not None
    assert world.region(server) == AWAY


EARLY: list[tuple[Settings, str, str]] = [({}, HOME, AWAY), ({}, AWAY, HOME), (RETURNING, AWAY, HOME)]


@pytest.mark.parametrize(("settings", "serving", "waits"), EARLY)
def test_a_region_that_may_take_over_keeps_what_arrives_early_in_its_own_queue(
    settings: Settings, serving: str, waits: str
) -> None:
    world = World(graph=prod(**settings), serving=serving)
    queue = world.queue(world.container(waits))
    assert (world.region(queue), world.table(queue)) == (waits, None)
    # It is read as soon as the region serves, without an `up`.
    assert World(graph=world.graph, serving=waits).table(queue)


def test_no_region_sends_to_the_other_where_both_may_serve() -> None:
    allowed = {
        target
        for item in prod().of("RuleGroup")
        for target in item.inputs["ruleGroup"]["rulesSource"].get("rulesSourceList", {}).get("targets", ())
    }
    assert not [domain for domain in allowed if "sqs" in domain]


def test_the_check_of_each_record_is_the_plans_own_for_its_region() -> None:
    graph = prod()
    plan = graph.one("recovery-plan")
    ids = {check["region"]: check["healthCheckId"] for check in health_checks(graph.live[plan.id])}
    records = [item for item in graph.of("Record") if "setIdentifier" in item.inputs]
    assert {item.inputs["name"] for item in records} == {NAME, SFTP, QUEUE}
    assert len(records) == 6
    for record in records:
        assert record.inputs["healthCheckId"] == ids[record.inputs["setIdentifier"]]
        assert record.inputs["ttl"] == RECORD_SECONDS
        assert plan.urn in record.references["healthCheckId"]
    (step,) = [step for step in plan.inputs["workflows"][0]["steps"] if step["name"] == "turn-records"]
    (config,) = step["route53HealthCheckConfigs"]
    named = {item["region"]: item["recordSetIdentifier"] for item in config["recordSets"]}
    assert (config["recordName"], named) == (NAME, {HOME: HOME, AWAY: AWAY})


def test_a_turn_takes_as_long_as_the_table_says() -> None:
    step = DURATIONS["turn-records"]
    assert RECORD_SECONDS + TURN_SECONDS <= step.typical * 60 <= step.at_most * 60


def test_each_container_answers_to_the_name_under_a_certificate_of_its_region() -> None:
    graph = prod()
    for region, name in ((HOME, "container"), (AWAY, "recovery-container")):
        run = graph.one(f"{name}-platform-domain-run")
        arn = graph.one(f"public-certificate-{region}").properties["arn"]
        assert f":{region}:" in arn
        assert arn in run.inputs["input"]
        assert NAME in run.inputs["input"]
        assert graph.one(f"{name}-platform-service").properties["serviceArn"] in run.inputs["input"]
        assert run.inputs["triggers"].keys() == {"code", "version"}
        # It goes before its certificate does.
        assert comes_before(graph, graph.one(f"public-certificate-{region}"), graph.one(f"{name}-platform-service"))


def test_the_certificates_are_proved_by_one_record() -> None:
    graph = prod()
    proof = graph.one("public-certificate-proof").inputs["name"]
    for region in (HOME, AWAY):
        options = graph.one(f"public-certificate-{region}").properties["domainValidationOptions"]
        assert [item["resourceRecordName"] for item in options] == [proof]


def test_partners_know_either_server_by_the_same_keys() -> None:
    graph = prod()
    secret = graph.one("transfer-host-keys-secret").properties["arn"]
    variables = {
        name: graph.one(f"{name}-host-key-import-function").inputs["environment"]["variables"]
        for name in ("transfer", "recovery-transfer")
    }
    assert variables["transfer"] == {"HOST_KEY_SECRET_ARN": secret, "HOST_KEYS": "made"}
    replica = secret.replace(HOME, AWAY)
    assert variables["recovery-transfer"] == {"HOST_KEY_SECRET_ARN": replica, "HOST_KEYS": "replicated"}
    first, second = (graph.one(f"{name}-host-key-import-run") for name in variables)
    assert first.urn in second.depends_on
    actions = [item["Action"] for item in graph.one("recovery-transfer-host-key-import-role-policy").policy()]
    assert "secretsmanager:PutSecretValue" not in {action for several in actions for action in several}
    keys = {item.inputs["body"] for item in graph.of("SshKey") if item.name.startswith("recovery-transfer")}
    assert keys == {item.inputs["body"] for item in graph.of("SshKey") if item.name.startswith("transfer")} != set()


def test_the_second_container_is_the_first_with_what_is_replicated() -> None:
    graph = prod()
    first, second = (
        graph.one(f"{name}-platform-service").inputs["primaryContainer"] for name in ("container", "recovery-container")
    )
    assert second["image"] == first["image"].replace(HOME, AWAY) != first["image"]
    assert second["secrets"] == [{"name": "PARTNER", "valueFrom": SECRET.replace(HOME, AWAY)}]
    queue = graph.one("recovery-queue-queue").properties["url"]
    variables = {item["name"]: item["value"] for item in second["environments"]}
    assert (variables["QUEUE_URL"], variables["QUEUE_REGION"]) == (queue, AWAY)


@pytest.mark.parametrize(("active", "count"), [("primary", 1), ("recovery", 2)])
def test_a_cold_container_comes_with_the_up_that_tells_of_the_failover(active: str, count: int) -> None:
    changes = {"payments:recovery": {"enabled": True, "container": "cold", "active": active}}
    graph = build_stack("prod", preview=True, changes=changes)
    assert len(graph.of("ExpressGatewayService")) == count
    groups = {item.name for item in graph.of("SecurityGroup")}
    assert ("recovery-region-network-group-container" in groups) == (count == 2)


def test_without_a_zone_there_are_no_names() -> None:
    graph = build_stack("prod")
    assert not graph.of("Record")
    assert not [item for item in graph.of("Certificate") if item.token.startswith("aws:acm/")]
