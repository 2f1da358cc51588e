"""What is said of each type of resource, and what its identifiers are made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_OID, uuid5

# Where AWS names no time, and none was measured.
ESTIMATE = "estimate"
# The types that are named by another property than `name`.
NAMED_BY: Mapping[str, str] = {
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": "alarmName",
    "aws:cloudwatch/dashboard:Dashboard": "dashboardName",
    "aws:dms/certificate:Certificate": "certificateId",
    "aws:dms/endpoint:Endpoint": "endpointId",
    "aws:dms/replicationConfig:ReplicationConfig": "replicationConfigIdentifier",
    "aws:dms/replicationInstance:ReplicationInstance": "replicationInstanceId",
    "aws:dms/replicationSubnetGroup:ReplicationSubnetGroup": "replicationSubnetGroupId",
    "aws:dms/replicationTask:ReplicationTask": "replicationTaskId",
    "aws:s3/bucket:Bucket": "bucket",
}

Inputs = Mapping[str, Any]
# Looks up the properties of a live resource by its id or its ARN.
Lookup = Callable[[str], Inputs]


class AwsError(Exception):
    """An answer of AWS that is no success."""


@dataclass(frozen=True, kw_only=True)
class Names:
    """What identifiers are made of: the region, the account, the resource's name and a number of its own.

    `made` counts how often a resource of this type and logical name was made.
    """

    region: str
    account: str
    name: str
    hex: str
    made: int = 1

    def fill(self, pattern: str) -> str:
        """A pattern such as `vpc-{hex}` or `{uuid}` with the names in it."""
        return pattern.format(**vars(self), uuid=uuid5(NAMESPACE_OID, self.hex))


@dataclass(frozen=True, kw_only=True)
class Model:
    """How AWS identifies a type, how long its creation typically takes, and what else it computes.

    The minutes are typical ones; none is measured here. `source` says where those of a minute or more come from.
    """

    id: str
    arn: str = ""
    minutes: float = 0.05
    source: str = ""
    computed: Callable[[Inputs, Names, Lookup], Mapping[str, Any]] = lambda inputs, names, lookup: {}
    # The inputs that name another resource without holding on to it: it may be deleted before this one.
    loose: tuple[str, ...] = ()
    # The inputs that stay as they are where they are no longer given: the provider takes them from AWS then.
    kept: tuple[str, ...] = ()
    # What an update changes besides the inputs, by the properties before it.
    renewed: Callable[[Inputs, Inputs], Mapping[str, Any]] = lambda properties, inputs: {}


def number(*parts: object) -> str:
    """Seventeen hexadecimal digits, as AWS's ids have, the same for the same parts."""
    return sha256("|".join(map(str, parts)).encode()).hexdigest()[:17]
