"""What a failover and the way back do to an account, behind the program's back."""

import json
from dataclasses import replace
from typing import Any

from simulated_aws import regions
from simulated_aws.account import Account
from simulated_aws.live import Live


def promote_server(account: Account, resource_id: str) -> None:
    """Makes a replica a server of its own."""
    live = account.resources[resource_id]
    inputs, outputs = (
        {key: value for key, value in values.items() if key != "replicateSourceDb"}
        for values in (live.inputs, live.outputs)
    )
    account.resources[resource_id] = replace(live, inputs=inputs, outputs=outputs)


def note_move(account: Account, stack: str, region: str, moved_to: str | None) -> None:
    """Notes in a region where payments are moved to, or removes the note."""
    parameter = region, f"/payments/{stack}/failover"
    if moved_to is None:
        del account.lookups.parameters[parameter]
    else:
        account.lookups.parameters[parameter] = json.dumps({"active": moved_to, "began": 0.0})


def forbid_lookup(account: Account, token: str) -> None:
    """Takes the permission for a lookup away."""
    account.lookups.forbidden.add(token)


def promote_secret(account: Account, secret_id: str, region: str) -> str:
    """Makes a secret's replica in a region a secret of its own, and returns its ARN."""
    live = account.resources[secret_id]
    key = next(item["kmsKeyId"] for item in live.inputs["replicas"] if item["region"] == region)
    _replicated(account, secret_id, [item for item in live.inputs["replicas"] if item["region"] != region])
    arn = regions.moved(secret_id, region)
    if arn in account.followers:
        account.followers.remove(arn)
    else:
        inputs = {"name": live.inputs["name"], "kmsKeyId": key, "region": region}
        account.resources[arn] = Live(live.token, f"promoted-{live.name}", region, inputs, {**inputs, "arn": arn})
        account.strangers.add(arn)
    return arn


def replicate_secret(account: Account, secret_id: str, region: str) -> None:
    """Replaces the secret of the same name in a region with a replica, under the key that it has there."""
    arn = regions.moved(secret_id, region)
    replica = {"region": region, "kmsKeyId": account.resources[arn].inputs["kmsKeyId"]}
    before = account.resources[secret_id].inputs.get("replicas", [])
    if arn in account.strangers:
        # The engine knows nothing of it, neither as a secret nor as a replica.
        account.strangers.remove(arn)
        account.remove(arn)
    else:
        account.followers.add(arn)
    _replicated(account, secret_id, [*before, replica])


def _replicated(account: Account, secret_id: str, replicas: list[dict[str, Any]]) -> None:
    live = account.resources[secret_id]
    given = {"replicas": replicas}
    account.resources[secret_id] = replace(live, inputs={**live.inputs, **given}, outputs={**live.outputs, **given})
