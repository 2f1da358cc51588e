"""EC2's own trial of what is known completely before an `up`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from catalog import ec2
from catalog.resource_type import ResourceType
from ops.lib.checks import Answer, Check, judged, skipped
from ops.lib.clients import Client, Clients, code
from ops.preflight.planned import Plan, Planned

WELL, NOT_ALLOWED = "DryRunOperation", ("UnauthorizedOperation", "AccessDenied")


@dataclass(frozen=True)
class Trial:
    """The call that creates a type, and its parameters by the inputs."""

    type: ResourceType
    call: str
    parameters: Callable[[Mapping[str, Any]], Mapping[str, Any]]


TRIALS: Sequence[Trial] = (
    Trial(ec2.VPC, "create_vpc", lambda inputs: {"CidrBlock": inputs["cidrBlock"]}),
    Trial(ec2.EIP, "allocate_address", lambda inputs: {"Domain": "vpc"}),
    Trial(
        ec2.MANAGED_PREFIX_LIST,
        "create_managed_prefix_list",
        lambda inputs: {
            "PrefixListName": inputs["name"],
            "AddressFamily": inputs["addressFamily"],
            "MaxEntries": inputs["maxEntries"],
            "Entries": [{"Cidr": entry["cidr"]} for entry in inputs.get("entries") or ()],
        },
    ),
)


def dry_run_checks(plan: Plan, clients: Clients) -> Sequence[Check]:
    """One check a region."""
    return [
        Check(f"dry runs in {region}", partial(dry_runs, plan, clients.get("ec2", region), region))
        for region in plan.regions
    ]


def dry_runs(plan: Plan, client: Client, region: str) -> Answer:
    """Whether EC2 would create the networks, addresses and lists."""
    tried = [(trial, item) for trial in TRIALS for item in plan.of(trial.type, region=region) if item.is_new]
    if not tried:
        return skipped("nothing new of these types")
    try:
        faults = list(_faults(tried, client))
    except PermissionError:
        return skipped("these credentials may not create them; those that run the up can ask")
    return judged(faults, f"EC2 would create {len(tried)}", "mend the configuration, or ask for a higher quota")


def _faults(tried: Sequence[tuple[Trial, Planned]], client: Client) -> Iterator[str]:
    for trial, item in tried:
        try:
            getattr(client, trial.call)(**trial.parameters(item.inputs), DryRun=True)
        except ClientError as error:
            if code(error) in NOT_ALLOWED:
                raise PermissionError(item.name) from error
            if code(error) != WELL:
                yield f"{item.name}: {error}"
