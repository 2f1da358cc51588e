"""Ends the migration services that the configuration has switched off.

While the stack still has them, it empties their buckets and stops their copies, which AWS asks for before `pulumi up`
can remove them. Afterwards it says what is left in the account that costs something or lets somebody in.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict

from catalog import s3
from config.load import StackConfig
from ops.destroy.inventory import FOLDER, Deployed, Inventory, deployed, exported
from ops.destroy.steps import preparations
from ops.lib import account
from ops.lib.clients import Clients
from ops.lib.command import FOUND, CommandError, configuration, confirm, console, parser, print_json, run, with_config
from ops.lib.context import Context
from ops.lib.steps import Clock, Steps, show_step
from ops.retire.left import Region, left
from ops.retire.once import left_once
from ops.retire.services import Service, going, switched_off

NEXT = "Run `pulumi up` now, then this command again: it says what is left."


def main(
    arguments: Sequence[str],
    clients: Clients | None = None,
    clock: Clock | None = None,
    *,
    ask: Callable[[str], str] = input,
    state: Callable[[str], Sequence[Deployed]] | None = None,
) -> int:
    """Runs the command line; 0 where nothing is left or all is prepared, 1 where something is left or a step failed.

    Raises CommandError where every service is on, where it is not confirmed, or in another account than the stack's.
    """
    made = with_config(parser("retire", __doc__))
    made.add_argument("--dry-run", action="store_true", help="change nothing, and say what would be done")
    made.add_argument("--confirm", metavar="STACK", help="the stack's name, instead of typing it when asked")
    given = made.parse_args(arguments)
    config = configuration(given)
    context = Context(clients=clients or Clients(), clock=clock or Clock(), dry_run=given.dry_run)
    account.require(context.clients, config.account, regions=[config.region], source="payments:account")
    services = switched_off(config)
    if not services:
        raise CommandError("every migration service is on: set migration.<service>.enabled to false first")
    resources = state(given.stack) if state else deployed(exported(given.stack), config.region)
    # Nothing of a run before: what is gone needs no preparation.
    inventory = Inventory(given.stack, going(services, resources), FOLDER / "retire")
    if not inventory.resources:
        return _look(services, config, context.clients, given, resources)
    account.require(context.clients, inventory.account, regions=[config.region], source=f"stack {given.stack}")
    screen = console(as_json=given.json)
    for line in _summary(services, inventory):
        screen.print(line, markup=False)
    if not given.dry_run:
        confirm(given.stack, given.confirm, ask, purpose="empty them")
    steps = Steps(context.clock, lambda taken: show_step(screen, taken))
    complete = steps.take(preparations(inventory, context))
    screen.print(NEXT if complete else "Not complete. Mend the cause and run the same command again.")
    if given.json:
        taken = [{"name": step.name, **asdict(step.outcome)} for step in steps.taken]
        print_json({"stack": given.stack, "complete": complete, "steps": taken})
    return 0 if complete else FOUND


def _summary(services: Sequence[Service], inventory: Inventory) -> Iterator[str]:
    yield f"{len(inventory.resources)} resources of {_keys(services)} are in stack {inventory.stack}."
    yield f"The content of {len(inventory.of(s3.BUCKET))} buckets will be deleted, with all versions."


def _look(
    services: Sequence[Service],
    config: StackConfig,
    clients: Clients,
    given: argparse.Namespace,
    resources: Sequence[Deployed],
) -> int:
    """Says what is left; 0 where nothing is."""
    names = [config.region, *([config.recovery.region] if config.recovery.enabled else [])]
    regions = [Region(name=name, config=config, clients=clients) for name in names]
    found = [line for region in regions for service in services for line in left(service, region)]
    found += [line for service in services for line in left_once(service, regions[0], given.stack, resources)]
    screen = console(as_json=given.json)
    for line in found or [f"nothing of {_keys(services)}"]:
        screen.print(f"Left: {line}", markup=False)
    if given.json:
        print_json({"left": found})
    return FOUND if found else 0


def _keys(services: Sequence[Service]) -> str:
    return ", ".join(f"migration.{service.key}" for service in services)


if __name__ == "__main__":
    run(lambda: main(sys.argv[1:]))
