"""Faults in the payments."""

from tools.faults.mutant import Mutant

FAULTS = (
    Mutant(
        "a key is taken again for another payload",
        "lambda_src/ledger.py",
        "if payload_hash != payment.payload_hash():",
        "if False:",
        "tests/payments/test_ledger.py::test_the_same_key_with_another_payload_is_refused",
    ),
    Mutant(
        "half a payment is left in the transaction",
        "lambda_src/ledger.py",
        "        with suppress(DatabaseError):\n            end(connection, commit=False)\n",
        "",
        "tests/payments/test_ledger.py::test_a_wait_for_a_lock_that_ends_takes_the_whole_payment_back",
    ),
    Mutant(
        "a message is acknowledged though its copy was not sent",
        "lambda_src/queues.py",
        "                failed.update(batch)\n",
        "",
        "tests/payments/test_kill_switch.py::test_what_can_not_be_parked_stays_in_the_queue",
    ),
    Mutant(
        "the agent is told the account number",
        "lambda_src/flags.py",
        "account = hashlib.sha256(debtor.encode()).hexdigest()",
        "account = debtor",
        "tests/payments/test_flags.py::test_the_agent_is_told_a_hash_of_the_debtor_and_no_more",
    ),
    Mutant(
        "the processor gets more batches than it can run",
        "components/payments/payment_function.py",
        '            scaling_config={"maximum_concurrency": self._args.settings.reserved_concurrency},\n',
        "",
        "tests/test_payments.py::test_the_processor_reads_whole_batches_and_no_more_than_it_can_run",
    ),
    Mutant(
        "a function says that it is another stack's",
        "components/payments/payments.py",
        "environment={**settings.environment, **own}",
        "environment={**own, **settings.environment}",
        "tests/test_payments.py::test_a_second_function_is_one_entry_of_the_configuration",
    ),
    Mutant(
        "two roll-outs at a time",
        "release_lambda/release.py",
        "        raise StillRollingOutError(",
        "        StillRollingOutError(",
        "tests/test_release.py::test_another_versions_roll_out_is_left_to_come_to_its_end",
    ),
    Mutant(
        "a stop of half an hour is taken for a loop",
        "lambda_src/queues.py",
        '    made.meta.events.unregister("before-call", add_recursion_detection_header)\n',
        "",
        "tests/payments/test_kill_switch.py::test_lambda_is_not_told_that_a_parked_message_comes_round_again",
    ),
    Mutant(
        "the container may pull every repository's images",
        "components/container/platform.py",
        ":repository/{match['repository']}\"",
        ':repository/*"',
        "tests/test_container.py::test_express_mode_holds_no_right_too_many",
    ),
    Mutant(
        "the container service loses its rights while it drains",
        "components/container/ecs_express.py",
        "opts=ResourceOptions(parent=self, depends_on=self._rights)",
        "opts=self._child",
        "tests/test_container.py::test_express_mode_starts_after_its_rights_and_drains_before_they_go",
    ),
    Mutant(
        "an up takes the traffic back from a roll-out",
        "components/payments/payment_function.py",
        'ignore_changes=["function_version", "routing_config"]',
        'ignore_changes=["routing_config"]',
        "tests/test_engine.py::test_a_changed_function_is_a_new_version_that_is_rolled_out",
    ),
)
