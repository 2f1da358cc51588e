"""What happens to a file after its upload: it leaves the partner's mailbox for a place that no partner reaches."""

from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import iam, transfer

from foundation.naming import Naming
from foundation.ordering import after
from foundation.policies import Statement, allow, document, through

# Where partners deliver to, and where files are scanned, kept and read.
MAILBOXES, RECEIVED = "incoming", "received"


@dataclass(frozen=True, kw_only=True)
class ReceiptArgs:
    """The bucket with its key, and the role that Transfer Family takes for the files' move."""

    naming: Naming
    region: str
    bucket: Input[str]
    bucket_arn: Input[str]
    key_arn: Input[str]
    role_id: Input[str]
    role_arn: Output[str]


class Receipt(ComponentResource):
    """A workflow that moves each file to `received/<date>/<user>/`, so that no later upload replaces it.

    The role is handed out once it has its rights.
    """

    workflow_id: Output[str]
    role_arn: Output[str]

    def __init__(self, name: str, args: ReceiptArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:migration:Receipt", name, None, opts)
        child = ResourceOptions(parent=self)
        policy = iam.RolePolicy(f"{name}-role-policy", role=args.role_id, policy=document(*_moving(args)), opts=child)
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
                                "bucket": args.bucket,
                                "key": f"{RECEIVED}/${{Transfer:UploadDate}}/${{Transfer:UserName}}/",
                            }
                        },
                        # The bucket keeps the version before.
                        "overwrite_existing": "TRUE",
                    },
                },
                {
                    "type": "DELETE",
                    "delete_step_details": {"name": "empty-mailbox", "source_file_location": "${original.file}"},
                },
            ],
            tags=args.naming.tags("transfer-workflow"),
            opts=child,
        )
        self.workflow_id, self.role_arn = workflow.id, after(args.role_arn, [policy])
        self.register_outputs({"workflow_id": self.workflow_id, "role_arn": self.role_arn})


def _moving(args: ReceiptArgs) -> list[Statement]:
    mailboxes = Output.format("{0}/{1}/*", args.bucket_arn, MAILBOXES)
    received = Output.format("{0}/{1}/*", args.bucket_arn, RECEIVED)
    take = ["GetObject", "GetObjectVersion", "GetObjectTagging", "DeleteObject", "DeleteObjectVersion"]
    return [
        allow(["s3:ListBucket"], args.bucket_arn),
        allow([f"s3:{action}" for action in take], mailboxes),
        allow(["s3:PutObject", "s3:PutObjectTagging"], received),
        allow(
            ["kms:GenerateDataKey", "kms:Decrypt"],
            args.key_arn,
            through("s3", args.region),
        ),
    ]
