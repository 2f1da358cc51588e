"""The refusal of a configuration that contradicts the account on the region that serves."""

import json
from typing import Any, cast

import pulumi
from pulumi_aws import rds, ssm

from config.load import StackConfig
from config.serving import NOTE, Server, contradiction, folder
from foundation.region import Region

RIGHTS = "rds:DescribeDBInstances and ssm:GetParametersByPath"


def agree(first: Region, config: StackConfig) -> None:
    """Ends the program before it plans anything where the servers or the note of a failover contradict the settings.

    They are looked at whether a second region is configured or not: without one, the server that serves would go.
    Raises RunError with what to do, also where the account does not answer.
    """
    stack, opts = pulumi.get_stack(), pulumi.InvokeOptions(provider=first.provider)
    try:
        servers = [
            _server(first.naming.name("database"), first.name, opts),
            _server(first.naming.for_recovery().name("database"), config.recovery.region, opts),
        ]
        moved_to = _moved_to(stack, config.recovery.region, opts)
    except Exception as error:
        raise pulumi.RunError(
            f"Which region serves payments can't be read, so nothing is planned; {RIGHTS} have to be permitted in "
            f"{first.name} and {config.recovery.region}, and both regions have to answer: {error}"
        ) from error
    found = contradiction(config.recovery, servers[0], servers[1], moved_to)
    if found:
        raise pulumi.RunError(f"payments:recovery.active is `{config.recovery.active}`, but {found}.")


def _server(name: str, region: str, opts: pulumi.InvokeOptions) -> Server:
    # A lookup of one server by its name fails where there is none, in words that nobody promises.
    if name not in rds.get_instances(region=region, opts=opts).instance_identifiers:
        return Server(name=name, region=region, state="missing")
    source = rds.get_instance(db_instance_identifier=name, region=region, opts=opts).replicate_source_db
    return Server(name=name, region=region, state="replica" if source else "standalone")


def _moved_to(stack: str, region: str, opts: pulumi.InvokeOptions) -> str | None:
    found = ssm.get_parameters_by_path(path=folder(stack), region=region, with_decryption=False, opts=opts)
    notes = dict(zip(found.names, found.values, strict=True))
    note = cast(dict[str, Any], json.loads(notes.get(f"{folder(stack)}/{NOTE}", "{}")))
    return note.get("active")
