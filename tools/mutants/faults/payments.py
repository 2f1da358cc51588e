"""Faults in the payments."""

from tools.mutants.faults.mutant import Mutant
from tools.mutants.faults.place import At

FAULTS = (
    Mutant(
        "a key is accepted again for another payload",
        At("lambda_src/ledger.py", "repetition", "payload_hash != payment.payload_hash()"),
        becomes="False",
        test="tests/lambda_src/test_ledger.py::test_the_same_key_with_another_payload_is_refused",
    ),
    Mutant(
        "half a payment is left in the transaction",
        At(
            "lambda_src/ledger.py",
            "rolled_back_on_error",
            "with suppress(DatabaseError): end(connection, commit=False)",
        ),
        becomes="",
        test="tests/lambda_src/test_ledger.py::test_a_lock_wait_timeout_rolls_the_whole_payment_back",
    ),
    Mutant(
        "an audit leaves out payments that were booked at the same time as the last of a block",
        At("lambda_src/books.py", "Books.payments_of", "position = payments[-1][:2]"),
        becomes='position = (payments[-1][0], "g")',
        test="tests/lambda_src/test_audit.py::test_blocks_leave_no_payment_out_and_take_none_twice",
    ),
    Mutant(
        "an audit never comes to some days",
        At("lambda_src/audit.py", "_days", "age % nights == 0"),
        becomes="age % nights == 0 and age % 2 == 0",
        test="tests/lambda_src/test_audit.py::test_all_of_the_ledger_is_seen_in_a_pass_whichever_night_it_begins",
    ),
    Mutant(
        "a message is acknowledged although its copy was not sent",
        At("lambda_src/queues.py", "Queues._send", "failed.update(batch)"),
        becomes="",
        test="tests/lambda_src/test_kill_switch.py::test_what_can_not_be_parked_stays_in_the_queue",
    ),
    Mutant(
        "the agent gets the account number",
        At("lambda_src/flags.py", "Flags.write_options", "hashlib.sha256(debtor.encode()).hexdigest()"),
        becomes="debtor",
        test="tests/lambda_src/test_flags.py::test_the_agent_gets_a_hash_of_the_debtor_and_no_more",
    ),
    Mutant(
        "the processor gets more batches than it can run",
        At(
            "components/payments/function.py",
            "PaymentFunction._read_queue",
            'scaling_config={"maximum_concurrency": self._settings.reserved_concurrency}',
        ),
        becomes="",
        test="tests/components/payments/test_payments.py::test_the_processor_reads_whole_batches_and_no_more_than_it_can_run",
    ),
    Mutant(
        "a function says that it is another stack's",
        At("components/payments/component.py", "Payments._function", "environment={**settings.environment, **own}"),
        becomes="environment={**own, **settings.environment}",
        test="tests/components/payments/test_payments.py::test_a_second_function_is_one_entry_of_the_configuration",
    ),
    Mutant(
        "two roll-outs at a time",
        At("lambdas/release/rollout.py", "_running", "raise StillRollingOutError(...)"),
        becomes="",
        test="tests/lambdas/release/test_rollout.py::test_another_versions_roll_out_is_left_to_complete",
    ),
    Mutant(
        "a roll-out that an alarm has ended counts as begun",
        At("lambdas/release/rollout.py", "ENDED", '("Failed", "Stopped")'),
        becomes='("Failed",)',
        test=(
            "tests/lambdas/release/test_rollout.py::"
            "test_a_roll_out_that_an_alarm_ends_is_an_error_that_names_it_and_says_what_to_do"
        ),
    ),
    Mutant(
        "what payments experience takes no version back",
        At("components/payments/function.py", "PaymentFunction.__init__", "rollout_alarms if source else ()"),
        becomes="()",
        test="tests/components/payments/test_payments.py::test_a_new_version_takes_over_gradually_and_an_alarm_takes_it_back",
    ),
    Mutant(
        "a stop of half an hour is detected as a loop",
        At(
            "lambda_src/queues.py",
            "queue_client",
            'made.meta.events.unregister("before-call", add_recursion_detection_header)',
        ),
        becomes="",
        test="tests/lambda_src/test_kill_switch.py::test_a_parked_message_is_sent_without_the_header_of_loop_detection",
    ),
    Mutant(
        "a server that was demoted is asked for every payment",
        At("lambda_src/processor.py", "Processor._discard", "self._connections.discard()"),
        becomes="",
        test="tests/lambda_src/test_refusals.py::test_a_server_that_was_demoted_is_left_for_the_one_that_writes",
    ),
    Mutant(
        "a dead letter has lost what its sender attached",
        At(
            "lambda_src/message.py",
            "Message.copy",
            "{name: _attribute(value) for name, value in self.attributes.items()}",
        ),
        becomes="{}",
        test="tests/lambda_src/test_messages.py::test_a_dead_letter_is_the_message_that_came_with_a_reason_and_a_source",
    ),
    Mutant(
        "the container may pull every repository's images",
        At(
            "components/container/platform.py",
            "pulling",
            '''f"arn:aws:ecr:{match['region']}:{match['account']}:repository/{match['repository']}"''',
        ),
        becomes='''f"arn:aws:ecr:{match['region']}:{match['account']}:repository/*"''',
        test="tests/components/container/test_container.py::test_express_mode_holds_no_permission_too_many",
    ),
    Mutant(
        "the container service loses its permissions while it drains",
        At(
            "foundation/roles.py",
            "managed_role",
            "after(made.arn, attached)",
        ),
        becomes="made.arn",
        test="tests/components/container/test_container.py::test_express_mode_starts_after_its_permissions_and_drains_before_they_go",
    ),
    Mutant(
        "an up takes the traffic back from a roll-out",
        At(
            "components/payments/function.py",
            "PaymentFunction.__init__",
            'ignore_changes=["description", "function_version", "routing_config"]',
        ),
        becomes='ignore_changes=["description", "routing_config"]',
        test="tests/program/test_running_stack.py::test_a_changed_function_is_a_new_version_that_is_rolled_out",
    ),
    Mutant(
        "the same payment twice stays in its batch",
        At("lambda_src/attempt.py", "without_conflicts", "(rest if names & seen else firsts).append(attempt)"),
        becomes="firsts.append(attempt)",
        test="tests/lambda_src/test_batch.py::test_what_conflicts_within_a_batch_waits_for_its_turn",
    ),
    Mutant(
        "what conflicts with a message that waits overtakes it",
        At("lambda_src/attempt.py", "without_conflicts", "seen |= names"),
        becomes="seen |= set() if names & seen else names",
        test="tests/lambda_src/test_batch.py::test_what_conflicts_with_one_that_waits_has_to_wait_too",
    ),
    Mutant(
        "a batch that failed counts as paid",
        At(
            "lambda_src/processor.py",
            "Processor._pay_together",
            "if self._session and not self._session.open: self._session = None\nreturn attempts",
        ),
        becomes="return []",
        test="tests/lambda_src/test_batch_faults.py::test_what_another_function_pays_meanwhile_costs_one_rollback",
    ),
    Mutant(
        "a batch that failed is left in its transaction",
        At("lambda_src/batch.py", "record_all", "rolled_back_on_error(connection)"),
        becomes="connection.cursor()",
        test="tests/lambda_src/test_batch_faults.py::test_a_lock_that_is_held_too_long_costs_the_batch_one_wait",
    ),
    Mutant(
        "a payment of a batch is answered with another one's result",
        At("lambda_src/batch.py", "record_all", "zip(new, results, strict=True)"),
        becomes="zip(new, reversed(results), strict=True)",
        test="tests/lambda_src/test_batch.py::test_a_repetition_is_answered_what_the_batch_was",
    ),
    Mutant(
        "a batch is committed before its entries are written",
        At(
            "lambda_src/batch.py",
            "record_all",
            "insert_entries(connection, new)\npermit.check()\nend(connection, commit=bool(new))",
        ),
        becomes="permit.check()\nend(connection, commit=bool(new))\ninsert_entries(connection, new)",
        test="tests/lambda_src/test_crashes.py::"
        "test_a_process_killed_between_any_two_statements_loses_nothing_and_pays_nothing_twice",
    ),
    Mutant(
        "entries that are to be verified are not read back",
        At("lambda_src/ledger.py", "insert_entries", "_verify(connection, ...)"),
        becomes="",
        test="tests/lambda_src/test_batch_faults.py::"
        "test_a_payment_that_does_not_balance_costs_the_others_of_its_batch_nothing",
    ),
    Mutant(
        "batches lock their payments in the order in which they arrived",
        At("lambda_src/batch.py", "_in_order", "sorted(orders, key=...)"),
        becomes="list(orders)",
        test="tests/lambda_src/test_batch.py::test_a_batch_locks_its_payments_in_one_order",
    ),
    Mutant(
        "a connection that broke while nobody used it costs its batch",
        At("lambda_src/processor.py", "Processor._record_all", "self._session = None"),
        becomes="raise",
        test="tests/lambda_src/test_batch_faults.py::test_a_connection_that_broke_between_two_batches_is_replaced",
    ),
)
