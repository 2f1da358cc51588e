from config.load import StackConfig
from config.project import PROJECT
from config.traffic import flows
from tests.tools.report.changed import beside, without
from tools.report.facts.connections import connections
from tools.report.facts.rehearsed import Rehearsed
from tools.report.page.connections import render


def test_both_networks_answer_for_their_whole_table_and_nothing_else_is_possible(prod: Rehearsed) -> None:
    config, found = StackConfig.from_file(PROJECT / "Pulumi.prod.yaml"), connections(prod)
    assert len(found.meant) == len(flows(config.traffic)) + len(flows(config.recovery_traffic))
    assert all(item.answer.reached for item in found.meant)
    assert found.others > 10000
    assert not found.possible
    assert {(item.source, item.target) for item in found.meant if item.needs_link} == {
        ("10.0.8.0/24", "endpoints"),
        ("10.0.8.0/24", "replication"),
        ("192.0.2.0/24", "transfer"),
        ("dms", "10.0.0.0/16"),
    }


def test_the_table_has_each_way_and_says_what_it_takes(prod: Rehearsed) -> None:
    page = render(connections(prod), {})
    assert page.count("<table") == 2
    assert "0 of them are possible" in page
    assert "firewall in eu-west-2a, egress-nat-gateway-a, egress-internet-gateway" in page
    assert "once something leads there" in page
    assert ">no<" not in page


def test_what_is_not_possible_any_more_is_a_no_with_its_reason(prod: Rehearsed) -> None:
    found = connections(without(prod, "network-group-rotation-to-database-3306-egress"))
    (stopped,) = (item for item in found.meant if not item.answer.reached)
    assert (stopped.source, stopped.target, stopped.answer.stopped_by) == (
        "rotation",
        "database",
        "network-group-rotation",
    )
    assert "network-group-rotation lets no TCP to port 3306 out to database" in render(found, {})


def test_what_is_possible_and_not_meant_has_a_table_of_its_own(prod: Rehearsed) -> None:
    to_anywhere = {"cidrIpv4": "0.0.0.0/0", "fromPort": 443, "toPort": 443, "referencedSecurityGroupId": None}
    found = connections(beside(prod, "network-group-rotation-to-database-3306-egress", to_anywhere))
    assert {(item.source, item.target, item.port) for item in found.possible} == {
        ("rotation", "192.0.2.0/24", 443),
        ("rotation", "dynamodb", 443),
        ("rotation", "s3", 443),
        ("rotation", "the internet", 443),
    }
    assert "Possible and not meant" in render(found, {})
