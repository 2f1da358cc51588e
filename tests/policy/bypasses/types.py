"""Types that no rule looks at."""

from tests.policy.bypasses.bypass import Bypass

UNSEEN = (
    "aws:ec2/securityGroupRule:SecurityGroupRule",
    "aws:ec2/networkAclRule:NetworkAclRule",
    "aws:ec2/instance:Instance",
    "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission",
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
    "aws:ec2/networkInterface:NetworkInterface",
    "aws:s3/bucketAcl:BucketAcl",
    "aws:s3/bucketObject:BucketObject",
    "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration",
    "aws:lambda/functionUrl:FunctionUrl",
    "aws:lambda/layerVersionPermission:LayerVersionPermission",
    "aws:rds/cluster:Cluster",
    "aws:rds/snapshot:Snapshot",
    "aws:rds/snapshotCopy:SnapshotCopy",
    "aws:kms/grant:Grant",
    "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive",
    "aws:iam/samlProvider:SamlProvider",
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
    "aws:ecr/repositoryPolicy:RepositoryPolicy",
    "aws:ssm/parameter:Parameter",
    "aws-native:iam:Role",
    "command:local:Command",
    "pulumi-python:dynamic/other:Thing",
)
TYPES = tuple(Bypass(name=kind, kind=kind, bad={}) for kind in UNSEEN)
