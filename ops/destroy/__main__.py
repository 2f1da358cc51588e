"""Destroys a stack: stops and empties what AWS would not delete, destroys, and says what is left and what that costs.

Every step looks first and does only what is missing, so after any failure the same command continues.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict

from catalog import rds, s3
from ops.destroy.inventory import Inventory, deployed, exported
from ops.destroy.leftovers import remaining, removals
from ops.destroy.steps import preparations
from ops.lib import account
from ops.lib.clients import Clients
from ops.lib.command import FOUND, CommandError, configuration, confirm, console, parser, print_json, run, with_config
from ops.lib.context import Context
from ops.lib.pulumi_cli import pulumi
from ops.lib.steps import Clock, Outcome, Status, Step, StepError, Steps, show_step

PRODUCTION = "production"


def main(
    arguments: Sequence[str],
    clients: Clients | None = None,
    clock: Clock | None = None,
    *,
    ask: Callable[[str], str] = input,
    state: Callable[[str], Inventory] | None = None,
    destroy: Callable[[str], None] | None = None,
) -> int:
    """Runs the command line; 0 where the stack is destroyed, 1 where a step failed.

    Raises CommandError where the stack is not confirmed, is production without the flag, or is in another account.
    """
    made = with_config(parser("destroy", __doc__))
    made.add_argument("--dry-run", action="store_true", help="change nothing, and say what would be done")
    made.add_argument("--confirm", metavar="STACK", help="the stack's name, instead of typing it when asked")
    made.add_argument("--production", metavar="STACK", help="the stack's name again, if its environment is production")
    given = made.parse_args(arguments)
    config = configuration(given)
    context = Context(clients=clients or Clients(), clock=clock or Clock(), dry_run=given.dry_run)
    account.require(context.clients, config.account, regions=[config.region], source="payments:account")
    if config.environment == PRODUCTION and given.production != given.stack:
        raise CommandError(f"{given.stack} is production: say --production {given.stack} too")
    inventory = state(given.stack) if state else Inventory(given.stack, deployed(exported(given.stack), config.region))
    account.require(context.clients, inventory.account, regions=[config.region], source=f"stack {given.stack}")
    screen = console(as_json=given.json)
    for line in _summary(given.stack, inventory):
        screen.print(line, markup=False)
    if not given.dry_run:
        confirm(given.stack, given.confirm, ask, purpose="destroy it")
        inventory.keep()
    steps = Steps(context.clock, lambda taken: show_step(screen, taken))
    complete = steps.take(
        [
            *preparations(inventory, context),
            Step("pulumi destroy", lambda: _destroy(given.stack, destroy or pulumi_destroy, dry_run=given.dry_run)),
            *removals(inventory, context),
        ]
    )
    left = list(remaining(inventory, context)) if complete else []
    if complete and not given.dry_run:
        inventory.forget()
    _say(screen.print, complete=complete, left=left)
    if given.json:
        taken = [{"name": step.name, **asdict(step.outcome)} for step in steps.taken]
        print_json({"stack": given.stack, "complete": complete, "steps": taken, "left": left})
    return 0 if complete else FOUND


def pulumi_destroy(stack: str) -> None:
    """Lets Pulumi destroy the stack; raises StepError where that ends with an error."""
    if pulumi("destroy", "--stack", stack, "--yes", "--skip-preview", "--non-interactive", shown=True).returncode:
        raise StepError("it ended with an error, which stands above; run the command again once it is mended")


def _destroy(stack: str, destroy: Callable[[str], None], *, dry_run: bool) -> Outcome:
    if dry_run:
        return Outcome(Status.WOULD, "everything in the state is destroyed")
    destroy(stack)
    return Outcome(Status.DONE, "everything in the state is destroyed")


def _summary(stack: str, inventory: Inventory) -> Sequence[str]:
    servers = inventory.of(rds.INSTANCE)
    without = [item.outputs["identifier"] for item in servers if item.outputs.get("skipFinalSnapshot")]
    return [
        f"{len(inventory.resources)} resources of stack {stack} will be destroyed.",
        f"The content of {len(inventory.of(s3.BUCKET))} buckets will be deleted, with all versions.",
        *(f"Server {server} leaves no final snapshot: its data will be gone." for server in without),
    ]


def _say(show: Callable[[str], None], *, complete: bool, left: Sequence[str]) -> None:
    if not complete:
        show("Not complete. Mend the cause and run the same command again.")
        return
    for line in left:
        show(f"Left: {line}")
    show("Complete. Remove the stack by `pulumi stack rm`, and its name from the workflows.")


if __name__ == "__main__":
    run(lambda: main(sys.argv[1:]))
