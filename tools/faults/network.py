"""Faults in the network."""

from tools.faults.mutant import Mutant

NETWORK = "components/network/"
FAULTS = (
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
        "an endpoint serves other accounts",
        NETWORK + "endpoints.py",
        '        "Condition": {"StringEquals": {"aws:PrincipalAccount": account_id}},\n',
        "",
        "tests/test_contracts.py::test_no_policy_allows_every_action",
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
)
