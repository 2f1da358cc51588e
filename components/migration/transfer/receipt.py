"""What happens to a file after its upload: it leaves the partner's mailbox for a folder that no partner reaches."""

from pulumi import Input, Output, ResourceOptions
from pulumi_aws import iam, transfer

from foundation.bucket import PrivateBucket
from foundation.component import Component
from foundation.ordering import after
from foundation.policies import Statement, allow, document, through
from foundation.region import Region

# Where partners deliver to, and where files are scanned, kept and read.
MAILBOXES, RECEIVED = "incoming", "received"


class Receipt(Component):
    """A workflow that moves each file to `received/<date>/<user>/`, so that no later upload replaces it.

    Another one deletes what arrived of a file whose upload was cut off, so that it is never scanned, announced or
    appended to. `key_arn` encrypts the bucket. `role` is the one that Transfer Family moves files with; its ARN is
    handed out once it has its permissions.
    """

    workflow_id: Output[str]
    cut_off_workflow_id: Output[str]
    role_arn: Output[str]

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        bucket: PrivateBucket,
        key_arn: Input[str],
        role: iam.Role,
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        policy = iam.RolePolicy(
            f"{name}-role-policy", role=role.id, policy=document(*_moving(bucket, key_arn)), opts=self.child()
        )
        workflow = transfer.Workflow(
            f"{name}-workflow",
            description="Moves each file out of its mailbox",
            steps=[
                {
                    "type": "COPY",
                    "copy_step_details": {
                        "name": "receive",
                        "source_file_location": "${original.file}",
                        "destination_file_location": {
                            "s3_file_location": {
                                "bucket": bucket.name,
                                "key": f"{RECEIVED}/${{Transfer:UploadDate}}/${{Transfer:UserName}}/",
                            }
                        },
                        # The bucket keeps the version before.
                        "overwrite_existing": "TRUE",
                    },
                },
                _emptying(),
            ],
            tags=region.naming.tags("transfer-workflow"),
            opts=self.child(),
        )
        cut_off = transfer.Workflow(
            f"{name}-cut-off-workflow",
            description="Deletes what arrived of a file whose upload was cut off",
            steps=[_emptying()],
            tags=region.naming.tags("transfer-cut-off-workflow"),
            opts=self.child(),
        )
        self.publish(workflow_id=workflow.id, cut_off_workflow_id=cut_off.id, role_arn=after(role.arn, [policy]))


def _emptying() -> transfer.WorkflowStepArgsDict:
    return {
        "type": "DELETE",
        "delete_step_details": {"name": "empty-mailbox", "source_file_location": "${original.file}"},
    }


def _moving(bucket: PrivateBucket, key_arn: Input[str]) -> list[Statement]:
    mailboxes = Output.format("{0}/{1}/*", bucket.arn, MAILBOXES)
    received = Output.format("{0}/{1}/*", bucket.arn, RECEIVED)
    take = ["GetObject", "GetObjectVersion", "GetObjectTagging", "DeleteObject", "DeleteObjectVersion"]
    return [
        allow(["s3:ListBucket"], bucket.arn),
        allow([f"s3:{action}" for action in take], mailboxes),
        allow(["s3:PutObject", "s3:PutObjectTagging"], received),
        allow(["kms:GenerateDataKey", "kms:Decrypt"], key_arn, through("s3", bucket.region)),
    ]
