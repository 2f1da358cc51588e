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
)
