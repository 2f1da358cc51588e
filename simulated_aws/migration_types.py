"""What AWS answers when a resource of the migration, or a share, is made: one table by type."""

from collections.abc import Callable, Mapping
from typing import Any

from simulated_aws.modelling import ESTIMATE, Inputs, Lookup, Model, Names


def _bucket(inputs: Inputs, names: Names, lookup: Lookup) -> Mapping[str, Any]:
    domain = f"{names.name}.s3.{names.region}.amazonaws.com"
    return {"bucketDomainName": f"{names.name}.s3.amazonaws.com", "bucketRegionalDomainName": domain}


def _transfer_server(inputs: Inputs, names: Names, lookup: Lookup) -> Mapping[str, Any]:
    return {"endpoint": f"s-{names.hex}.server.transfer.{names.region}.amazonaws.com"}


def _with_arn(property_name: str, pattern: str) -> Callable[[Inputs, Names, Lookup], Mapping[str, Any]]:
    """DMS states the ARN of a resource in a property of the type's own."""
    return lambda inputs, names, lookup: {property_name: names.fill("arn:aws:dms:{region}:{account}:" + pattern)}


TRANSFER = "arn:aws:transfer:{region}:{account}"
EC2 = "arn:aws:ec2:{region}:{account}"
TYPES: Mapping[str, Model] = {
    "aws:dms/certificate:Certificate": Model(id="{name}", computed=_with_arn("certificateArn", "cert:{hex}")),
    "aws:dms/endpoint:Endpoint": Model(id="{name}", minutes=0.3, computed=_with_arn("endpointArn", "endpoint:{hex}")),
    "aws:dms/replicationConfig:ReplicationConfig": Model(
        id="arn:aws:dms:{region}:{account}:replication-config:{name}",
        arn="arn:aws:dms:{region}:{account}:replication-config:{name}",
    ),
    "aws:dms/replicationInstance:ReplicationInstance": Model(
        id="{name}", minutes=9, source=ESTIMATE, computed=_with_arn("replicationInstanceArn", "rep:{hex}")
    ),
    "aws:dms/replicationSubnetGroup:ReplicationSubnetGroup": Model(
        id="{name}", minutes=0.5, computed=_with_arn("replicationSubnetGroupArn", "subgrp:{name}")
    ),
    "aws:dms/replicationTask:ReplicationTask": Model(
        id="{name}", minutes=1, source=ESTIMATE, computed=_with_arn("replicationTaskArn", "task:{name}")
    ),
    "aws:ec2/managedPrefixList:ManagedPrefixList": Model(id="pl-{hex}", arn=EC2 + ":prefix-list/pl-{hex}"),
    "aws:guardduty/malwareProtectionPlan:MalwareProtectionPlan": Model(
        id="{hex}",
        arn="arn:aws:guardduty:{region}:{account}:malware-protection-plan/{hex}",
        minutes=0.3,
        computed=lambda inputs, names, lookup: {"status": "ACTIVE"},
    ),
    "aws:ram/principalAssociation:PrincipalAssociation": Model(id="principal-{hex}", minutes=0.2),
    "aws:ram/resourceAssociation:ResourceAssociation": Model(id="resource-{hex}", minutes=0.2),
    "aws:ram/resourceShare:ResourceShare": Model(
        id="arn:aws:ram:{region}:{account}:resource-share/{hex}",
        arn="arn:aws:ram:{region}:{account}:resource-share/{hex}",
    ),
    "aws:s3/bucket:Bucket": Model(id="{name}", arn="arn:aws:s3:::{name}", computed=_bucket),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": Model(id="lifecycle-{hex}", minutes=0.5),
    "aws:s3/bucketLogging:BucketLogging": Model(id="logging-{hex}"),
    "aws:s3/bucketNotification:BucketNotification": Model(id="notification-{hex}"),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": Model(id="ownership-{hex}"),
    "aws:s3/bucketPolicy:BucketPolicy": Model(id="policy-{hex}"),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": Model(id="public-access-{hex}"),
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": Model(id="replication-{hex}"),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": Model(
        id="encryption-{hex}"
    ),
    "aws:s3/bucketVersioning:BucketVersioning": Model(id="versioning-{hex}"),
    "aws:transfer/server:Server": Model(
        id="s-{hex}", arn=TRANSFER + ":server/s-{hex}", minutes=4, source=ESTIMATE, computed=_transfer_server
    ),
    "aws:transfer/sshKey:SshKey": Model(id="key-{hex}"),
    "aws:transfer/user:User": Model(id="user-{hex}", arn=TRANSFER + ":user/{hex}"),
    "aws:transfer/workflow:Workflow": Model(id="w-{hex}", arn=TRANSFER + ":workflow/w-{hex}"),
    # What the program's own providers make.
    "pulumi-python:dynamic/mgn:LaunchTemplate": Model(
        id="lct-{hex}", arn="arn:aws:mgn:{region}:{account}:launch-configuration-template/lct-{hex}"
    ),
    "pulumi-python:dynamic/mgn:ReplicationTemplate": Model(
        id="rct-{hex}", arn="arn:aws:mgn:{region}:{account}:replication-configuration-template/rct-{hex}"
    ),
}
