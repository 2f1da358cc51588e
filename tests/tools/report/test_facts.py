from datetime import date
from typing import Any

from catalog import rds, secretsmanager
from config.project import PROJECT
from policy.exemptions import read
from simulated_aws.account import Step
from simulated_aws.values import OF_A_SECRET, SIGNATURE
from tools.report.__main__ import facts
from tools.report.facts.costs import costs, total
from tools.report.facts.differences import differences
from tools.report.facts.inventory import by_component, tree
from tools.report.facts.policies import results
from tools.report.facts.rehearsed import Rehearsed
from tools.report.facts.requirements import requirements
from tools.report.facts.timeline import timeline
from tools.report.page.document import render
from tools.report.page.html import Markup, tag

DAY = date(2026, 11, 25)


def one(stack: str, **inputs: Any) -> Rehearsed:
    urn = f"urn:pulumi:{stack}::payments::"
    root = {"urn": f"{urn}pulumi:pulumi:Stack::payments-{stack}", "type": "pulumi:pulumi:Stack"}
    component = {"urn": f"{urn}payments:a:A::a", "type": "payments:a:A", "parent": root["urn"]}
    secret = {
        "urn": f"{urn}payments:a:A$aws:secretsmanager/secret:Secret::a-secret",
        "type": secretsmanager.SECRET.token,
        "custom": True,
        "id": "arn:a",
        "parent": component["urn"],
        "inputs": inputs,
    }
    return Rehearsed(stack=stack, resources=[root, component, secret])


def test_every_resource_is_in_its_component_and_region(prod: Rehearsed) -> None:
    counts = by_component(tree(prod.resources))
    custom = [item for item in prod.resources if item["custom"] and not item["type"].startswith("pulumi:")]
    assert sum(counts.values()) == len(custom)
    assert {"network", "database", "payments", "recovery"} <= counts.keys()
    assert "the program" not in counts


def test_a_secret_is_neither_shown_nor_compared() -> None:
    here, there = (
        one(stack, description={SIGNATURE: OF_A_SECRET, key: f"hunter2-{stack}"}, name="a", kmsKeyId="b")
        for stack, key in (("prod", "ciphertext"), ("staging", "value"))
    )
    assert not differences(here, there)
    opened = one("staging", description="open")
    values = differences(here, opened)[0].values["a-secret (secretsmanager.Secret)"]
    assert {(value.path, value.here, value.there) for value in values} >= {("description", "(secret)", "open")}
    assert "hunter2" not in render(facts(here, DAY, opened))


def test_stacks_differ_in_resources_and_values_and_not_in_their_names(prod: Rehearsed, staging: Rehearsed) -> None:
    found = {item.component: item for item in differences(prod, staging)}
    values = {
        value.path: (value.here, value.there)
        for value in found["database"].values["database-server-instance (rds.Instance)"]
    }
    assert values["deletionProtection"] == ("True", "False")
    assert "identifier" not in values
    assert "recovery" in found
    assert any("chaos" in name for name in found["chaos"].only_there)
    assert not differences(prod, prod)


def test_costs_count_zones_standbys_and_replicas(prod: Rehearsed) -> None:
    found = {(cost.component, cost.price.what): cost.quantity for cost in costs(prod)}
    # Three firewall endpoints bring three NAT gateways with them.
    assert ("network", "NAT gateway") not in found
    assert found["network", "Firewall endpoint"] == 3
    assert found["network", "Interface endpoint"] == 2 * 12
    assert found["recovery-region", "Interface endpoint"] == 2 * 11
    assert ("recovery-region", "Firewall endpoint") not in found
    assert found["database", "Database server db.t3.medium"] == 2
    assert found["database", "Database storage gp3"] == 200
    sums = total(costs(prod), verified=True) + total(costs(prod), verified=False)
    assert abs(sums - total(costs(prod))) < 0.01


def test_rules_tell_what_they_checked_found_and_let_pass(prod: Rehearsed) -> None:
    found = results(prod, DAY)
    assert sum(len(result.findings) for result in found) == 0
    exempt = next(result for result in found if result.rule.name == "rds-non-default-port")
    assert (exempt.checked, exempt.exempt) == (2, 2)
    assert {item.expires for item in exempt.exemptions} <= {item.expires for item in read()}


def test_an_exemption_that_has_ended_is_a_finding(prod: Rehearsed) -> None:
    found = results(prod, date(2099, 1, 1))
    assert any("database-server-instance" in finding for result in found for finding in result.findings)
    assert found[0].findings


def test_a_timeline_is_the_accounts_where_it_took_its_time(prod: Rehearsed) -> None:
    planned = timeline(prod)
    assert not planned.measured
    assert planned.ratio <= 1.1
    assert planned.shortest <= planned.programmed < planned.few_places
    step = Step("create", rds.INSTANCE.token, "database-server-instance", 2.0, 20.0)
    measured = timeline(Rehearsed(stack="prod", resources=prod.resources, steps=[step]))
    bar = next(bar for bar in measured.bars if bar.name == "database-server-instance")
    assert measured.measured
    assert (bar.start, bar.end) == (0.0, 18.0)


def test_requirements_are_read_with_their_places_and_tests() -> None:
    rows = requirements()
    assert len({row.number for row in rows}) > 25
    assert all(row.places and row.tests for row in rows)
    assert all((PROJECT / row.tests[0].partition("::")[0]).exists() for row in rows)


def test_a_text_is_escaped_unless_it_is_html() -> None:
    assert tag("p", "<b>", class_='"') == '<p class="&quot;">&lt;b&gt;</p>'
    assert tag("p", Markup("<b>"), hidden=True, id=None) == "<p hidden><b></p>"
