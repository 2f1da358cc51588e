"""Faults in the second region and its failover."""

from tools.mutants.faults.mutant import Mutant
from tools.mutants.faults.place import At

FAULTS = (
    Mutant(
        "both regions read payments",
        At("components/payments/function.py", "PaymentFunction._read_queue", "enabled=self._active"),
        becomes="enabled=True",
        test="tests/components/recovery/test_region.py::test_warm_functions_know_the_replica_and_its_secret_and_are_not_called",
    ),
    Mutant(
        "a failover stops the reading that it has just started",
        At("components/recovery/steps.py", "_reading", "regions if enable else list(reversed(regions))"),
        becomes="regions",
        test="tests/components/recovery/test_plan.py::test_reading_stops_in_the_region_that_is_left_and_starts_in_the_other",
    ),
    Mutant(
        "the replicated secrets can be read through the first region's endpoint only",
        At("__main__.py", "database_args", "second_endpoint_ids=standby.secret_endpoint_ids"),
        becomes="",
        test=(
            "tests/components/recovery/test_region.py::test_secrets_are_read_through_an_endpoint_of_either_region_and_no_other_way"
        ),
    ),
    Mutant(
        "a promoted secret rotates the credential that payments use at once",
        At("lambdas/recovery/promotion.py", "promote", "RotateImmediately=False"),
        becomes="RotateImmediately=True",
        test="tests/lambdas/recovery/test_promotion.py::test_replicas_become_standalone_secrets_that_rotate_later",
    ),
    Mutant(
        "a step of the plan may take longer than the hour leaves it",
        At("config/recovery_objectives.py", "DURATIONS", "typical=10, at_most=20"),
        becomes="typical=10, at_most=40",
        test="tests/components/recovery/test_plan.py::test_even_the_longest_that_the_steps_may_take_is_within_the_hour",
    ),
    Mutant(
        "a replica that has stopped is not noticed",
        At("components/recovery/replication_alarms.py", "ReplicationAlarms.__init__", "below=True"),
        becomes="below=False",
        test="tests/components/recovery/test_region.py::test_what_may_be_lost_is_watched",
    ),
    Mutant(
        "an `up` promotes a replica that was made for the way back",
        At("config/serving.py", "_while_the_second_is_active", 'first.state == "replica" and not settings.returning'),
        becomes="False",
        test="tests/config/test_serving.py::test_whatever_goes_on_promotes_nothing_and_reads_no_queue_for_a_replica",
    ),
    Mutant(
        "a failover that the plan has done is switched back by the next `up`",
        At(
            "config/serving.py",
            "_while_the_first_is_active",
            'second.state == "standalone" and moved_to != first.region',
        ),
        becomes="False",
        test="tests/config/test_serving.py::test_an_up_goes_on_in_these_combinations_alone",
    ),
    Mutant(
        "the note of a failover is not read before an `up`",
        At("components/recovery/agreement.py", "_moved_to", 'note.get("active")'),
        becomes="None",
        test="tests/components/recovery/test_agreement.py::test_a_contradiction_ends_the_program_before_it_makes_anything",
    ),
    Mutant(
        "a region books payments whoever holds the lease",
        At("lambda_src/lease.py", "Lease.permit", "holder != self._source.region"),
        becomes="not holder",
        test="tests/lambda_src/test_lease_schedules.py::test_a_region_that_was_left_books_nothing_more",
    ),
    Mutant(
        "a batch that was frozen is committed with an old answer",
        At("lambda_src/batch.py", "record_all", "permit.check()"),
        becomes="pass",
        test="tests/lambda_src/test_lease.py::test_a_permit_that_ends_before_the_commit_parks_the_batch",
    ),
    Mutant(
        "a payment by itself is committed with an old answer",
        At("lambda_src/ledger.py", "record", "permit.check()"),
        becomes="pass",
        test="tests/lambda_src/test_lease.py::test_a_permit_that_ends_before_the_commit_parks_the_batch",
    ),
    Mutant(
        "without an answer about the lease payments are booked",
        At("lambda_src/lease.py", "Lease._holder", 'raise LeaseError(f"no answer: {type(error).__name__}") from None'),
        becomes="return self._source.region if self._source else str(error)",
        test="tests/lambda_src/test_lease.py::test_whoever_is_not_said_to_hold_it_has_no_permit",
    ),
    Mutant(
        "the lease is read as it was a moment ago",
        At("lambda_src/lease.py", "Lease._holder", "ConsistentRead=True"),
        becomes="ConsistentRead=False",
        test="tests/lambda_src/test_lease.py::test_the_holder_is_asked_for_by_a_consistent_read_of_the_one_item",
    ),
    Mutant(
        "the slowest clock is believed",
        At("lambda_src/lease.py", "Permit.check", "max(ages, default=0)"),
        becomes="min(ages, default=0)",
        test="tests/lambda_src/test_lease.py::test_a_permit_ends_when_any_clock_says_so",
    ),
    Mutant(
        "of two regions that take the lease at once both get it",
        At("lambdas/recovery/lease.py", "_write", "client.put_item(TableName=table, Item=item, **condition)"),
        becomes="client.put_item(TableName=table, Item=item)",
        test="tests/lambdas/recovery/test_lease.py::test_a_term_is_given_once",
    ),
    Mutant(
        "the lease's second region is only told of a change",
        At("components/lease/component.py", "Lease._table", '"consistency_mode": "STRONG"'),
        becomes='"consistency_mode": "EVENTUAL"',
        test="tests/components/lease/test_lease.py::test_the_table_stands_in_both_regions_with_a_witness_in_a_third",
    ),
    Mutant(
        "an up gives the lease back to the first region",
        At("components/lease/component.py", "Lease._table", 'ignore_changes=["item"]'),
        becomes="",
        test=(
            "tests/components/lease/test_lease.py::test_the_first_value_names_the_active_region_and_is_never_changed"
        ),
    ),
    Mutant(
        "the canary receives payments that wait where nobody reads",
        At("lambda_src/look.py", "_queue", "sum(int(attributes[name]) for name in COUNTS)"),
        becomes="0",
        test="tests/lambda_src/test_standby.py::test_payments_that_wait_where_nobody_reads_are_told_and_left_alone",
    ),
    Mutant(
        "the message of a look becomes a dead letter",
        At("lambda_src/handler.py", "handle", 'record["body"] != MESSAGE'),
        becomes="True",
        test="tests/lambda_src/test_standby.py::test_a_message_of_the_look_is_acknowledged_and_never_paid_or_kept",
    ),
    Mutant(
        "the canary takes a key that may not be used for a secret that is missing",
        At("lambda_src/look.py", "_is_of_key", '"KMS" in error.get("Message", "")'),
        becomes="False",
        test="tests/lambda_src/test_standby.py::test_what_is_broken_is_named",
    ),
    Mutant(
        "the canary does not ask the processor of the region that stands by",
        At("components/recovery/canary.py", "Canary.__init__", "not serves and reader.handler == HANDLER"),
        becomes="serves",
        test=(
            "tests/components/recovery/test_canary.py"
            "::test_a_canary_asks_what_a_failover_calls_and_the_processor_where_nobody_else_does"
        ),
    ),
)
