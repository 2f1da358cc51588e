"""What a move of the payments needs of the stack's outputs, where either region reads it without the other one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pulumi import Output, ResourceOptions
from pulumi_aws import dynamodb

from components.lease import Lease
from components.lease.component import KEY
from config.handover import ITEM, OUTPUTS
from foundation.component import Component
from foundation.region import Region


@dataclass(frozen=True, kw_only=True)
class HandoverArgs:
    """The first region, the lease in whose table it is kept, and the stack's outputs.

    Raises ValueError where the outputs lack one that a move needs.
    """

    region: Region
    lease: Lease
    outputs: Mapping[str, Any]

    def __post_init__(self) -> None:
        if missing := ", ".join(name for name in OUTPUTS if name not in self.outputs):
            raise ValueError(f"outputs must have all that a move needs; got none of the name {missing}")


class Handover(Component):
    """An item beside the lease's with the outputs that a move needs, as of the last `up`; nothing with one region."""

    def __init__(self, name: str, args: HandoverArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.region, opts)
        if args.lease.table_name is not None:
            values = Output.json_dumps({output: args.outputs[output] for output in OUTPUTS}, sort_keys=True)
            dynamodb.TableItem(
                f"{name}-item",
                table_name=args.lease.table_name,
                hash_key=KEY,
                item=Output.json_dumps({KEY: {"S": ITEM}, "outputs": {"S": values}}, sort_keys=True),
                opts=self.child(),
            )
        self.publish()
