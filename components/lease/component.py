"""The lease on the payments: the table that both regions read, and the item that names the one which may book."""

import json
from dataclasses import dataclass

from pulumi import Output, ResourceOptions
from pulumi_aws import dynamodb

from config.sections import Recovery as Settings
from foundation.component import Component
from foundation.function import Extension
from foundation.ordering import after
from foundation.policies import Statement, allow
from foundation.region import Region

KEY = "lease"
# The table's one item, as the functions know it.
ITEM = "payments"
# Long ago: whoever holds the first term waits for nobody.
FIRST_SINCE = "1970-01-01T00:00:00.000+00:00"


@dataclass(frozen=True, kw_only=True)
class LeaseArgs:
    """The first region, the second one where there is any, and the settings: the witness, and which region is active.

    Raises ValueError where the witness is in one of the two regions.
    """

    region: Region
    second: Region | None
    settings: Settings

    def __post_init__(self) -> None:
        if self.second and self.settings.witness_region in (self.region.name, self.second.name):
            raise ValueError(f"the witness must be in a third region; got {self.settings.witness_region}")


class Lease(Component):
    """One item in a table with a replica in either region and a witness in a third; nothing where there is one region.

    Whoever reads it strongly consistently gets its latest value, or none. Its first value lets the active region book
    payments; afterwards only a failover changes it.
    """

    table_name: Output[str] | None = None

    def __init__(self, name: str, args: LeaseArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.region, opts)
        self.publish(table_name=self._table(name, args.second, args.settings) if args.second else None)

    def extension(self, region: Region) -> Extension | None:
        """What a function in a region needs to read the lease; None where there is none."""
        if self.table_name is None:
            return None
        return Extension(
            variables={"LEASE_TABLE": self.table_name}, statements=[self.permission(region, "dynamodb:GetItem")]
        )

    def permission(self, region: Region, *actions: str) -> Statement:
        """The permission for some actions on the one item, in a region's replica; raises ValueError without a table."""
        if self.table_name is None:
            raise ValueError("there is no lease in a stack with one region")
        table = region.arn("dynamodb", Output.concat("table/", self.table_name))
        return allow(actions, table, {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [ITEM]}})

    def _table(self, name: str, second: Region, settings: Settings) -> Output[str]:
        """The table's name, once its item exists."""
        table = dynamodb.Table(
            f"{name}-table",
            name=self.region.naming.name("lease"),
            attributes=[{"name": KEY, "type": "S"}],
            hash_key=KEY,
            billing_mode="PAY_PER_REQUEST",
            # Under the key that DynamoDB owns: the item holds nothing secret, and a key that can't be used would stop
            # the payments of both regions.
            replicas=[
                {
                    "region_name": second.name,
                    "consistency_mode": "STRONG",
                    "point_in_time_recovery": True,
                    "propagate_tags": True,
                }
            ],
            global_table_witness={"region_name": settings.witness_region},
            # Not to restore it, which makes a table of one region, but to look up who held the lease when.
            point_in_time_recovery={"enabled": True},
            deletion_protection_enabled=self.region.protection.deletion_protection,
            tags=self.region.naming.tags("lease"),
            # Neither a replica nor the witness can be changed alone, and the name is taken as long as the table exists.
            opts=self.child(
                delete_before_replace=True, replace_on_changes=["globalTableWitness", "replicas[*].regionName"]
            ),
        )
        holder = second.name if settings.active == "recovery" else self.region.name
        values = {KEY: {"S": ITEM}, "region": {"S": holder}, "term": {"N": "1"}, "since": {"S": FIRST_SINCE}}
        item = dynamodb.TableItem(
            f"{name}-item",
            table_name=table.name,
            hash_key=KEY,
            item=json.dumps(values, sort_keys=True),
            opts=self.child(ignore_changes=["item"]),
        )
        return after(table.name, [item])
