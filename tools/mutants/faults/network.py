"""Faults in the network."""

from tools.mutants.faults.mutant import Mutant
from tools.mutants.faults.place import At, Text

FAULTS = (
    Mutant(
        "a return route bypasses the firewall",
        At("components/network/egress.py", "Egress._way_out", "destination=block, vpc_endpoint_id=endpoint_id"),
        becomes="destination=block, nat_gateway_id=gateway.id",
        test="tests/components/network/test_network.py::test_a_packet_leaves_and_returns_through_its_zones_endpoint",
    ),
    Mutant(
        "private subnets bypass the firewall",
        At(
            "components/network/egress.py",
            "Egress._way_out",
            'self._route("private", zone, "internet", vpc_endpoint_id=endpoint_id)',
        ),
        becomes='self._route("private", zone, "internet", nat_gateway_id=gateway.id)',
        test="tests/components/network/test_network.py::test_a_packet_leaves_and_returns_through_its_zones_endpoint",
    ),
    Mutant(
        "the shared NAT gateway's return route is in the zone's own table",
        At("components/network/egress.py", "Egress._way_out", "nat_zone"),
        becomes="zone",
        test="tests/components/network/test_network.py::test_one_shared_nat_gateway_still_answers_through_the_zones_endpoint",
    ),
    Mutant(
        "an endpoint is taken by its position",
        At("components/network/firewall.py", "_endpoint_in", "state.availability_zone == zone"),
        becomes="True",
        test="tests/components/network/test_network.py::test_a_packet_leaves_and_returns_through_its_zones_endpoint",
    ),
    Mutant(
        "the database is open to the internet",
        At("config/traffic.py", "flows", 'source="application", destination="database"'),
        becomes='source=INTERNET, destination="database"',
        test="tests/components/network/test_traffic.py::test_nothing_from_the_internet_is_let_in",
    ),
    Mutant(
        "an access list lets remote desktop in",
        At("config/access_lists.py", "PUBLIC_ANSWERS", "(1024, 3388), (3390, 65535)"),
        becomes="(1024, 65535),",
        test="tests/components/network/test_traffic.py::test_the_access_lists_let_nothing_else_in",
    ),
    Mutant(
        "an access list leaves out the answers",
        At(
            "config/access_lists.py",
            "needed",
            "egress.update(Entry(block, *ports) for block in sources for ports in ANSWERS)",
        ),
        becomes="",
        test="tests/components/network/test_traffic.py::test_every_flow_and_its_answer_pass_the_access_lists",
    ),
    Mutant(
        "an access list has one entry for neighbouring zones",
        At("config/access_lists.py", "_blocks", "addresses.tier(TIER_OF[peer]).values()"),
        becomes="__import__('ipaddress').collapse_addresses(addresses.tier(TIER_OF[peer]).values())",
        test="tests/components/network/test_growth.py::test_another_zone_moves_nothing_and_interrupts_nothing",
    ),
    Mutant(
        "the firewall's subnets are protected whatever the setting says",
        At(
            "components/network/firewall.py",
            "Firewall.__init__",
            "deletion_protection and settings.subnet_change_protection",
        ),
        becomes="deletion_protection",
        test="tests/components/network/test_firewall.py::test_the_protection_of_its_subnets_is_lifted_alone",
    ),
    Mutant(
        "HOME_NET leaves out the isolated subnets",
        At("components/network/component.py", "Network._firewall", '*addresses.tier("isolated").values()'),
        becomes="",
        test="tests/components/network/test_firewall.py::test_home_net_covers_every_protected_subnet",
    ),
    Mutant(
        "the domains are asked before the threats",
        At(
            "components/network/firewall_policy.py",
            "FirewallPolicy.__init__",
            "groups += own_groups.values()",
        ),
        becomes="groups[:0] = own_groups.values()",
        test="tests/components/network/test_firewall.py::test_threats_come_first_then_protocols_then_domains_then_refusals",
    ),
    Mutant(
        "the refusals are asked before the domains",
        At("components/network/firewall_policy.py", "FirewallPolicy.__init__", "groups += own_groups.values()"),
        becomes="groups += [own_groups[about] for about in ('protocols', 'refusals', 'domains')]",
        test="tests/firewall/test_flows.py::test_a_client_of_ours_is_told_at_once_that_its_handshake_is_refused",
    ),
    Mutant(
        "the last rule group is asked first",
        At("components/network/firewall_policy.py", "FirewallPolicy.__init__", "number * 100"),
        becomes="(len(groups) - number + 1) * 100",
        test="tests/firewall/test_flows.py::test_a_client_of_ours_is_told_at_once_that_its_handshake_is_refused",
    ),
    Mutant(
        "an answer of ours to another port is reset",
        Text("components/network/firewall_policy.py", "flow:to_server; sid:3;"),
        becomes="sid:3;",
        test="tests/firewall/test_flows.py::"
        "test_an_answer_of_ours_to_a_connection_from_outside_is_not_taken_for_a_way_out",
    ),
    Mutant(
        "the alarm on the firewall leaves out what it resets",
        At("components/network/firewall.py", "STOPPED", '"rejected": "RejectedPackets"'),
        becomes="",
        test="tests/components/network/test_firewall.py::"
        "test_what_a_rule_stops_is_counted_by_a_metric_that_each_zones_alarm_watches",
    ),
    Mutant(
        "the firewall lets the rest pass",
        At("components/network/firewall_policy.py", "FirewallPolicy.__init__", 'f"aws:{settings.default_action}",'),
        becomes="",
        test="tests/components/network/test_firewall.py::test_rules_are_asked_in_strict_order_and_the_rest_is_dropped",
    ),
    Mutant(
        "a child has no parent",
        At(
            "components/network/defaults.py",
            "EmptiedDefaults.__init__",
            'tags=naming.tags("default-route-table"), opts=self.child()',
        ),
        becomes='tags=naming.tags("default-route-table"), opts=ResourceOptions(provider=region.provider)',
        test="tests/program/test_contracts.py::test_every_resource_has_a_component_above_it",
    ),
    Mutant(
        "an endpoint serves other accounts",
        At(
            "components/network/endpoints.py",
            "_within_account",
            '"Condition": {"StringEquals": {"aws:PrincipalAccount": own, "aws:ResourceAccount": own}}',
        ),
        becomes="",
        test="tests/program/test_contracts.py::test_no_policy_allows_every_action",
    ),
    Mutant(
        "an endpoint opens all of a lender's account",
        At("components/network/endpoints.py", "_service_policy", '"Resource": lent'),
        becomes='"Resource": "*"',
        test="tests/components/network/test_private_link.py::"
        "test_what_is_lent_is_read_and_nothing_else_of_its_account_is_reached",
    ),
    Mutant(
        "a name that carries data out is allowed before it is judged",
        At("components/network/dns_firewall.py", "DnsFirewall._rules", "len(lists) + 1"),
        becomes="len(lists) + 101",
        test="tests/components/network/test_dns_firewall.py::"
        "test_names_that_carry_data_out_are_refused_below_allowed_domains_too",
    ),
    Mutant(
        "the names on DNS Firewall's lists are not compared with the configuration",
        At("ops/verify/domain_names.py", "_groups", "rule != wanted"),
        becomes="rule is None or wanted is None or rule.action != wanted.action",
        test="tests/ops/verify/test_verify.py::test_what_is_broken_is_found_by_the_checks_that_are_about_it_alone",
    ),
    Mutant(
        "a list that denies is taken for one that lets pass",
        At("simulated_aws/kinds/private_calls.py", "_let_out", 'found.get("generatedRulesType") == "ALLOWLIST"'),
        becomes="True",
        test="tests/simulated_aws/kinds/test_private_calls.py::"
        "test_a_list_lets_nothing_out_that_denies_or_is_about_plain_requests",
    ),
    Mutant(
        "a resource is made inside an apply",
        At("components/network/flow_logs.py", "FlowLogs.__init__", "group.name"),
        becomes=('group.arn.apply(lambda arn: log_group(self, f"{name}-late", kind="late", key_arn=key_arn).name)'),
        test="tests/program/test_contracts.py::test_a_preview_plans_all_that_an_up_makes",
    ),
    Mutant(
        "the overlap with development or Docker goes unnoticed",
        At("config/addresses.py", "AddressPlan._of_the_whole", "self.cidr.overlaps(taken)"),
        becomes="False",
        test="tests/config/test_mistakes.py::test_a_mistake_is_refused_with_its_key_and_what_is_allowed",
    ),
    Mutant(
        "an answer that misses the firewall is taken for one that arrives",
        At("tools/reachability/ways.py", "ask", "name not in back.inspected"),
        becomes="False",
        test="tests/tools/reachability/test_changed.py::test_a_mistake_stops_the_way_out_of_a_zone",
    ),
    Mutant(
        "an access list is asked about the first port of answers alone",
        At("tools/reachability/filters.py", "_edges", 'found |= {int(entry["fromPort"]), int(entry["toPort"]) + 1}'),
        becomes="pass",
        test="tests/tools/reachability/test_changed.py::test_a_mistake_stops_the_way_out_of_a_zone",
    ),
    Mutant(
        "the widest route is taken for the one that holds",
        At("tools/reachability/ways.py", "_route", "route.block.prefixlen"),
        becomes="-route.block.prefixlen",
        test="tests/tools/reachability/test_connections.py::test_every_connection_of_the_table_is_possible_both_ways",
    ),
    Mutant(
        "who is asked about whom beside the table forgets the internet",
        At("tools/reachability/questions.py", "forbidden", "isinstance(source, IPv4Network) and ..."),
        becomes="_is_outside(target, network)",
        test="tests/tools/reachability/test_forbidden.py::"
        "test_what_must_not_be_is_among_the_questions_for_everything_else",
    ),
)
