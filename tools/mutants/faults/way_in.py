"""Faults in how clients, partners and senders arrive in the region that serves."""

from tools.mutants.faults.mutant import Mutant
from tools.mutants.faults.place import At

WAY_IN = "tests/components/recovery/test_way_in.py"
FAULTS = (
    Mutant(
        "both regions' names have the first region's health check",
        At("components/recovery/public_names.py", "PublicNames._record", "health_check_id=self._checks[region]"),
        becomes="health_check_id=self._checks[self._args.arrivals[0].region.name]",
        test=f"{WAY_IN}::test_the_check_of_each_record_is_the_plans_own_for_its_region",
    ),
    Mutant(
        "the second region's name leads to the first region's queue",
        At(
            "components/recovery/component.py",
            "Recovery._make",
            "transfer_endpoint=way_in.transfer_endpoint, queue_url=queue.url",
        ),
        becomes="transfer_endpoint=way_in.transfer_endpoint, queue_url=args.first.queue.url",
        test=f"{WAY_IN}::test_a_sender_that_asks_for_the_queue_gets_the_one_that_is_read",
    ),
    Mutant(
        "a container that was left goes on to send to its own queue",
        At(
            "components/recovery/component.py",
            "Recovery._make",
            "queue if args.settings.first_is_left else args.first.queue",
        ),
        becomes="args.first.queue",
        test=f"{WAY_IN}::test_whoever_still_reaches_the_region_that_was_left_is_sent_on",
    ),
    Mutant(
        "a container that was left has no way to the other region's queue",
        At("config/load.py", "StackConfig.traffic", "container_sends_away=self.recovery.first_is_left"),
        becomes="container_sends_away=False",
        test=f"{WAY_IN}::test_whoever_still_reaches_the_region_that_was_left_is_sent_on",
    ),
    Mutant(
        "the first region sends away what it is to take back",
        At("config/recovery.py", "Recovery.first_is_left", "self.active == 'recovery' and not self.returning"),
        becomes="self.active == 'recovery'",
        test=f"{WAY_IN}::test_a_region_that_may_take_over_keeps_what_arrives_early_in_its_own_queue",
    ),
    Mutant(
        "the second region's container pulls its image across the regions",
        At(
            "config/load.py",
            "StackConfig.recovery_container",
            "container.image.replace(f'.dkr.ecr.{first}.', f'.dkr.ecr.{second}.')",
        ),
        becomes="container.image",
        test=f"{WAY_IN}::test_the_second_container_is_the_first_with_what_is_replicated",
    ),
    Mutant(
        "the second SFTP server has host keys of its own",
        At("components/migration/transfer/host_keys.py", "HostKeySecret.__init__", "replicated=True"),
        becomes="replicated=False",
        test=f"{WAY_IN}::test_partners_know_either_server_by_the_same_keys",
    ),
    Mutant(
        "the container does not answer to a new version's rule",
        At(
            "components/container/own_domain.py",
            "ExpressDomain.__init__",
            '"code": domain.package.sha256, "version": service.service_revision_arn',
        ),
        becomes='"code": domain.package.sha256',
        test="tests/components/container/test_own_domain.py::test_the_domain_is_given_to_each_version_of_the_service",
    ),
    Mutant(
        "the rule forgets the domain that ECS made up",
        At("lambdas/container/own_domain.py", "OwnDomain.give_to", "[*hosts, self.domain]"),
        becomes="[self.domain]",
        test=(
            "tests/lambdas/container/test_own_domain.py::"
            "test_the_newest_versions_rule_answers_to_the_domain_and_still_to_its_own"
        ),
    ),
)
