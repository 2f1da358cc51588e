"""The cutover guide says what to do by steps that the commands take, and by names that the stack makes."""

import re

from config.project import PROJECT
from ops.cutover import back, order
from tests.components.migration.samples import both_ways, build_dms
from tests.docs.test_commands import commands

GUIDE = (PROJECT / "docs" / "cutover.md").read_text()


def steps(*headings: str) -> list[str]:
    """The first cells of the tables of steps below some headings, each once."""
    parts = [GUIDE.split(f"## {heading}")[1].split("\n## ")[0] for heading in headings]
    return list(dict.fromkeys(re.findall(r"^\| `([a-z-]+)` \|", "".join(parts), re.MULTILINE)))


def test_the_guide_has_commands() -> None:
    names = {command for _, command, _ in commands("docs/cutover.md")}
    assert {"test-connection", "describe-connections", "reload-tables", "reload-replication-tables"} <= names


def test_it_has_every_step_in_its_order() -> None:
    assert steps("Days before", "The day") == [step.name for step in order.steps(None)]  # pyright: ignore[reportArgumentType] (their names alone)
    assert steps("Turning back") == [step.name for step in back.returning(None)]  # pyright: ignore[reportArgumentType] (as above)


def test_what_it_names_is_what_the_stack_makes() -> None:
    graph = build_dms(settings=both_ways())
    assert graph.one("dms-replication-instance").inputs["replicationInstanceId"] == "dms-test"
    for end in ("source", "target", "reverse-source", "reverse-target"):
        assert graph.one(f"dms-{end}-endpoint").inputs["endpointId"] == f"dms-{end}-test"
        assert f"dms-{end}-$STACK" in GUIDE
    assert "Values=dms-$STACK" in GUIDE


def test_an_instance_that_tests_a_serverless_replications_ends_is_where_that_will_be() -> None:
    graph = build_dms(settings=both_ways(mode="serverless"))
    subnets = graph.one("dms-replication-subnet-group").inputs["replicationSubnetGroupId"]
    names = {subnets, *(item.tags["Name"] for item in graph.of("SecurityGroup"))}
    assert {"dms-subnets-test", "dms-security-group-test"} <= names
    for name in ("dms-subnets", "dms-security-group"):
        assert f"`{name}-<stack>`" in GUIDE
